// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import io.tokenbroker.gateway.access.ApiKeyFileException;
import io.tokenbroker.gateway.http.ListenException;
import io.tokenbroker.process.config.ConfiguredProcess.Ready;
import io.tokenbroker.process.log.LogSettings;
import io.tokenbroker.process.log.Logging;
import io.tokenbroker.process.management.ManagementException;
import io.tokenbroker.process.management.ManagementSettings;
import io.tokenbroker.process.management.Monitoring;
import io.tokenbroker.process.settings.GatewayConfig;
import io.tokenbroker.process.settings.SharedSettings;
import io.tokenbroker.registry.RegistryException;
import io.tokenbroker.secrets.KeysetException;
import io.tokenbroker.topic.PartitionCounts;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.TopicAdminException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static void close(Gateway gateway, Monitoring monitoring) {
    gateway.close();
    monitoring.close();
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
    Optional<Monitoring> watched = Optional.empty();
    try {
      Optional<Ready<GatewayConfig, GatewaySettings>> ready =
          GatewayConfiguration.PROCESS.configure(arguments, environment, out);
      if (ready.isEmpty()) {
        return 0;
      }
      GatewayConfig config = ready.get().config();
      LogSettings log = SharedSettings.log(config.log());
      logging.accept(log);
      GatewaySettings settings = ready.get().settings();
      PartitionCounts.require(settings.kafka(), settings.topics(), USED_TOPICS, LOOK_AT_TOPICS);
      Monitoring monitoring =
          Monitoring.start(
              new ManagementSettings(config.management().host(), config.management().port()),
              SharedSettings.tracing(config.tracing()),
              NAME);
      watched = Optional.of(monitoring);
      Gateway gateway =
          Gateway.start(settings, monitoring.telemetry(), monitoring.health(), Clock.systemUTC());
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> close(gateway, monitoring), "gateway-shutdown"));
      Logging.announce(log, out, "Callback gateway at " + gateway.publicUrl());
      return 0;
    } catch (IllegalArgumentException
        | KeysetException
        | TopicAdminException
        | ApiKeyFileException
        | ListenException
        | RegistryException
        | ManagementException e) {
      watched.ifPresent(Monitoring::close);
      err.println("The gateway could not start: " + e.getMessage());
      return 1;
    }
  }
}
