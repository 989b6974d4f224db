// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.SampleConnectors;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.ProviderCall;
import io.tokenbroker.key.ConnectorId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectorsTest {
  private static final ConnectorId ID =
      new ConnectorId(SampleConnectors.TENANT, SampleConnectors.CONNECTOR);

  private final Connectors connectors = new Connectors();

  @Test
  void aGrantFollowsTheLatestRevisionWhileClientAndOriginsAreTheSame() {
    define(revision(1));
    define(revision(2).setTokenEndpoint("https://provider.example/v2/token"));

    assertThat(revisionFor(1)).contains(2L);
  }

  @Test
  void aGrantStaysWithItsRevisionWhenTheTokenEndpointMovesToAnotherOrigin() {
    define(revision(1));
    define(revision(2).setTokenEndpoint("https://elsewhere.example/token"));

    assertThat(revisionFor(1)).contains(1L);
  }

  @Test
  void aGrantStaysWithItsRevisionWhenTheRevocationEndpointMovesToAnotherOrigin() {
    define(revision(1));
    define(revision(2).setRevocationEndpoint("https://elsewhere.example/revoke"));

    assertThat(revisionFor(1)).contains(1L);
  }

  @Test
  void aGrantStaysWithTheClientThatItWasGivenTo() {
    define(revision(1));
    define(revision(2).setClientId("client-2"));

    assertThat(revisionFor(1)).contains(1L);
    assertThat(revisionFor(2)).contains(2L);
  }

  @Test
  void secretsGoToNoOriginThatTheGrantDoesNotPin() {
    define(revision(1).setTokenEndpoint("https://elsewhere.example/token"));

    assertThat(revisionFor(1)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = ProviderCall.class,
      names = {"PUSH_AUTHORIZATION_REQUEST", "DEVICE_AUTHORIZATION"})
  void theClientsSecretGoesToNoOriginThatTheAuthorizationDidNotBeginWith(ProviderCall call) {
    define(revision(1));
    define(elsewhere(revision(2)));

    assertThat(revisionFor(1, call)).contains(1L);
    assertThat(revisionFor(2, call)).contains(2L);
    assertThat(revisionFor(1, ProviderCall.REFRESH)).contains(2L);
  }

  @ParameterizedTest
  @EnumSource(
      value = ProviderCall.class,
      names = {"PUSH_AUTHORIZATION_REQUEST", "DEVICE_AUTHORIZATION"})
  void anEndpointElsewhereIsUsedByWhatBeganWithItThere(ProviderCall call) {
    define(elsewhere(revision(1)));
    define(elsewhere(revision(2)));

    assertThat(revisionFor(1, call)).contains(2L);
  }

  @Test
  void anUnknownConnectorRisksNothing() {
    assertThat(connectors.policy(ID)).isEqualTo(ConnectorPolicy.UNKNOWN);
  }

  @Test
  void aGrantThatWasMigratedIsServedByTheRevisionOfTheNewOrigin() {
    define(revision(1));
    define(revision(2).setTokenEndpoint("https://elsewhere.example/token"));
    String elsewhere = connectors.policy(ID).endpointOrigin().orElseThrow();
    assertThat(elsewhere).isEqualTo("https://elsewhere.example:443");

    assertThat(connectors.forGrant(ID, 2, elsewhere).map(ConnectorDefined::getRevision))
        .contains(2L);
    assertThat(connectors.forGrant(ID, 1, SampleConnectors.ORIGIN))
        .map(ConnectorDefined::getRevision)
        .contains(1L);
    define(
        revision(3)
            .setTokenEndpoint("https://elsewhere.example/v2/token")
            .setRevocationEndpoint("https://provider.example/revoke"));
    assertThat(connectors.forGrant(ID, 2, elsewhere).map(ConnectorDefined::getRevision))
        .contains(3L);
  }

  private Optional<Long> revisionFor(long pinned) {
    return connectors
        .forGrant(ID, pinned, SampleConnectors.ORIGIN)
        .map(ConnectorDefined::getRevision);
  }

  private Optional<Long> revisionFor(long pinned, ProviderCall call) {
    return connectors
        .forCall(ID, pinned, SampleConnectors.ORIGIN, call)
        .map(ConnectorDefined::getRevision);
  }

  private static ConnectorDefined.Builder elsewhere(ConnectorDefined.Builder revision) {
    return revision
        .setPushedAuthorizationRequestEndpoint("https://elsewhere.example/par")
        .setDeviceAuthorizationEndpoint("https://elsewhere.example/device");
  }

  private void define(ConnectorDefined.Builder definition) {
    connectors.put(definition.build());
  }

  private static ConnectorDefined.Builder revision(long number) {
    return SampleConnectors.connector(Optional.empty()).setRevision(number);
  }
}
