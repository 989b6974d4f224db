// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TokenVersionTest {
  @Property
  void theGenerationDecidesBeforeTheSequence(
      @ForAll @LongRange(min = 0, max = 3) long generation,
      @ForAll @LongRange(min = 0, max = 3) long sequence,
      @ForAll @LongRange(min = 0, max = 3) long otherGeneration,
      @ForAll @LongRange(min = 0, max = 3) long otherSequence) {
    TokenVersion version = new TokenVersion(generation, sequence);
    TokenVersion other = new TokenVersion(otherGeneration, otherSequence);

    boolean newer =
        generation > otherGeneration || (generation == otherGeneration && sequence > otherSequence);

    assertThat(version.isNewerThan(other)).isEqualTo(newer);
  }

  @Test
  void theNextVersionIsNewerAndOfTheSameGeneration() {
    TokenVersion version = new TokenVersion(1_700_000_000_000L, 7);

    assertThat(version.next()).isEqualTo(new TokenVersion(1_700_000_000_000L, 8));
    assertThat(version.next().isNewerThan(version)).isTrue();
    assertThat(version.isNewerThan(version)).isFalse();
    assertThat(version.isNewerThan(TokenVersion.NONE)).isTrue();
    assertThat(version).hasToString("1700000000000.7");
  }

  @Test
  void aVersionIsNotNegative() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TokenVersion(-1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new TokenVersion(0, -1));
  }
}
