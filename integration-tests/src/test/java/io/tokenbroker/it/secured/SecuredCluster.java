// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.secured;

import io.tokenbroker.it.port.FreePort;
import io.tokenbroker.it.secured.NodeProperties.Node;
import io.tokenbroker.it.system.JvmProcess;
import io.tokenbroker.it.system.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;

/** Three Kafka processes on the loopback address, with TLS, SASL and the standard authorizer. */
final class SecuredCluster implements AutoCloseable {
  /** The common name of the nodes' certificate. */
  static final String NODES = "kafka";

  /** The user who may do everything. */
  static final String ADMIN = "admin";

  static final int SIZE = 3;
  private static final Duration START_WAIT = Duration.ofMinutes(2);

  private final Certificates certificates;
  private final List<Node> nodes;
  private final List<JvmProcess> processes = new ArrayList<>();

  private SecuredCluster(Certificates certificates, List<Node> nodes) {
    this.certificates = certificates;
    this.nodes = nodes;
  }

  /**
   * Starts; all nodes serve when this returns.
   *
   * @param users who come with SCRAM
   * @param plainUser who comes with PLAIN
   * @param certified who come with a certificate
   */
  static SecuredCluster start(
      Path folder, Collection<String> users, String plainUser, List<String> certified)
      throws Exception {
    List<String> names = new ArrayList<>(certified);
    names.add(NODES);
    SecuredCluster cluster =
        new SecuredCluster(Certificates.create(folder.resolve("tls"), names), freeNodes());
    try {
      String clusterId = Uuid.randomUuid().toString();
      for (Node node : cluster.nodes) {
        cluster.start(node, folder, clusterId, plainUser);
      }
      cluster.awaitNodes();
      cluster.createUsers(users);
      return cluster;
    } catch (Exception | AssertionError e) {
      cluster.close();
      throw e;
    }
  }

  /** Kafka client settings of a user with SCRAM. */
  Map<String, String> scram(String user) {
    return sasl(
        "SCRAM-SHA-512",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
            + user
            + "\" password=\""
            + password(user)
            + "\";");
  }

  /** Likewise, with PLAIN. */
  Map<String, String> plain(String user) {
    return sasl(
        "PLAIN",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
            + user
            + "\" password=\""
            + password(user)
            + "\";");
  }

  /** Likewise, with a bearer token that the user has signed himself: for tests only. */
  Map<String, String> bearer(String user) {
    return sasl(
        "OAUTHBEARER",
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
            + " unsecuredLoginStringClaim_sub=\""
            + user
            + "\";");
  }

  /** Kafka client settings of a user with a certificate. */
  Map<String, String> certificate(String name) {
    Map<String, String> settings = new HashMap<>(certificates.trust());
    settings.putAll(certificates.identity(name));
    settings.put("security.protocol", "SSL");
    settings.put("bootstrap.servers", addresses(Node::internalPort));
    return settings;
  }

  /** SIGKILL to one of the processes. */
  void killNode(int index) {
    processes.get(index).close();
  }

  @Override
  public void close() {
    processes.forEach(JvmProcess::close);
  }

  private Map<String, String> sasl(String mechanism, String jaas) {
    Map<String, String> settings = new HashMap<>(certificates.trust());
    settings.put("security.protocol", "SASL_SSL");
    settings.put("sasl.mechanism", mechanism);
    settings.put("sasl.jaas.config", jaas);
    settings.put("bootstrap.servers", addresses(Node::clientPort));
    return settings;
  }

  private String addresses(Function<Node, Integer> port) {
    return nodes.stream()
        .map(node -> "127.0.0.1:" + port.apply(node))
        .collect(Collectors.joining(","));
  }

  private static String password(String user) {
    return "it-password-of-" + user;
  }

  private void start(Node node, Path folder, String clusterId, String plainUser)
      throws IOException {
    Path file = folder.resolve("node-" + node.id() + ".properties");
    String plainUsers = "user_" + plainUser + "=\"" + password(plainUser) + "\"";
    Properties properties =
        NodeProperties.of(
            node, nodes, certificates, folder.resolve("log-" + node.id()), plainUsers);
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, "");
    }
    format(file, clusterId);
    processes.add(
        JvmProcess.start(
            Program.onTestClassPath("kafka.Kafka"),
            List.of(file.toString()),
            Map.of(),
            folder.resolve("node-" + node.id() + ".log")));
  }

  private static void format(Path file, String clusterId) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    String[] command = {
      "format",
      "--cluster-id",
      clusterId,
      "--config",
      file.toString(),
      "--add-scram",
      "SCRAM-SHA-512=[name=" + ADMIN + ",password=" + password(ADMIN) + "]"
    };
    if (StorageTool.execute(command, new PrintStream(said, true, StandardCharsets.UTF_8)) != 0) {
      throw new AssertionError("could not format: " + said.toString(StandardCharsets.UTF_8));
    }
  }

  private void awaitNodes() {
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(scram(ADMIN)))) {
      Awaitility.await("all nodes serve")
          .atMost(START_WAIT)
          .ignoreExceptions()
          .until(() -> admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).size() == SIZE);
    }
  }

  private void createUsers(Collection<String> users) throws Exception {
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(scram(ADMIN)))) {
      List<UserScramCredentialAlteration> credentials = new ArrayList<>();
      for (String user : users) {
        credentials.add(
            new UserScramCredentialUpsertion(
                user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password(user)));
      }
      admin.alterUserScramCredentials(credentials).all().get(30, TimeUnit.SECONDS);
    }
  }

  private static List<Node> freeNodes() {
    return IntStream.rangeClosed(1, SIZE)
        .mapToObj(id -> new Node(id, FreePort.next(), FreePort.next(), FreePort.next()))
        .toList();
  }
}
