// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.smallrye.config.WithDefault;
import io.tokenbroker.process.config.key.Meaning;
import io.tokenbroker.process.config.key.Section;
import java.nio.file.Path;
import java.util.Optional;

/** Where schema ids come from. */
@Section(
    value = "Schema registry",
    order = 20,
    text =
        "The same for all processes of a deployment, or for none: [schemas.md](schemas.md). One"
            + " answer may take 3 s, one operation with its repetitions 10 s.")
public interface SchemaRegistryConfig {
  @Meaning(
      value =
          "base URL of the registry's Confluent API; several with commas between are tried in turn."
              + " It must not hold a password",
      otherwise = "ids from the schemas' fingerprints",
      example = "https://registry.example/apis/ccompat/v7")
  Optional<String> url();

  @Meaning(
      value = "name for basic authentication there",
      otherwise = "none",
      needs = {"schema-registry.url", "schema-registry.password-file"})
  Optional<String> user();

  @Meaning(
      value = "file with the password for it",
      otherwise = "none",
      needs = {"schema-registry.url", "schema-registry.user"},
      atRunTime = "the file is read at every request")
  Optional<Path> passwordFile();

  @Meaning(
      value = "file with a bearer token for it, in place of name and password",
      otherwise = "none",
      needs = "schema-registry.url",
      atRunTime = "the file is read at every request")
  Optional<Path> tokenFile();

  @Meaning(
      value = "certificates to trust there, in place of the JDK's: PEM, or PKCS#12",
      otherwise = "the JDK's",
      needs = "schema-registry.url")
  Optional<Path> trust();

  @Meaning(
      value = "file with the password of a PKCS#12 file of certificates",
      otherwise = "none",
      needs = "schema-registry.trust")
  Optional<Path> trustPasswordFile();

  @Meaning(
      value = "own certificate and key, PKCS#12",
      otherwise = "none",
      needs = "schema-registry.url")
  Optional<Path> key();

  @Meaning(
      value = "file with the password of own certificate and key",
      otherwise = "none",
      needs = "schema-registry.key")
  Optional<Path> keyPasswordFile();

  @Meaning("whether a process registers what the registry lacks; not in production")
  @WithDefault("false")
  boolean autoRegister();
}
