// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.secured;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Self-signed certificates that trust one another, made by the JDK's keytool. */
final class Certificates {
  private static final String PASSWORD = "it-store-password";
  private static final String TYPE = "PKCS12";

  private final Path folder;

  private Certificates(Path folder) {
    this.folder = folder;
  }

  /** One for each name, which is the certificate's common name. */
  static Certificates create(Path folder, List<String> names) throws IOException {
    Files.createDirectories(folder);
    Certificates all = new Certificates(folder);
    for (String name : names) {
      all.add(name);
    }
    return all;
  }

  /** Kafka's settings of a party that shows nothing and trusts all of these. */
  Map<String, String> trust() {
    return Map.of(
        "ssl.truststore.location", folder.resolve("trusted").toString(),
        "ssl.truststore.type", TYPE,
        "ssl.truststore.password", PASSWORD);
  }

  /** Kafka's settings of a party that shows its certificate. */
  Map<String, String> identity(String name) {
    return Map.of(
        "ssl.keystore.location", folder.resolve(name).toString(),
        "ssl.keystore.type", TYPE,
        "ssl.keystore.password", PASSWORD);
  }

  private void add(String name) {
    Path certificate = folder.resolve(name + ".pem");
    keytool(
        name,
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-validity",
        "2",
        "-ext",
        "SAN=ip:127.0.0.1,dns:localhost",
        "-alias",
        name);
    keytool(name, "-exportcert", "-rfc", "-alias", name, "-file", certificate.toString());
    keytool("trusted", "-importcert", "-noprompt", "-alias", name, "-file", certificate.toString());
  }

  private void keytool(String store, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", folder.resolve(store).toString()));
    command.addAll(List.of("-storetype", TYPE, "-storepass", PASSWORD));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("keytool.log").toFile())
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError(
            "keytool failed: " + Files.readString(folder.resolve("keytool.log")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("keytool could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
