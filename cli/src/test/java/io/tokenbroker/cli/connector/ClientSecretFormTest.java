// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.provider.AuthMethod;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientSecretFormTest {
  @Test
  void aSecretThatSignsAssertionsIsAsLongAsTheHash() {
    ClientSecretForm usual = new ClientSecretForm(AuthMethod.CLIENT_SECRET_JWT, Optional.empty());
    ClientSecretForm longest =
        new ClientSecretForm(AuthMethod.CLIENT_SECRET_JWT, Optional.of("HS512"));

    assertThatCode(() -> usual.check("s".repeat(32), "file f")).doesNotThrowAnyException();
    assertThatCode(() -> longest.check("s".repeat(64), "file f")).doesNotThrowAnyException();
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> usual.check("hunter2", "file f"))
        .withMessageContaining("the client secret in file f is too short")
        .withMessageContaining("with HS256, which takes 32 bytes")
        .withMessageNotContaining("hunter2");
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> longest.check("s".repeat(63), "file f"))
        .withMessageContaining("64 bytes");
  }

  @Test
  void aSecretThatIsSentMayBeShort() {
    assertThatCode(
            () ->
                new ClientSecretForm(AuthMethod.CLIENT_SECRET_BASIC, Optional.empty())
                    .check("s", "file f"))
        .doesNotThrowAnyException();
  }
}
