// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a JVM of its own runs.
 *
 * @param classPath as {@code java -cp} takes it
 * @param mainClass its full name
 */
public record Program(String classPath, String mainClass) {
  private static final String TARGET = "target";

  /** Maven writes it when it packages a module: the jars that the module needs to run. */
  private static final String RUNTIME = "runtime.classpath";

  /** What is deployed as broker-service. */
  public static Program brokerService() {
    return ofModule(Path.of("..", "broker-service"), "io.tokenbroker.broker.BrokerMain");
  }

  /** What is deployed as gateway. */
  public static Program callbackGateway() {
    return ofModule(Path.of("..", "callback-gateway"), "io.tokenbroker.gateway.GatewayMain");
  }

  /** Kafka's own mirror, from Maven Central. */
  public static Program mirrorMaker() {
    return new Program(
        runtime(Path.of("mirror-maker")), "org.apache.kafka.connect.mirror.MirrorMaker");
  }

  /** A class that the tests have on their own class path. */
  public static Program onTestClassPath(String mainClass) {
    return new Program(System.getProperty("java.class.path"), mainClass);
  }

  private static Program ofModule(Path module, String mainClass) {
    String classPath = jarOf(module) + File.pathSeparator + runtime(module);
    List<String> noJars =
        Arrays.stream(classPath.split(File.pathSeparator, -1))
            .filter(entry -> !entry.endsWith(".jar") || !Files.isRegularFile(Path.of(entry)))
            .toList();
    if (!noJars.isEmpty()) {
      throw new AssertionError(module + " is to be run from jars, these are none: " + noJars);
    }
    return new Program(classPath, mainClass);
  }

  private static Path jarOf(Path module) {
    String start = module.getFileName() + "-";
    try (Stream<Path> files = Files.list(module.resolve(TARGET))) {
      List<Path> jars =
          files
              .filter(file -> file.getFileName().toString().startsWith(start))
              .filter(file -> file.getFileName().toString().endsWith("SNAPSHOT.jar"))
              .toList();
      if (jars.size() != 1) {
        throw new AssertionError("not one jar of " + module + " but " + jars);
      }
      return jars.get(0).toAbsolutePath().normalize();
    } catch (IOException e) {
      throw new UncheckedIOException(module + " is not packaged", e);
    }
  }

  private static String runtime(Path module) {
    try {
      return Files.readString(module.resolve(TARGET).resolve(RUNTIME))
          .lines()
          .collect(Collectors.joining());
    } catch (IOException e) {
      throw new UncheckedIOException(module + " is not packaged: mvn verify does it", e);
    }
  }
}
