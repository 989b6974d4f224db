// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.secrets.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a client secret comes from: never from the connector file itself. */
public sealed interface SecretReference {
  /**
   * Fetches the secret; blanks and line ends around it do not count.
   *
   * @throws CliException if there is none
   */
  Secret resolve(Map<String, String> environment);

  /** The content of a file. */
  record OfFile(Path file) implements SecretReference {
    @Override
    public Secret resolve(Map<String, String> environment) {
      try {
        return secret(Files.readString(file), "file " + file);
      } catch (IOException e) {
        // The cause may quote the content.
        throw new CliException(
            "could not read the client secret from " + file + ": " + e.getClass().getSimpleName());
      }
    }
  }

  /** The value of an environment variable. */
  record OfVariable(String name) implements SecretReference {
    @Override
    public Secret resolve(Map<String, String> environment) {
      return secret(environment.getOrDefault(name, ""), "environment variable " + name);
    }
  }

  /** A secret that the calling program holds already. */
  record Given(Secret secret) implements SecretReference {
    @Override
    public Secret resolve(Map<String, String> environment) {
      return secret;
    }
  }

  private static Secret secret(String text, String source) {
    return Optional.of(text.strip())
        .filter(stripped -> !stripped.isEmpty())
        .map(Secret::of)
        .orElseThrow(() -> new CliException("there is no client secret in " + source));
  }
}
