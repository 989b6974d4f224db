// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.gateway.seal.RandomTokens;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import org.junit.jupiter.api.Test;

class CodeVerifierTest {
  @Test
  void theChallengeIsThatOfRfc7636AppendixB() {
    CodeVerifier verifier =
        new CodeVerifier(Secret.of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));

    assertThat(verifier.challenge()).isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  }

  @Test
  void aRandomVerifierHasTheFormOfOneAndIsNeverTheSame() {
    CodeVerifier one = CodeVerifier.random(new RandomTokens());
    CodeVerifier other = CodeVerifier.random(new RandomTokens());

    assertThat(one.value().reveal(SecretAccess.get())).matches("[A-Za-z0-9_-]{43}");
    assertThat(one).isNotEqualTo(other);
    assertThat(one.toString()).contains("redacted");
  }
}
