// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.network;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The certificates that providers' are checked against: the JDK's and those of a file. */
public final class TrustedCertificates {
  private TrustedCertificates() {}

  /**
   * Reads a PEM file.
   *
   * @throws IllegalArgumentException if there is no certificate in it
   */
  public static TrustManagerFactory withJdks(Path file) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate : jdks()) {
        store.setCertificateEntry("jdk-" + number++, certificate);
      }
      Collection<? extends Certificate> own = read(file);
      for (Certificate certificate : own) {
        store.setCertificateEntry("file-" + number++, certificate);
      }
      return factory(Optional.of(store));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the trusted certificates could not be read from " + file + ": " + e, e);
    }
  }

  private static Collection<? extends Certificate> read(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IOException("there is no certificate in it");
      }
      return found;
    }
  }

  private static Collection<Certificate> jdks() throws GeneralSecurityException {
    return Arrays.stream(factory(Optional.empty()).getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .flatMap(manager -> Arrays.<Certificate>stream(manager.getAcceptedIssuers()))
        .toList();
  }

  private static TrustManagerFactory factory(Optional<KeyStore> store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store.orElse(null));
    return factory;
  }
}
