// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A self-signed certificate and its key, made by the JDK's keytool. */
record TestCertificate(Secret key, String certificate) {
  private static final String PASSWORD = "changeit";

  /** Makes one for a name. */
  static TestCertificate make(Path folder, String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "it",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).as("keytool ends").isTrue();
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      made.load(in, PASSWORD.toCharArray());
    }
    return new TestCertificate(
        Secret.of(pem("PRIVATE KEY", made.getKey("it", PASSWORD.toCharArray()).getEncoded())),
        pem("CERTIFICATE", made.getCertificate("it").getEncoded()));
  }

  /** As a server has it. */
  PemKeyCertOptions options() {
    return new PemKeyCertOptions()
        .addKeyValue(Buffer.buffer(key.reveal(SecretAccess.get())))
        .addCertValue(Buffer.buffer(certificate));
  }

  /** Writes the certificate to a file. */
  Path file(Path folder) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "trusted", ".pem"), certificate);
  }

  private static String pem(String type, byte[] content) {
    String text =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
  }
}
