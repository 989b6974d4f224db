// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.secrets.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretReferenceTest {
  @Test
  void theLineEndOfAFileIsNotPartOfTheSecret(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "hunter2\n");

    assertThat(new SecretReference.OfFile(file).resolve(Map.of())).isEqualTo(Secret.of("hunter2"));
  }

  @Test
  void aVariableHoldsTheSecret() {
    assertThat(new SecretReference.OfVariable("A").resolve(Map.of("A", "hunter2")))
        .isEqualTo(Secret.of("hunter2"));
  }

  @Test
  void aMissingOrEmptySecretIsRefused(@TempDir Path folder) throws IOException {
    Path empty = Files.writeString(folder.resolve("empty"), " \n");

    assertRefused(new SecretReference.OfFile(empty), "there is no client secret in file");
    assertRefused(new SecretReference.OfFile(folder.resolve("no")), "NoSuchFileException");
    assertRefused(
        new SecretReference.OfVariable("A"), "there is no client secret in environment variable A");
  }

  private static void assertRefused(SecretReference reference, String message) {
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> reference.resolve(Map.of()))
        .withMessageContaining(message);
  }
}
