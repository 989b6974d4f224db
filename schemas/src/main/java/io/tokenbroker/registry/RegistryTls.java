// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom we trust, and by which certificate we are known. Names are checked always. Immutable.
 *
 * @param trust certificates that are trusted in place of the JDK's: a PEM file or a PKCS#12 store
 * @param clientKey a PKCS#12 store with our own certificate and key
 */
public record RegistryTls(Optional<Store> trust, Optional<Store> clientKey) {
  /** The JDK's certificates, and none of our own. */
  public static final RegistryTls DEFAULT = new RegistryTls(Optional.empty(), Optional.empty());

  private static final String PEM = "-----BEGIN CERTIFICATE-----";

  /**
   * A file of certificates or keys.
   *
   * @param password of a PKCS#12 store; a PEM file has none
   */
  public record Store(Path path, Optional<SecretFile> password) {}

  /**
   * Reads the files.
   *
   * @throws RegistryException if one can't be used; the message names it
   */
  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          clientKey.map(RegistryTls::keyManagers).orElse(new KeyManager[0]),
          trustManagers(trust.map(RegistryTls::certificates)),
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new RegistryException("TLS to the schema registry can't be set up: " + e, e);
    }
  }

  private static TrustManager[] trustManagers(Optional<KeyStore> certificates)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    // No store: the JDK's own.
    factory.init(certificates.orElse(null));
    return factory.getTrustManagers();
  }

  private static KeyStore certificates(Store store) {
    try {
      byte[] bytes = Files.readAllBytes(store.path());
      boolean isPem = new String(bytes, StandardCharsets.ISO_8859_1).contains(PEM);
      KeyStore certificates = isPem ? ofPem(bytes) : pkcs12(store);
      if (certificates.size() == 0) {
        throw new IOException("it holds no certificate");
      }
      return certificates;
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(store, e);
    }
  }

  private static KeyManager[] keyManagers(Store store) {
    try {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(pkcs12(store), password(store));
      return factory.getKeyManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(store, e);
    }
  }

  private static KeyStore ofPem(byte[] bytes) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    CertificateFactory x509 = CertificateFactory.getInstance("X.509");
    for (Certificate certificate : x509.generateCertificates(new ByteArrayInputStream(bytes))) {
      store.setCertificateEntry("trusted-" + store.size(), certificate);
    }
    return store;
  }

  private static KeyStore pkcs12(Store store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store.path())) {
      keys.load(in, password(store));
    }
    return keys;
  }

  private static char[] password(Store store) {
    return store.password().map(file -> file.read().toCharArray()).orElse(new char[0]);
  }

  private static RegistryException unusable(Store store, Exception error) {
    return new RegistryException(
        "the file "
            + store.path()
            + " can't be used for TLS to the schema registry: it has to be PEM certificates or a"
            + " PKCS#12 store with its password in a file of its own ("
            + error.getClass().getSimpleName()
            + ": "
            + error.getMessage()
            + ")",
        error);
  }
}
