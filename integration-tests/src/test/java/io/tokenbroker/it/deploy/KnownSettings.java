// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The environment variables that the processes say they read, from their own {@code --help}. */
final class KnownSettings {
  private static final Pattern NAME = Pattern.compile("TOKENBROKER_[A-Z0-9_]+");
  private static final String PASSED_ON_TO_KAFKA = "TOKENBROKER_KAFKA_";

  private final Set<String> names = new TreeSet<>();

  KnownSettings() {
    for (String main :
        Set.of(
            "io.tokenbroker.gateway.GatewayMain",
            "io.tokenbroker.broker.BrokerMain",
            "io.tokenbroker.standalone.dev.SampleRunnerMain")) {
      Matcher matcher = NAME.matcher(help(main));
      while (matcher.find()) {
        names.add(matcher.group());
      }
    }
  }

  boolean knows(String variable) {
    return names.contains(variable) || variable.startsWith(PASSED_ON_TO_KAFKA);
  }

  private static String help(String mainClass) {
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  mainClass,
                  "--help")
              .redirectErrorStream(true)
              .start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError(mainClass + " --help failed: " + text);
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
