// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.secrets.Secret;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamPlacesTest {
  private final StreamPlaces places = new StreamPlaces(new StreamPlaces.Limits(6, 2, 4));
  private final List<StreamPlaces.Place> taken = new ArrayList<>();

  @Test
  void aFlowHasItsShareHoweverManyAddressesAskForIt() {
    assertThat(take("a", "1")).isTrue();
    assertThat(take("a", "2")).isTrue();
    assertThat(take("a", "3")).isFalse();
    assertThat(take("b", "3")).isTrue();
  }

  @Test
  void anAddressHasItsShareHoweverManyFlowsItHas() {
    for (String flow : List.of("a", "b", "c", "d")) {
      assertThat(take(flow, "1")).isTrue();
    }
    assertThat(take("e", "1")).isFalse();
    assertThat(take("e", "2")).isTrue();
  }

  @Test
  void thereAreSoManyInAllAndWhoLeavesMakesRoom() {
    for (int i = 0; i < 6; i++) {
      assertThat(take("flow " + i, "address " + i)).isTrue();
    }
    assertThat(take("another", "another")).isFalse();

    taken.remove(0).giveBack();

    assertThat(take("another", "another")).isTrue();
  }

  @Test
  void whoWasRefusedOrHasLeftIsForgotten() {
    take("a", "1");
    take("a", "1");
    for (int i = 0; i < 100; i++) {
      assertThat(take("a", "address " + i)).isFalse();
    }
    assertThat(places.names()).isEqualTo(2);

    taken.forEach(StreamPlaces.Place::giveBack);

    assertThat(places.names()).isZero();
  }

  private boolean take(String flow, String address) {
    return places
        .take(AuthorizationId.ofSeed(Secret.of(flow)), address)
        .map(taken::add)
        .orElse(false);
  }
}
