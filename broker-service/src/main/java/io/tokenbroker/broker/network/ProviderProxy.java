// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.network;

import io.tokenbroker.secrets.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The HTTP proxy through which providers are called. Immutable.
 *
 * @param host its name or address; it may be private
 * @param port 1 to 65535
 * @param credentials what it wants to know, if anything
 * @param except hosts that are called without it; {@code .example.org} is all below example.org
 */
public record ProviderProxy(
    String host, int port, Optional<Credentials> credentials, List<String> except) {
  private static final String FORM =
      "a proxy is http://host:port or http://user:password@host:port";

  /** Name and password (RFC 7617). */
  public record Credentials(String user, Secret password) {}

  public ProviderProxy {
    except = List.copyOf(except);
  }

  /**
   * Reads {@code http://[user:password@]host:port}.
   *
   * @throws IllegalArgumentException if it is something else; the message does not repeat it
   */
  public static ProviderProxy parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      // Neither the message nor the cause: both quote the password.
      throw new IllegalArgumentException(FORM);
    }
    boolean plain = "http".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0;
    if (!plain || (uri.getPath() != null && !uri.getPath().replace("/", "").isEmpty())) {
      throw new IllegalArgumentException(FORM);
    }
    return new ProviderProxy(
        withoutBrackets(uri.getHost()),
        uri.getPort(),
        Optional.ofNullable(uri.getUserInfo()).map(ProviderProxy::credentials),
        List.of());
  }

  /** This proxy, but not for these hosts, which have commas between. */
  public ProviderProxy withExcept(String hosts) {
    return new ProviderProxy(
        host,
        port,
        credentials,
        Arrays.stream(hosts.split(",", -1))
            .map(part -> part.strip().toLowerCase(Locale.ROOT))
            .filter(part -> !part.isEmpty())
            .toList());
  }

  /** Whether a host is called through it. */
  boolean isFor(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return except.stream()
        .noneMatch(part -> part.startsWith(".") ? lower.endsWith(part) : lower.equals(part));
  }

  static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static Credentials credentials(String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || colon == text.length() - 1) {
      throw new IllegalArgumentException(FORM);
    }
    return new Credentials(text.substring(0, colon), Secret.of(text.substring(colon + 1)));
  }
}
