// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.cli.cluster.CliException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Map;

/** A client's certificate chain, PEM. It is public, and is written as it is. */
final class CertificateChain {
  private static final String WHAT = "client certificate";

  private CertificateChain() {}

  /**
   * Reads a chain.
   *
   * @throws CliException if there is none
   */
  static String read(TextSource source, Map<String, String> environment) {
    String pem = source.read(environment, WHAT);
    if (pem.contains("PRIVATE KEY-----")) {
      throw new CliException(
          "the "
              + WHAT
              + " in "
              + source.place()
              + " holds a private key, which would be published: keep it apart, as clientKey");
    }
    try {
      boolean none =
          !pem.contains("-----BEGIN CERTIFICATE-----")
              || CertificateFactory.getInstance("X.509")
                  .generateCertificates(
                      new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
                  .isEmpty();
      if (!none) {
        return pem;
      }
    } catch (CertificateException e) {
      // Said below.
    }
    throw new CliException(
        "the " + WHAT + " in " + source.place() + " is no certificate chain in PEM (X.509)");
  }
}
