// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.secured;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The settings of one node of a cluster, broker and controller in one. Clients come by TLS and
 * SASL; the nodes know one another, and clients that come with a certificate, by TLS both ways.
 */
final class NodeProperties {
  private static final String HOST = "127.0.0.1:";

  /** A node's number, from 1, and where it listens. */
  record Node(int id, int clientPort, int internalPort, int controllerPort) {}

  private NodeProperties() {}

  static Properties of(
      Node node, List<Node> all, Certificates certificates, Path logs, String plainUsers) {
    Properties properties = new Properties();
    listen(properties, node, all);
    secure(properties, certificates, plainUsers);
    replicate(properties);
    staySmall(properties);
    properties.setProperty("log.dirs", logs.toString());
    properties.setProperty("auto.create.topics.enable", "false");
    return properties;
  }

  private static void listen(Properties properties, Node node, List<Node> all) {
    String forClients = "CLIENT://" + HOST + node.clientPort();
    String forNodes = "INTERNAL://" + HOST + node.internalPort();
    properties.setProperty("process.roles", "broker,controller");
    properties.setProperty("node.id", Integer.toString(node.id()));
    properties.setProperty(
        "listeners", forClients + "," + forNodes + ",CONTROLLER://" + HOST + node.controllerPort());
    properties.setProperty("advertised.listeners", forClients + "," + forNodes);
    properties.setProperty(
        "listener.security.protocol.map", "CLIENT:SASL_SSL,INTERNAL:SSL,CONTROLLER:SSL");
    properties.setProperty("inter.broker.listener.name", "INTERNAL");
    properties.setProperty("controller.listener.names", "CONTROLLER");
    properties.setProperty(
        "controller.quorum.voters",
        all.stream()
            .map(one -> one.id() + "@" + HOST + one.controllerPort())
            .collect(Collectors.joining(",")));
  }

  private static void secure(Properties properties, Certificates certificates, String plainUsers) {
    properties.putAll(certificates.trust());
    properties.putAll(certificates.identity(SecuredCluster.NODES));
    properties.setProperty("listener.name.internal.ssl.client.auth", "required");
    properties.setProperty("listener.name.controller.ssl.client.auth", "required");
    properties.setProperty("sasl.enabled.mechanisms", "SCRAM-SHA-512,PLAIN,OAUTHBEARER");
    properties.setProperty(
        "listener.name.client.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    properties.setProperty(
        "listener.name.client.plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required " + plainUsers + ";");
    properties.setProperty(
        "listener.name.client.oauthbearer.sasl.jaas.config",
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
            + " unsecuredLoginStringClaim_sub=\"unused\";");
    properties.setProperty(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    properties.setProperty(
        "super.users", "User:CN=" + SecuredCluster.NODES + ";User:" + SecuredCluster.ADMIN);
  }

  private static void replicate(Properties properties) {
    properties.setProperty("default.replication.factor", "3");
    properties.setProperty("min.insync.replicas", "2");
    properties.setProperty("offsets.topic.replication.factor", "3");
    properties.setProperty("transaction.state.log.replication.factor", "3");
    properties.setProperty("transaction.state.log.min.isr", "2");
    properties.setProperty("group.initial.rebalance.delay.ms", "0");
  }

  private static void staySmall(Properties properties) {
    properties.setProperty("offsets.topic.num.partitions", "4");
    properties.setProperty("transaction.state.log.num.partitions", "4");
    properties.setProperty("num.network.threads", "2");
    properties.setProperty("num.io.threads", "4");
    properties.setProperty("background.threads", "2");
    properties.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
    properties.setProperty("log.cleaner.io.buffer.size", "65536");
    properties.setProperty("log.index.size.max.bytes", "1048576");
  }
}
