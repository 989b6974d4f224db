// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

import io.tokenbroker.process.config.ConfiguredProcess.Ready;
import io.tokenbroker.process.log.LogSettings;
import io.tokenbroker.process.log.Logging;
import io.tokenbroker.process.management.ManagementException;
import io.tokenbroker.process.management.ManagementSettings;
import io.tokenbroker.process.management.Monitoring;
import io.tokenbroker.process.settings.BrokerConfig;
import io.tokenbroker.process.settings.SharedSettings;
import io.tokenbroker.registry.RegistryException;
import io.tokenbroker.secrets.KeysetException;
import io.tokenbroker.topic.TopicAdminException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;

/** The broker as a process of its own. Runs until it is told to stop (SIGTERM, Ctrl-C). */
public final class BrokerMain {
  private static final String NAME = "tokenbroker-broker";
  private static final Duration START_TIMEOUT = Duration.ofMinutes(10);

  private BrokerMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    // Libraries log while the configuration is read, which says how to log.
    Logging.start(LogSettings.DEFAULT, NAME);
    int exitCode =
        run(
            List.of(arguments),
            System.getenv(),
            System.out,
            System.err,
            settings -> Logging.start(settings, NAME));
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  private static void close(BrokerService broker, Monitoring monitoring) {
    broker.close();
    monitoring.close();
  }

  static int run(
      List<String> arguments,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err,
      Consumer<LogSettings> logging)
      throws InterruptedException {
    Optional<Monitoring> watched = Optional.empty();
    try {
      Optional<Ready<BrokerConfig, BrokerSettings>> ready =
          BrokerConfiguration.PROCESS.configure(arguments, environment, out);
      if (ready.isEmpty()) {
        return 0;
      }
      BrokerConfig config = ready.get().config();
      LogSettings log = SharedSettings.log(config.log());
      logging.accept(log);
      Monitoring monitoring =
          Monitoring.start(
              new ManagementSettings(config.management().host(), config.management().port()),
              SharedSettings.tracing(config.tracing()),
              NAME);
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
      Logging.announce(log, out, "Broker service is " + broker.status());
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
