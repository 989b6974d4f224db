// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.tools.StorageTool;

/**
 * A node of a cluster in which each is broker and controller.
 *
 * @param id from 1
 * @param port where clients and other nodes connect
 * @param controllers the ports of all nodes' controllers, in the order of their ids
 * @param log where it keeps its data
 */
record NodeSettings(int id, int port, List<Integer> controllers, Path log) {
  static final String HOST = "127.0.0.1";

  /**
   * Writes the settings to the file, and makes the folder ready.
   *
   * @throws IllegalStateException if Kafka does not like the settings or the folder
   */
  void format(Path file, String clusterId) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      properties().store(out, "");
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    String[] command = {"format", "--cluster-id", clusterId, "--config", file.toString()};
    if (StorageTool.execute(command, new PrintStream(said, true, StandardCharsets.UTF_8)) != 0) {
      throw new IllegalStateException("could not format: " + said.toString(StandardCharsets.UTF_8));
    }
  }

  private Properties properties() {
    Properties settings = new Properties();
    settings.setProperty("process.roles", "broker,controller");
    settings.setProperty("node.id", Integer.toString(id));
    settings.setProperty(
        "listeners",
        "PLAINTEXT://"
            + HOST
            + ":"
            + port
            + ",CONTROLLER://"
            + HOST
            + ":"
            + controllers.get(id - 1));
    settings.setProperty("advertised.listeners", "PLAINTEXT://" + HOST + ":" + port);
    settings.setProperty("controller.listener.names", "CONTROLLER");
    settings.setProperty(
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.setProperty(
        "controller.quorum.voters",
        IntStream.rangeClosed(1, controllers.size())
            .mapToObj(node -> node + "@" + HOST + ":" + controllers.get(node - 1))
            .collect(Collectors.joining(",")));
    settings.setProperty("log.dirs", log.toString());
    settings.setProperty("min.insync.replicas", "2");
    settings.setProperty("auto.create.topics.enable", "false");
    settings.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
    return settings;
  }
}
