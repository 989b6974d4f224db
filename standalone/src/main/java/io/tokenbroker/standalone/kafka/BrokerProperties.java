// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.kafka;

import java.nio.file.Path;
import java.util.Properties;

/** The settings of a lone broker that is its own controller, by Kafka's names. */
final class BrokerProperties {
  private BrokerProperties() {}

  static Properties of(Path logFolder, int port, int controllerPort) {
    Properties properties = new Properties();
    listen(properties, port, controllerPort);
    stayAlone(properties);
    staySmall(properties);
    properties.setProperty("log.dirs", logFolder.toString());
    // A name that is spelled wrong must fail, not make a topic with other settings.
    properties.setProperty("auto.create.topics.enable", "false");
    // Positions outlive a holiday: the broker service starts from none but its own.
    properties.setProperty("offsets.retention.minutes", "5256000");
    return properties;
  }

  private static void listen(Properties properties, int port, int controllerPort) {
    String host = LoopbackPort.HOST;
    properties.setProperty("process.roles", "broker,controller");
    properties.setProperty("node.id", "1");
    properties.setProperty(
        "listeners",
        "PLAINTEXT://" + host + ":" + port + ",CONTROLLER://" + host + ":" + controllerPort);
    properties.setProperty("advertised.listeners", "PLAINTEXT://" + host + ":" + port);
    properties.setProperty(
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.setProperty("inter.broker.listener.name", "PLAINTEXT");
    properties.setProperty("controller.listener.names", "CONTROLLER");
    properties.setProperty("controller.quorum.voters", "1@" + host + ":" + controllerPort);
  }

  private static void stayAlone(Properties properties) {
    properties.setProperty("default.replication.factor", "1");
    properties.setProperty("min.insync.replicas", "1");
    properties.setProperty("offsets.topic.replication.factor", "1");
    properties.setProperty("transaction.state.log.replication.factor", "1");
    properties.setProperty("transaction.state.log.min.isr", "1");
    properties.setProperty("share.coordinator.state.topic.replication.factor", "1");
    properties.setProperty("share.coordinator.state.topic.min.isr", "1");
    // Nobody else will join a group: waiting for them delays every start by 3 s.
    properties.setProperty("group.initial.rebalance.delay.ms", "0");
    properties.setProperty("controller.quorum.election.timeout.ms", "200");
    properties.setProperty("controller.quorum.election.backoff.max.ms", "100");
    // After a kill the controller refuses the broker until the old one's session has ended. Nobody
    // else depends on noticing a lost broker, so the session is only as short as a start can bear.
    properties.setProperty("broker.session.timeout.ms", "2000");
    // What is waited for when the broker starts and stops is a heartbeat's answer.
    properties.setProperty("broker.heartbeat.interval.ms", "250");
  }

  private static void staySmall(Properties properties) {
    properties.setProperty("offsets.topic.num.partitions", "4");
    properties.setProperty("transaction.state.log.num.partitions", "4");
    properties.setProperty("share.coordinator.state.topic.num.partitions", "1");
    properties.setProperty("num.network.threads", "2");
    properties.setProperty("num.io.threads", "4");
    properties.setProperty("background.threads", "2");
    properties.setProperty("num.recovery.threads.per.data.dir", "2");
    properties.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
    properties.setProperty("log.cleaner.io.buffer.size", "65536");
    // Every open segment has two index files of this size, which are sparse but mapped.
    properties.setProperty("log.index.size.max.bytes", "1048576");
  }
}
