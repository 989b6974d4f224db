// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretTest {
  private static final String VALUE = "gho_very-secret";

  record Holder(String name, Secret secret) {}

  @Test
  void aSecretNeverShowsItselfInATextOfAnythingThatHoldsIt() {
    Secret secret = Secret.of(VALUE);

    assertThat(secret.toString()).isEqualTo("Secret[redacted]");
    assertThat(
            List.of(
                    String.valueOf(secret),
                    String.format("%s", secret),
                    new Holder("a", secret).toString(),
                    List.of(secret).toString(),
                    Map.of("k", secret).toString(),
                    Optional.of(secret).toString())
                .toString())
        .doesNotContain(VALUE);
  }

  @Test
  void aSecretCannotBeSerializedByJava() {
    assertThat(Secret.of(VALUE)).isNotInstanceOf(Serializable.class);
  }

  @Test
  void aSecretIsReadWithTheCapabilityOnly() {
    Secret secret = Secret.of("pässword");

    assertThat(secret.reveal(SecretAccess.get())).isEqualTo("pässword");
    assertThat(secret.revealBytes(SecretAccess.get()))
        .isEqualTo("pässword".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void secretsAreEqualByValue() {
    assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).hasSameHashCodeAs(Secret.of("a"));
    assertThat(Secret.of("a")).isNotEqualTo(Secret.of("b"));
    assertThat(Secret.of("a").equals((Object) "a")).isFalse();
  }

  @Test
  void anEmptySecretIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Secret.of(""));
  }
}
