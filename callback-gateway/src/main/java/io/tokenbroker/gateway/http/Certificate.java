// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate and its key as they were read from their files; the two belong together.
 *
 * @param pem both, in PEM form
 */
record Certificate(PemKeyCertOptions pem) {
  private static final long MAX_FILE = 1 << 20;
  private static final byte[] PROBE = {1, 2, 3, 4};

  /**
   * Reads and checks the files. Blocks.
   *
   * @throws IllegalArgumentException if they can't be used; the message says which and why, and
   *     holds nothing of the key
   */
  static Certificate read(Vertx vertx, TlsFiles files) {
    PemKeyCertOptions pem =
        new PemKeyCertOptions()
            .setCertValue(Buffer.buffer(bytes(files.certificate())))
            .setKeyValue(Buffer.buffer(bytes(files.key())));
    X509KeyManager manager = manager(vertx, pem, files);
    boolean fits;
    try {
      // Each type's alias is the one entry that there is.
      String alias = alias(manager);
      X509Certificate first = manager.getCertificateChain(alias)[0];
      fits = belongTogether(manager.getPrivateKey(alias), first.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the key in " + files.key() + " can't be used with the certificate", e);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "the key in "
              + files.key()
              + " is not that of the certificate in "
              + files.certificate());
    }
    return new Certificate(pem);
  }

  ServerSSLOptions sslOptions() {
    return new ServerSSLOptions()
        .setKeyCertOptions(pem)
        .setEnabledSecureTransportProtocols(new LinkedHashSet<>(List.of("TLSv1.3", "TLSv1.2")))
        .setUseAlpn(true)
        .setApplicationLayerProtocols(List.of("h2", "http/1.1"));
  }

  private static X509KeyManager manager(Vertx vertx, PemKeyCertOptions pem, TlsFiles files) {
    try {
      return Arrays.stream(pem.getKeyManagerFactory(vertx).getKeyManagers())
          .filter(X509KeyManager.class::isInstance)
          .map((KeyManager found) -> (X509KeyManager) found)
          .findFirst()
          .orElseThrow();
    } catch (Exception e) {
      throw new IllegalArgumentException(
          "could not use " + files.certificate() + " and " + files.key() + " as PEM files", e);
    }
  }

  private static String alias(X509KeyManager manager) throws GeneralSecurityException {
    for (String type : List.of("RSA", "EC", "EdDSA", "Ed25519", "RSASSA-PSS")) {
      Optional<String> alias =
          Optional.ofNullable(manager.getServerAliases(type, null)).map(found -> found[0]);
      if (alias.isPresent()) {
        return alias.get();
      }
    }
    throw new GeneralSecurityException("a key of a type that TLS has no use for");
  }

  private static boolean belongTogether(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(PROBE);
    byte[] signature = signing.sign();
    Signature checking = Signature.getInstance(algorithm);
    checking.initVerify(certified);
    checking.update(PROBE);
    return checking.verify(signature);
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.size(file) > MAX_FILE) {
        throw new IllegalArgumentException(file + " is too large for a PEM file");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("could not read " + file + ": " + e, e);
    }
  }

  @Override
  public String toString() {
    return "Certificate[...]";
  }
}
