// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/** When the first certificate of a PEM file expires. */
final class CertificateExpiry {
  private CertificateExpiry() {}

  /** Empty if that can't be read. Blocks. */
  static Optional<Instant> of(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in)
              instanceof X509Certificate certificate
          ? Optional.of(certificate.getNotAfter().toInstant())
          : Optional.empty();
    } catch (IOException | CertificateException e) {
      return Optional.empty();
    }
  }
}
