// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

import io.tokenbroker.process.log.LogSettings;
import io.tokenbroker.process.log.Logging;
import io.tokenbroker.process.telemetry.Telemetry;
import io.tokenbroker.process.telemetry.Tracing;
import io.tokenbroker.process.telemetry.TracingSettings;
import io.tokenbroker.registry.RegistryException;
import io.tokenbroker.secrets.KeysetException;
import io.tokenbroker.settings.EnvironmentReader;
import io.tokenbroker.topic.TopicAdminException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;

/** The broker as a process of its own. Runs until it is told to stop (SIGTERM, Ctrl-C). */
public final class BrokerMain {
  private static final String NAME = "tokenbroker-broker";
  private static final Duration START_TIMEOUT = Duration.ofMinutes(10);

  private BrokerMain() {}

  public static void main(String[] arguments) throws InterruptedException {
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

  static int run(
      List<String> arguments,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err,
      Consumer<LogSettings> logging)
      throws InterruptedException {
    if (!arguments.isEmpty()) {
      boolean help = arguments.contains("--help") || arguments.contains("-h");
      (help ? out : err).print(EnvironmentSettings.HELP);
      return help ? 0 : 1;
    }
    try {
      EnvironmentReader reader = new EnvironmentReader(environment);
      LogSettings log = LogSettings.read(reader);
      logging.accept(log);
      BrokerSettings settings = EnvironmentSettings.read(environment);
      Tracing tracing = Tracing.start(TracingSettings.read(reader), NAME);
      BrokerService broker = start(settings, tracing);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    broker.close();
                    tracing.close();
                  },
                  "broker-shutdown"));
      if (!broker.awaitRunning(START_TIMEOUT)) {
        err.println("The broker is not running after " + START_TIMEOUT + ": " + broker.trouble());
        return 1;
      }
      Logging.announce(log, out, "Broker service is running");
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

  private static BrokerService start(BrokerSettings settings, Tracing tracing) {
    try {
      return BrokerService.start(
          settings, Clock.systemUTC(), Telemetry.none().withTracing(tracing.openTelemetry()));
    } catch (RuntimeException e) {
      tracing.close();
      throw e;
    }
  }
}
