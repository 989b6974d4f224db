// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.PauseScope;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.FingerprintSchemaIds;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ControlsTest {
  private static final Instant SINCE = Instant.parse("2026-03-01T10:00:00Z");
  private static final ConnectorId GITHUB = new ConnectorId("acme", "github");
  private static final ConnectorId CRM = new ConnectorId("acme", "crm");

  private final EventCodec codec = new EventCodec(new FingerprintSchemaIds());
  private final Controls controls = new Controls(codec);

  @Test
  void aConnectorIsPausedUntilItsTombstone() {
    Pause pause = pause(new PauseScope.OfConnector(GITHUB));

    assertThat(controls.pauseOf(GITHUB)).contains(pause);
    assertThat(controls.pauseOf(CRM)).isEmpty();

    says(pause.scope().toString(), null);
    assertThat(controls.pauseOf(GITHUB)).isEmpty();
    assertThat(controls.pauses()).isEmpty();
  }

  @Test
  void aPauseOfATenantOrOfAllCoversItsConnectorsToo() {
    Pause tenant = pause(new PauseScope.OfTenant("acme"));
    assertThat(controls.pauseOf(CRM)).contains(tenant);
    assertThat(controls.pauseOf(new ConnectorId("other", "crm"))).isEmpty();

    Pause all = pause(new PauseScope.All());
    assertThat(controls.pauseOf(new ConnectorId("other", "crm"))).contains(all);
    assertThat(controls.pauses()).containsExactly(tenant, all);
  }

  @Test
  void anUnreadablePausePausesAllTheSame() {
    accept("acme/github", new byte[] {1, 2, 3});

    assertThat(controls.pauseOf(GITHUB))
        .hasValueSatisfying(pause -> assertThat(pause.reason()).contains("can't be read"));
  }

  @Test
  void aPauseThatNamesNobodysCallsPausesAllUntilItsTombstone() {
    Pause written = new Pause(new PauseScope.OfTenant("acme"), "operator:ann", "incident", SINCE);
    says("acme/*/\u0007some/thing/else", written.event());

    assertThat(controls.pauseOf(GITHUB)).isPresent();
    assertThat(controls.pauses())
        .singleElement()
        .satisfies(pause -> assertThat(pause.scope()).isEqualTo(new PauseScope.All()))
        .asString()
        .contains("acme/*/?some/thing/else names nobody's calls");
    controls.unknownKeys().forEach(key -> says(key, null));
    assertThat(controls.pauseOf(GITHUB)).isEmpty();
    assertThat(controls.pauses()).isEmpty();
  }

  @Test
  void theLastHomeCountsAndAnUnreadableOneIsNoClustersHome() {
    assertThat(controls.home()).isEmpty();
    Home home = new Home("cluster-1", 2, "operator:ann", SINCE);
    says(Home.KEY, home.event());
    assertThat(controls.home()).contains(home);

    accept(Home.KEY, new byte[] {0});
    assertThat(controls.home())
        .hasValueSatisfying(unknown -> assertThat(unknown.clusterId()).contains(" "));
  }

  private Pause pause(PauseScope scope) {
    Pause pause = new Pause(scope, "operator:ann", "incident", SINCE);
    says(scope.toString(), pause.event());
    return pause;
  }

  private void says(String key, @Nullable SpecificRecord event) {
    accept(key, event == null ? null : codec.encode("any.controls", event));
  }

  private void accept(String key, byte @Nullable [] value) {
    controls.accept(new ConsumerRecord<>("any.controls", 0, 0, key, value));
  }
}
