// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.dev;

import io.tokenbroker.process.management.ManagementSettings;
import io.tokenbroker.standalone.FailureLine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tokenbroker dev}. */
@Command(
    name = "dev",
    mixinStandardHelpOptions = true,
    description = {
      "Runs everything on this machine, to try it out and to develop against.",
      "One process with a Kafka broker, a demo provider, the broker service, the gateway and a"
          + " runner that prints what it sees. Ctrl-C stops it; the data stays."
    })
public final class DevCommand implements Callable<Integer> {
  private final PrintWriter out;
  private final PrintWriter err;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder for keys, Kafka's logs and state (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(".tokenbroker");

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of the gateway (default: ${DEFAULT-VALUE}).")
  private int port = 8080;

  @Option(
      names = "--page-port",
      paramLabel = "PORT",
      description = "Port of the page to start from (default: ${DEFAULT-VALUE}).")
  private int pagePort = 8081;

  @Option(
      names = "--provider-port",
      paramLabel = "PORT",
      description = "Port of the demo provider (default: ${DEFAULT-VALUE}).")
  private int providerPort = 8082;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      description = "Port of the Kafka broker (default: ${DEFAULT-VALUE}).")
  private int kafkaPort = 9092;

  @Option(
      names = "--gateway-metrics-port",
      paramLabel = "PORT",
      description = "Port of the gateway's metrics and health (default: ${DEFAULT-VALUE}).")
  private int gatewayMetricsPort = ManagementSettings.GATEWAY_PORT;

  @Option(
      names = "--broker-metrics-port",
      paramLabel = "PORT",
      description = "Port of the broker service's (default: ${DEFAULT-VALUE}).")
  private int brokerMetricsPort = ManagementSettings.BROKER_PORT;

  public DevCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    DevPorts ports =
        new DevPorts(
            port, pagePort, providerPort, kafkaPort, gatewayMetricsPort, brokerMetricsPort);
    try {
      return new DevRun(data, ports, out, err).run();
    } catch (RuntimeException e) {
      err.println("tokenbroker dev: " + FailureLine.of(e));
      err.flush();
      return 1;
    }
  }
}
