// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

import io.tokenbroker.registry.RegistryException;
import io.tokenbroker.secrets.KeysetException;
import io.tokenbroker.topic.TopicAdminException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/** The broker as a process of its own. Runs until it is told to stop (SIGTERM, Ctrl-C). */
public final class BrokerMain {
  private static final String LOGGING = "logback.configurationFile";
  private static final Duration START_TIMEOUT = Duration.ofMinutes(10);

  private BrokerMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "broker-logback.xml");
    }
    int exitCode = run(List.of(arguments), System.getenv(), System.out, System.err);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  static int run(
      List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err)
      throws InterruptedException {
    if (!arguments.isEmpty()) {
      boolean help = arguments.contains("--help") || arguments.contains("-h");
      (help ? out : err).print(EnvironmentSettings.HELP);
      return help ? 0 : 1;
    }
    try {
      BrokerService broker =
          BrokerService.start(EnvironmentSettings.read(environment), Clock.systemUTC());
      Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-shutdown"));
      if (!broker.awaitRunning(START_TIMEOUT)) {
        err.println("The broker is not running after " + START_TIMEOUT + ": " + broker.trouble());
        return 1;
      }
      out.println("Broker service is running");
      if (!broker.paused().isEmpty()) {
        out.println("Provider calls are paused: " + String.join("; ", broker.paused()));
      }
      return 0;
    } catch (IllegalArgumentException
        | KeysetException
        | TopicAdminException
        | BrokerStartException
        | RegistryException
        | KafkaException e) {
      err.println("The broker could not start: " + e.getMessage());
      return 1;
    }
  }
}
