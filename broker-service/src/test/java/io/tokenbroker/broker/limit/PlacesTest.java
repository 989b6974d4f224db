// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.limit.Places.Full;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private final Places places = new Places(10, 2, 100, 1);

  @Test
  void aProviderThatHangsTakesHalfOfAllAtMost() {
    assertThat(take("hung", 4, false)).isTrue();
    assertThat(places.take("hung", false)).contains(Full.PROVIDER);
    assertThat(places.take("hung", true)).isEmpty();
    assertThat(places.take("hung", true)).contains(Full.PROVIDER);

    assertThat(places.take("other", false)).isEmpty();
  }

  @Test
  void theLastPlacesOfAllAreForCallsThatSomebodyWaitsFor() {
    assertThat(take("a", 4, false)).isTrue();
    assertThat(take("b", 4, false)).isTrue();

    assertThat(places.take("c", false)).contains(Full.ALL);
    assertThat(take("c", 2, true)).isTrue();
    assertThat(places.take("d", true)).contains(Full.ALL);
  }

  @Test
  void aPlaceThatIsGivenBackIsFreeAndAProviderWithoutCallsIsForgotten() {
    assertThat(take("a", 4, false)).isTrue();
    assertThat(places.providers()).isEqualTo(1);

    for (int i = 0; i < 4; i++) {
      places.giveBack("a");
    }

    assertThat(places.providers()).isZero();
    assertThat(take("a", 4, false)).isTrue();
  }

  private boolean take(String provider, int count, boolean somebodyWaits) {
    for (int i = 0; i < count; i++) {
      if (places.take(provider, somebodyWaits).isPresent()) {
        return false;
      }
    }
    return true;
  }
}
