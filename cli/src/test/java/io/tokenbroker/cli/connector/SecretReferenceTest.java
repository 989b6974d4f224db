// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.connector.SecretReference.SecretForm;
import io.tokenbroker.cli.provider.AuthMethod;
import io.tokenbroker.secrets.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretReferenceTest {
  private static final SecretForm CLIENT_SECRET =
      new ClientSecretForm(AuthMethod.CLIENT_SECRET_BASIC, Optional.empty());

  @Test
  void theLineEndOfAFileIsNotPartOfTheSecret(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "hunter2\n");

    assertThat(ofFile(file).resolve(Map.of(), CLIENT_SECRET)).isEqualTo(Secret.of("hunter2"));
  }

  @Test
  void aVariableHoldsTheSecret() {
    assertThat(ofVariable().resolve(Map.of("A", "hunter2"), CLIENT_SECRET))
        .isEqualTo(Secret.of("hunter2"));
  }

  @Test
  void aMissingOrEmptySecretIsRefused(@TempDir Path folder) throws IOException {
    Path empty = Files.writeString(folder.resolve("empty"), " \n");

    assertRefused(ofFile(empty), "there is no client secret in file");
    assertRefused(ofFile(folder.resolve("no")), "NoSuchFileException");
    assertRefused(ofVariable(), "there is no client secret in environment variable A");
  }

  private static void assertRefused(SecretReference reference, String message) {
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> reference.resolve(Map.of(), CLIENT_SECRET))
        .withMessageContaining(message);
  }

  private static SecretReference ofFile(Path file) {
    return new SecretReference.Kept(new TextSource.OfFile(file));
  }

  private static SecretReference ofVariable() {
    return new SecretReference.Kept(new TextSource.OfVariable("A"));
  }
}
