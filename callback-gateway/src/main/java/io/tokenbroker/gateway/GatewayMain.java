// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import io.tokenbroker.gateway.access.ApiKeyFileException;
import io.tokenbroker.gateway.http.ListenException;
import io.tokenbroker.process.config.ConfiguredProcess.Ready;
import io.tokenbroker.process.settings.GatewayConfig;
import io.tokenbroker.process.settings.GatewayManagementConfig;
import io.tokenbroker.process.management.ManagementException;
import io.tokenbroker.process.management.ManagementSettings;
import io.tokenbroker.process.management.Monitoring;
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

/** The gateway as a process of its own. Runs until it is told to stop (SIGTERM, Ctrl-C). */
public final class GatewayMain {
  private static final String LOGGING = "logback.configurationFile";

  private static final Set<Topic> USED_TOPICS =
      EnumSet.of(Topic.AUTHORIZATIONS, Topic.TOKEN_COMMANDS, Topic.REPLIES, Topic.AUDIT);
  private static final Duration LOOK_AT_TOPICS = Duration.ofSeconds(5);

  private GatewayMain() {}

  public static void main(String[] arguments) {
    // Before the first logger is made. At its default level the HTTP server would log addresses.
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "gateway-logback.xml");
    }
    int exitCode = run(List.of(arguments), System.getenv(), System.out, System.err);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  private static void close(Gateway gateway, Monitoring monitoring) {
    gateway.close();
    monitoring.close();
  }

  /** Starts; what keeps the process alive afterwards are the server's threads. */
  static int run(
      List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    Optional<Monitoring> watched = Optional.empty();
    try {
      Optional<Ready<GatewayConfig, GatewaySettings>> ready =
          GatewayConfiguration.PROCESS.configure(arguments, environment, out);
      if (ready.isEmpty()) {
        return 0;
      }
      GatewaySettings settings = ready.get().settings();
      PartitionCounts.require(settings.kafka(), settings.topics(), USED_TOPICS, LOOK_AT_TOPICS);
      GatewayManagementConfig management = ready.get().config().management();
      Monitoring monitoring =
          Monitoring.start(new ManagementSettings(management.host(), management.port()));
      watched = Optional.of(monitoring);
      Gateway gateway =
          Gateway.start(settings, monitoring.telemetry(), monitoring.health(), Clock.systemUTC());
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> close(gateway, monitoring), "gateway-shutdown"));
      out.println("Callback gateway at " + gateway.publicUrl());
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
