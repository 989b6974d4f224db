// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

import io.tokenbroker.process.config.ConfiguredProcess.Ready;
import io.tokenbroker.process.settings.BrokerConfig;
import io.tokenbroker.process.settings.BrokerManagementConfig;
import io.tokenbroker.process.management.ManagementException;
import io.tokenbroker.process.management.ManagementSettings;
import io.tokenbroker.process.management.Monitoring;
import io.tokenbroker.registry.RegistryException;
import io.tokenbroker.secrets.KeysetException;
import io.tokenbroker.topic.TopicAdminException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static void close(BrokerService broker, Monitoring monitoring) {
    broker.close();
    monitoring.close();
  }

  static int run(
      List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err)
      throws InterruptedException {
    Optional<Monitoring> watched = Optional.empty();
    try {
      Optional<Ready<BrokerConfig, BrokerSettings>> ready =
          BrokerConfiguration.PROCESS.configure(arguments, environment, out);
      if (ready.isEmpty()) {
        return 0;
      }
      BrokerManagementConfig management = ready.get().config().management();
      Monitoring monitoring =
          Monitoring.start(new ManagementSettings(management.host(), management.port()));
      watched = Optional.of(monitoring);
      BrokerService broker =
          BrokerService.start(
              ready.get().settings(),
              monitoring.telemetry(),
              monitoring.health(),
              Clock.systemUTC());
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> close(broker, monitoring), "broker-shutdown"));
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
        | ManagementException
        | KafkaException e) {
      watched.ifPresent(Monitoring::close);
      err.println("The broker could not start: " + e.getMessage());
      return 1;
    }
  }
}
