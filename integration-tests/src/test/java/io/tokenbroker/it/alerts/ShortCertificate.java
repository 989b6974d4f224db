// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.alerts;

import io.tokenbroker.gateway.http.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A self-signed certificate for two days, made by the JDK's keytool, as PEM files. */
final class ShortCertificate {
  private static final String PASSWORD = "it-store-password";

  private ShortCertificate() {}

  static TlsFiles in(Path folder)
      throws IOException, GeneralSecurityException, InterruptedException {
    Files.createDirectories(folder);
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "tls",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new AssertionError("keytool made no certificate");
    }
    KeyStore entries = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      entries.load(in, PASSWORD.toCharArray());
    }
    return new TlsFiles(
        pem(folder, "tls.crt", "CERTIFICATE", entries.getCertificate("tls").getEncoded()),
        pem(
            folder,
            "tls.key",
            "PRIVATE KEY",
            entries.getKey("tls", PASSWORD.toCharArray()).getEncoded()));
  }

  private static Path pem(Path folder, String name, String type, byte[] content)
      throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(
        file,
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(
                type,
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(content),
                type));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }
}
