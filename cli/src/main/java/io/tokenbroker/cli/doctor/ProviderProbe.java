// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Looks whether a provider can be reached from here, without a request: name, port, TLS. */
final class ProviderProbe {
  private static final Duration SOON = Duration.ofDays(14);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private ProviderProbe() {}

  /** Scheme, host and port. */
  static URI origin(URI endpoint) {
    return URI.create(endpoint.getScheme() + "://" + endpoint.getAuthority());
  }

  static Result look(URI origin, Duration timeout) {
    String host = origin.getHost();
    boolean tls = "https".equals(origin.getScheme());
    int port = origin.getPort() >= 0 ? origin.getPort() : tls ? 443 : 80;
    int millis = Math.toIntExact(Math.min(timeout.toMillis(), LONGEST.toMillis()));
    try {
      InetAddress address = InetAddress.getByName(host);
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(address, port), millis);
        socket.setSoTimeout(millis);
        return tls
            ? handshake(origin, socket, host, port)
            : Result.warn(
                "providers", origin + ": no TLS", "http is for demonstrations on one machine");
      }
    } catch (UnknownHostException e) {
      return Result.fail("providers", origin + ": the name is not known", "look at name service");
    } catch (SSLException e) {
      return Result.fail(
          "providers",
          origin + ": TLS failed: " + e.getMessage(),
          "a proxy between, or a certificate that is not trusted: TOKENBROKER_PROVIDER_TRUST_FILE"
              + " (docs/operators.md)");
    } catch (IOException e) {
      return Result.fail(
          "providers",
          origin + ": could not connect: " + e.getMessage(),
          "look at firewall and proxy (docs/operators.md)");
    }
  }

  private static Result handshake(URI origin, Socket plain, String host, int port)
      throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    try (SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      Optional<Instant> end =
          socket.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate
              ? Optional.of(certificate.getNotAfter().toInstant())
              : Optional.empty();
      String detail =
          origin
              + ": "
              + socket.getSession().getProtocol()
              + end.map(at -> ", certificate until " + at).orElse("");
      return end.filter(at -> at.isBefore(Instant.now().plus(SOON))).isPresent()
          ? Result.warn("providers", detail, "the provider has to renew its certificate")
          : Result.ok("providers", detail);
    }
  }
}
