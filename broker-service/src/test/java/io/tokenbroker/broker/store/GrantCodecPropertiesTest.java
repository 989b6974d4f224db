// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenbroker.broker.lifecycle.Grant;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class GrantCodecPropertiesTest {
  private final GrantCodec codec = new GrantCodec();

  @Property(tries = 500)
  void aGrantComesBackAsItWas(@ForAll("grants") Grant grant) {
    assertThat(codec.decode(codec.encode(grant))).isEqualTo(grant);
  }

  @Property(tries = 200)
  void aGrantThatWasCutOffIsRefused(
      @ForAll("grants") Grant grant, @ForAll @IntRange(min = 1, max = 5) int missing) {
    byte[] whole = codec.encode(grant);
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length - missing);

    assertThatThrownBy(() -> codec.decode(cut)).isInstanceOf(IllegalArgumentException.class);
  }

  @Provide
  Arbitrary<Grant> grants() {
    return RandomGrants.grants();
  }
}
