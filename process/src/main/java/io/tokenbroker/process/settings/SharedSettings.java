// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.tokenbroker.process.config.fault.Assembly;
import io.tokenbroker.process.config.key.ConfigKey;
import io.tokenbroker.process.log.LogFormat;
import io.tokenbroker.process.log.LogSettings;
import io.tokenbroker.process.telemetry.TracingSettings;
import io.tokenbroker.registry.RegistryAuthentication;
import io.tokenbroker.registry.RegistrySettings;
import io.tokenbroker.registry.RegistryTls;
import io.tokenbroker.registry.RegistryTls.Store;
import io.tokenbroker.registry.SchemaRegistry;
import io.tokenbroker.registry.SecretFile;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.SecretAccess;
import io.tokenbroker.topic.Topics;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.event.Level;

/** What the parts of a model become that processes share. */
public final class SharedSettings {
  private SharedSettings() {}

  /** Kafka client settings. */
  public static Map<String, String> kafka(ClusterConfig config) {
    Map<String, String> settings = new HashMap<>(config.kafka());
    settings.put("bootstrap.servers", config.bootstrapServers());
    return settings;
  }

  /**
   * The catalogue of topics.
   *
   * @throws IllegalArgumentException if the prefix can't be one
   */
  public static Topics topics(ClusterConfig config) {
    return new Topics(config.topicPrefix(), config.partitions(), config.replication());
  }

  /**
   * The folder of keysets.
   *
   * @throws io.tokenbroker.secrets.KeysetException if the key-encryption key is no good
   */
  public static KeysetFolder keysets(ClusterConfig config) {
    return new KeysetFolder(
        config.keysets(),
        KeyEncryptionKey.fromBase64(
            config.kek().reveal(SecretAccess.get()),
            KeyEncryptionKey.VARIABLE + " or " + KeyEncryptionKey.FILE_VARIABLE));
  }

  /**
   * The schema registry; empty where ids come from fingerprints.
   *
   * @throws IllegalArgumentException if a URL can't be used, or there are two ways to authenticate
   */
  public static Optional<RegistrySettings> registry(SchemaRegistryConfig config) {
    return config
        .url()
        .map(
            urls ->
                registryAt(urls)
                    .withAuthentication(authentication(config))
                    .withTls(
                        new RegistryTls(
                            store(config.trust(), config.trustPasswordFile()),
                            store(config.key(), config.keyPasswordFile())))
                    .withAutoRegister(config.autoRegister()));
  }

  /** Opens the schema registry's files, without asking it anything. */
  public static void inspect(Optional<RegistrySettings> registry, Assembly assembly) {
    registry.ifPresent(
        settings -> assembly.part("tokenbroker.schema-registry", () -> opened(settings)));
  }

  private static SchemaRegistry opened(RegistrySettings settings) {
    Optional<String> unused = settings.authentication().header();
    return new SchemaRegistry(settings);
  }

  private static RegistrySettings registryAt(String urls) {
    try {
      return RegistrySettings.of(
          ConfigKey.elements(urls).stream().map(SharedSettings::url).toList());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "TOKENBROKER_SCHEMA_REGISTRY_URL can't be used: " + e.getMessage(), e);
    }
  }

  private static RegistryAuthentication authentication(SchemaRegistryConfig config) {
    if (config.user().isPresent() && config.tokenFile().isPresent()) {
      throw new IllegalArgumentException(
          "set TOKENBROKER_SCHEMA_REGISTRY_USER and _PASSWORD_FILE, or _TOKEN_FILE, or none");
    }
    return config
        .tokenFile()
        .<RegistryAuthentication>map(
            file -> new RegistryAuthentication.Bearer(new SecretFile(file)))
        .or(
            () ->
                config
                    .user()
                    .map(
                        name ->
                            new RegistryAuthentication.Basic(
                                name, new SecretFile(config.passwordFile().orElseThrow()))))
        .orElseGet(RegistryAuthentication.None::new);
  }

  private static Optional<Store> store(Optional<Path> path, Optional<Path> password) {
    return path.map(file -> new Store(file, password.map(SecretFile::new)));
  }

  /** The error does not repeat the text: it may hold a password. */
  private static URI url(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a URL: " + e.getReason());
    }
  }

  /** How the process logs. */
  public static LogSettings log(LogConfig config) {
    return new LogSettings(
        LogFormat.valueOf(config.format().name()), Level.valueOf(config.level().name()));
  }

  /**
   * Where the process's spans go.
   *
   * @throws IllegalArgumentException if the endpoint is none
   */
  public static TracingSettings tracing(TracingConfig config) {
    return new TracingSettings(config.endpoint(), config.sampleRatio());
  }
}
