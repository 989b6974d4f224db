// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.dev;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import io.tokenbroker.executor.TokenClientSettings;
import io.tokenbroker.process.config.ConfigurationReader;
import io.tokenbroker.process.settings.ClusterConfig;
import io.tokenbroker.process.settings.Models;
import io.tokenbroker.process.settings.SchemaRegistryConfig;
import io.tokenbroker.process.settings.SharedSettings;
import io.tokenbroker.registry.RegistrySettings;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.SchemaIds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a sample runner as a process, from environment variables; {@link #HELP} lists
 * them.
 *
 * @param kafka Kafka client settings, brokers included
 * @param registry the schema registry; none where ids come from fingerprints
 * @param userinfo the protected resource that is called with each token
 * @param gateway where the gateway's API is
 * @param apiKey the sample application's
 * @param pageAddress where its page listens
 */
record SampleRunnerSettings(
    Map<String, String> kafka,
    Topics topics,
    KeysetFolder keysets,
    Optional<RegistrySettings> registry,
    URI userinfo,
    URI gateway,
    Secret apiKey,
    InetSocketAddress pageAddress) {
  static final String HELP =
      """
      Sample runner of Token broker, with the page of a sample application. It is set up by
      environment variables: those of the cluster and the schema registry, which broker and gateway
      have as well (TOKENBROKER_BOOTSTRAP_SERVERS and others, see docs/configuration.md), and its
      own:

        SAMPLE_RUNNER_USERINFO         resource to call with each token      required
        SAMPLE_RUNNER_GATEWAY          the gateway's URL                     required
        SAMPLE_RUNNER_API_KEY_FILE     file with the application's API key   required
        SAMPLE_RUNNER_PAGE_HOST        address the page listens on           127.0.0.1
        SAMPLE_RUNNER_PAGE_PORT        its port                              8090
      """;

  private static final String PREFIX = "SAMPLE_RUNNER_";

  /** What it has in common with the processes of the system. */
  @ConfigMapping(prefix = "tokenbroker")
  interface SharedConfig {
    @WithParentName
    ClusterConfig cluster();

    SchemaRegistryConfig schemaRegistry();
  }

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException if one is missing or malformed; the message names it
   * @throws io.tokenbroker.secrets.KeysetException if the key-encryption key is no good
   */
  static SampleRunnerSettings read(Map<String, String> environment) {
    SharedConfig shared =
        new ConfigurationReader<>(SharedConfig.class, Models.all())
            .read(Optional.empty(), environment)
            .values();
    return new SampleRunnerSettings(
        SharedSettings.kafka(shared.cluster()),
        SharedSettings.topics(shared.cluster()),
        SharedSettings.keysets(shared.cluster()),
        SharedSettings.registry(shared.schemaRegistry()),
        URI.create(required(environment, "USERINFO")),
        URI.create(required(environment, "GATEWAY")),
        secret(Path.of(required(environment, "API_KEY_FILE"))),
        new InetSocketAddress(
            address(given(environment, "PAGE_HOST").orElse("127.0.0.1")),
            port(given(environment, "PAGE_PORT").orElse("8090"))));
  }

  /** What the token client is told. */
  TokenClientSettings client(SchemaIds ids) {
    return TokenClientSettings.builder(
            Optional.ofNullable(kafka.get("bootstrap.servers")).orElseThrow(),
            keysets.opener(KeysetName.EXECUTORS))
        .kafka(kafka)
        .topics(topics)
        .clientId("sample-runner")
        .schemaIds(ids)
        .build();
  }

  private static Secret secret(Path file) {
    try {
      return Secret.of(Files.readString(file).strip());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          PREFIX + "API_KEY_FILE: could not read " + file + ": " + e, e);
    }
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getAllByName(host)[0];
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(PREFIX + "PAGE_HOST: " + host + " is no address here", e);
    }
  }

  private static int port(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(PREFIX + "PAGE_PORT is a number, not " + text, e);
    }
  }

  private static String required(Map<String, String> environment, String name) {
    return given(environment, name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    PREFIX + name + " is not set; --help says what it is"));
  }

  private static Optional<String> given(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(PREFIX + name))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }
}
