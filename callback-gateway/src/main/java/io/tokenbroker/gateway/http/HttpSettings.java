// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.request.ClientAddresses;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where the gateway listens and is reached.
 *
 * @param host address to listen on
 * @param port 0 to 65535; 0: any free one
 * @param publicUrl where browsers reach the gateway; without one, derived from a loopback host.
 *     https, or plain http on loopback
 * @param tls the certificate; without one it listens in plain text, behind a proxy that ends TLS
 * @param otherHosts {@code host} or {@code host:port} that requests may be for, beside the public
 *     URL's; {@code *}: any
 * @param trustedProxies networks whose word is taken for where a request came from
 * @param maxConnections open at once, 1 to 1,000,000
 * @param deadlines how long a client may take
 * @param accessLog whether each request is logged
 */
public record HttpSettings(
    String host,
    int port,
    Optional<URI> publicUrl,
    Optional<TlsFiles> tls,
    List<String> otherHosts,
    List<String> trustedProxies,
    int maxConnections,
    Deadlines deadlines,
    boolean accessLog) {
  public static final int DEFAULT_MAX_CONNECTIONS = 20_000;
  private static final int MOST_CONNECTIONS = 1_000_000;

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of its range; the message says which and why
   */
  public HttpSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("the port must be 0 to 65535, not " + port);
    }
    if (maxConnections < 1 || maxConnections > MOST_CONNECTIONS) {
      throw new IllegalArgumentException(
          "there may be 1 to " + MOST_CONNECTIONS + " connections, not " + maxConnections);
    }
    boolean secure = publicUrl.filter(url -> new PublicUrl(url).isSecure()).isPresent();
    if (tls.isPresent() && !secure) {
      throw new IllegalArgumentException(
          "with a certificate the public URL must be set, and be https");
    }
    publicUrl.ifPresentOrElse(PublicUrl::new, () -> PublicUrl.requireLoopback(host));
    otherHosts = List.copyOf(otherHosts);
    trustedProxies = List.copyOf(trustedProxies);
    new ClientAddresses(trustedProxies);
  }

  /** Plain text, no proxy in front, no access log. */
  public HttpSettings(String host, int port, Optional<URI> publicUrl) {
    this(
        host,
        port,
        publicUrl,
        Optional.empty(),
        List.of(),
        List.of(),
        DEFAULT_MAX_CONNECTIONS,
        Deadlines.DEFAULT,
        false);
  }

  public HttpSettings withOtherHosts(List<String> hosts) {
    return new HttpSettings(
        host, port, publicUrl, tls, hosts, trustedProxies, maxConnections, deadlines, accessLog);
  }

  public HttpSettings withTls(TlsFiles files) {
    return new HttpSettings(
        host,
        port,
        publicUrl,
        Optional.of(files),
        otherHosts,
        trustedProxies,
        maxConnections,
        deadlines,
        accessLog);
  }

  public HttpSettings withTrustedProxies(List<String> networks) {
    return new HttpSettings(
        host, port, publicUrl, tls, otherHosts, networks, maxConnections, deadlines, accessLog);
  }

  public HttpSettings withMaxConnections(int max) {
    return new HttpSettings(
        host, port, publicUrl, tls, otherHosts, trustedProxies, max, deadlines, accessLog);
  }

  public HttpSettings withAccessLog(boolean on) {
    return new HttpSettings(
        host, port, publicUrl, tls, otherHosts, trustedProxies, maxConnections, deadlines, on);
  }

  public HttpSettings withDeadlines(Deadlines longest) {
    return new HttpSettings(
        host, port, publicUrl, tls, otherHosts, trustedProxies, maxConnections, longest, accessLog);
  }
}
