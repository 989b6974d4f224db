// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.settings;

import io.tokenbroker.registry.RegistryAuthentication;
import io.tokenbroker.registry.RegistrySettings;
import io.tokenbroker.registry.RegistryTls;
import io.tokenbroker.registry.RegistryTls.Store;
import io.tokenbroker.registry.SecretFile;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The variables that say where the schema registry is. */
final class RegistryVariables {
  static final String HELP =
      """
        TOKENBROKER_SCHEMA_REGISTRY_URL
                                       schema registry, Confluent API;       none: ids from
                                       several URLs with commas between      fingerprints
        TOKENBROKER_SCHEMA_REGISTRY_USER, _PASSWORD_FILE
                                       basic authentication there            none
        TOKENBROKER_SCHEMA_REGISTRY_TOKEN_FILE
                                       file with a bearer token for it       none
        TOKENBROKER_SCHEMA_REGISTRY_TRUST, _TRUST_PASSWORD_FILE
                                       certificates to trust there, PEM, or
                                       PKCS#12 with its password's file      the JDK's
        TOKENBROKER_SCHEMA_REGISTRY_KEY, _KEY_PASSWORD_FILE
                                       own certificate and key, PKCS#12      none
        TOKENBROKER_SCHEMA_REGISTRY_AUTO_REGISTER
                                       register what it lacks; true, false   false
      """;

  private static final String NAME = "SCHEMA_REGISTRY_";
  private static final String URL = NAME + "URL";
  private static final List<String> OTHERS =
      List.of(
          "USER",
          "PASSWORD_FILE",
          "TOKEN_FILE",
          "TRUST",
          "TRUST_PASSWORD_FILE",
          "KEY",
          "KEY_PASSWORD_FILE",
          "AUTO_REGISTER");

  private RegistryVariables() {}

  static Optional<RegistrySettings> read(EnvironmentReader reader) {
    Optional<String> urls = reader.optional(URL);
    if (urls.isEmpty()) {
      OTHERS.stream()
          .filter(name -> reader.optional(NAME + name).isPresent())
          .findFirst()
          .ifPresent(
              name -> {
                throw new IllegalArgumentException(
                    "TOKENBROKER_" + NAME + name + " is set, but not TOKENBROKER_" + URL);
              });
      return Optional.empty();
    }
    return Optional.of(
        settings(urls.get())
            .withAuthentication(authentication(reader))
            .withTls(new RegistryTls(store(reader, "TRUST"), store(reader, "KEY")))
            .withAutoRegister(
                reader.parsed(NAME + "AUTO_REGISTER", RegistryVariables::flag).orElse(false)));
  }

  /** Not read like the others, whose errors repeat what was set: a URL may hold a password. */
  private static RegistrySettings settings(String urls) {
    try {
      return RegistrySettings.of(
          Arrays.stream(urls.split(",", -1))
              .map(String::strip)
              .map(RegistryVariables::url)
              .toList());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "TOKENBROKER_" + URL + " can't be used: " + e.getMessage(), e);
    }
  }

  private static URI url(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a URL: " + e.getReason());
    }
  }

  private static RegistryAuthentication authentication(EnvironmentReader reader) {
    Optional<String> user = reader.optional(NAME + "USER");
    Optional<SecretFile> password = file(reader, "PASSWORD_FILE");
    Optional<SecretFile> token = file(reader, "TOKEN_FILE");
    if (user.isPresent() != password.isPresent() || (user.isPresent() && token.isPresent())) {
      throw new IllegalArgumentException(
          "set TOKENBROKER_SCHEMA_REGISTRY_USER and _PASSWORD_FILE, or _TOKEN_FILE, or none");
    }
    return token
        .<RegistryAuthentication>map(RegistryAuthentication.Bearer::new)
        .or(() -> user.map(name -> new RegistryAuthentication.Basic(name, password.orElseThrow())))
        .orElseGet(RegistryAuthentication.None::new);
  }

  private static Optional<Store> store(EnvironmentReader reader, String name) {
    return reader
        .parsed(NAME + name, Path::of)
        .map(path -> new Store(path, file(reader, name + "_PASSWORD_FILE")));
  }

  private static Optional<SecretFile> file(EnvironmentReader reader, String name) {
    return reader.parsed(NAME + name, Path::of).map(SecretFile::new);
  }

  private static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("it is true or false");
    };
  }
}
