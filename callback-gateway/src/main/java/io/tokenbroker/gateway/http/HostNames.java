// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.tokenbroker.gateway.address.Origin;
import io.tokenbroker.gateway.address.PublicUrl;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that a request may be meant for: the public URL's, and those that an operator adds, for
 * applications that reach the gateway by an internal name. Another one is another site's, or a name
 * that an attacker has pointed here.
 */
final class HostNames {
  private static final String ANY = "*";

  private final Origin publicOrigin;
  private final Set<String> others;

  /**
   * @param others {@code host} (any port) or {@code host:port}; {@code *} for any
   */
  HostNames(PublicUrl publicUrl, List<String> others) {
    this.publicOrigin = Origin.of(publicUrl.value()).orElseThrow();
    this.others =
        others.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  boolean accept(@Nullable HostAndPort authority) {
    return Optional.ofNullable(authority).filter(this::isOurs).isPresent();
  }

  private boolean isOurs(HostAndPort authority) {
    String host = authority.host().toLowerCase(Locale.ROOT);
    boolean defaultPort = authority.port() <= 0;
    int port = defaultPort ? (publicOrigin.scheme().equals("https") ? 443 : 80) : authority.port();
    return isPublic(host, port)
        || others.contains(ANY)
        || others.contains(host)
        || others.contains(host + ":" + port);
  }

  private boolean isPublic(String host, int port) {
    boolean sameHost =
        host.equals(publicOrigin.host())
            || (Origin.isLoopback(host) && Origin.isLoopback(publicOrigin.host()));
    return sameHost && port == publicOrigin.port();
  }
}
