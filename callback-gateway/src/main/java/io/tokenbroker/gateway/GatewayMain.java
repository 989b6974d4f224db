// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import io.tokenbroker.gateway.access.ApiKeyFileException;
import io.tokenbroker.gateway.http.ListenException;
import io.tokenbroker.process.log.LogSettings;
import io.tokenbroker.process.log.Logging;
import io.tokenbroker.process.telemetry.Telemetry;
import io.tokenbroker.process.telemetry.Tracing;
import io.tokenbroker.process.telemetry.TracingSettings;
import io.tokenbroker.registry.RegistryException;
import io.tokenbroker.secrets.KeysetException;
import io.tokenbroker.settings.EnvironmentReader;
import io.tokenbroker.topic.PartitionCounts;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.TopicAdminException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The gateway as a process of its own. Runs until it is told to stop (SIGTERM, Ctrl-C). */
public final class GatewayMain {
  private static final String NAME = "tokenbroker-gateway";

  private static final Set<Topic> USED_TOPICS =
      EnumSet.of(Topic.AUTHORIZATIONS, Topic.TOKEN_COMMANDS, Topic.REPLIES, Topic.AUDIT);
  private static final Duration LOOK_AT_TOPICS = Duration.ofSeconds(5);

  private GatewayMain() {}

  public static void main(String[] arguments) {
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

  /**
   * Starts; what keeps the process alive afterwards are the server's threads.
   *
   * @param logging sets the log up, before anything is logged
   */
  static int run(
      List<String> arguments,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err,
      Consumer<LogSettings> logging) {
    if (!arguments.isEmpty()) {
      boolean help = arguments.contains("--help") || arguments.contains("-h");
      (help ? out : err).print(EnvironmentSettings.HELP);
      return help ? 0 : 1;
    }
    try {
      EnvironmentReader reader = new EnvironmentReader(environment);
      LogSettings log = LogSettings.read(reader);
      logging.accept(log);
      GatewaySettings settings = EnvironmentSettings.read(environment);
      TracingSettings spans = TracingSettings.read(reader);
      PartitionCounts.require(settings.kafka(), settings.topics(), USED_TOPICS, LOOK_AT_TOPICS);
      Tracing tracing = Tracing.start(spans, NAME);
      Gateway gateway = start(settings, tracing);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    gateway.close();
                    tracing.close();
                  },
                  "gateway-shutdown"));
      Logging.announce(log, out, "Callback gateway at " + gateway.publicUrl());
      return 0;
    } catch (IllegalArgumentException
        | KeysetException
        | TopicAdminException
        | ApiKeyFileException
        | ListenException
        | RegistryException e) {
      err.println("The gateway could not start: " + e.getMessage());
      return 1;
    }
  }

  private static Gateway start(GatewaySettings settings, Tracing tracing) {
    try {
      return Gateway.start(
          settings, Clock.systemUTC(), Telemetry.none().withTracing(tracing.openTelemetry()));
    } catch (RuntimeException e) {
      tracing.close();
      throw e;
    }
  }
}
