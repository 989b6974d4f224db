// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.provider.Provider;
import io.tokenbroker.cli.provider.ProviderEndpoints;
import io.tokenbroker.cli.provider.RefreshProfile;
import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.Binding;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.event.RefreshPolicy;
import io.tokenbroker.event.RefreshReplay;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectorPlanTest {
  private static final ConnectorId ID = new ConnectorId("acme", "git hub");
  private static final Instant NOW = Instant.parse("2024-05-06T07:08:09Z");

  private KeysetFolder keysets;
  private ConnectorPlan plan;

  @BeforeEach
  void makeKeys(@TempDir Path folder) {
    keysets = KeysetFolder.create(folder, KeyEncryptionKey.createFile(folder.resolve("kek")));
    plan = plan("hunter2");
  }

  @Test
  void aNewConnectorIsRevisionOneWithItsSecretSealedForTheBroker() {
    ConnectorChange change = only(plan.changes(List.of(spec("a", true)), none(), false));

    assertThat(change.verb()).isEqualTo("created");
    assertThat(change.revision()).isEqualTo(1);
    ConnectorDefined defined = change.written().orElseThrow();
    assertThat(defined.getDefinedAt()).isEqualTo(NOW);
    assertThat(defined.getDefinedBy()).isEqualTo("operator:ann");
    assertThat(defined.toString()).doesNotContain("hunter2");
    assertThat(
            keysets
                .brokerInboxOpener()
                .openSecret(
                    defined.getSealedClientSecret().orElseThrow(), SealedField.clientSecret(ID, 1)))
        .isEqualTo(Secret.of("hunter2"));
  }

  @Test
  void applyingTheSameAgainChangesNothingAndReadsNoSecret() {
    ConnectorCatalog catalog = applied(spec("a", true));

    ConnectorChange change =
        only(
            new ConnectorPlan(keysets.brokerInboxSealer(), Map.of(), Clock.systemUTC(), "another")
                .changes(List.of(spec("a", true)), catalog, false));

    assertThat(change).isEqualTo(new ConnectorChange.Unchanged(ID, 1));
    assertThat(change.written()).isEmpty();
  }

  @Test
  void aChangedDefinitionIsTheNextRevision() {
    ConnectorChange change =
        only(plan.changes(List.of(spec("b", true)), applied(spec("a", true)), false));

    assertThat(change.verb()).isEqualTo("changed");
    assertThat(change.revision()).isEqualTo(2);
    assertThat(change.written().orElseThrow())
        .satisfies(
            defined -> {
              assertThat(defined.getRevision()).isEqualTo(2);
              assertThat(defined.getClientId()).isEqualTo("b");
              assertThat(
                      keysets
                          .brokerInboxOpener()
                          .openSecret(
                              defined.getSealedClientSecret().orElseThrow(),
                              SealedField.clientSecret(ID, 2)))
                  .isEqualTo(Secret.of("hunter2"));
            });
  }

  @Test
  void clientCredentialsAreWrittenWithAnEmptyAuthorizationEndpoint() {
    ConnectorSpec spec = spec("a", true, GrantType.CLIENT_CREDENTIALS, RefreshProfile.DEFAULTS);

    ConnectorDefined defined =
        only(plan.changes(List.of(spec), none(), false)).written().orElseThrow();

    assertThat(defined.getGrantType()).isEqualTo(GrantType.CLIENT_CREDENTIALS);
    assertThat(defined.getAuthorizationEndpoint()).isEmpty();
  }

  @Test
  void howTokensAgeIsWrittenInSeconds() {
    RefreshProfile refresh =
        new RefreshProfile(
            RefreshPolicy.ON_DEMAND,
            Optional.of(Duration.ofHours(1)),
            Optional.of(Duration.ofMinutes(1)),
            true,
            LifetimeUnit.MILLISECONDS,
            Optional.of(Duration.ofDays(2)),
            Optional.of(Duration.ofDays(3)),
            Optional.of(Duration.ofDays(1)),
            RefreshReplay.GRACE,
            Optional.of(Duration.ofSeconds(30)));

    ConnectorDefined defined =
        only(plan.changes(
                List.of(spec("a", true, GrantType.AUTHORIZATION_CODE, refresh)), none(), false))
            .written()
            .orElseThrow();

    assertThat(defined.getRefreshPolicy()).isEqualTo(RefreshPolicy.ON_DEMAND);
    assertThat(defined.getDefaultLifetimeSeconds()).contains(3_600L);
    assertThat(defined.getRefreshMarginSeconds()).contains(60L);
    assertThat(defined.getEarlyRefreshRefused()).isTrue();
    assertThat(defined.getExpiresInUnit()).isEqualTo(LifetimeUnit.MILLISECONDS);
    assertThat(defined.getRefreshTokenLifetimeSeconds()).contains(172_800L);
    assertThat(defined.getGrantLifetimeSeconds()).contains(259_200L);
    assertThat(defined.getReauthorizationNoticeSeconds()).contains(86_400L);
    assertThat(defined.getRefreshReplayGraceSeconds()).contains(30L);
    assertThat(defined.getAccountChangeAllowed()).isTrue();
  }

  @Test
  void anotherRefreshPolicyIsAChange() {
    ConnectorSpec other =
        spec(
            "a",
            true,
            GrantType.AUTHORIZATION_CODE,
            RefreshProfile.DEFAULTS.withMargin(Duration.ofMinutes(1)));

    assertThat(only(plan.changes(List.of(other), applied(spec("a", true)), false)).verb())
        .isEqualTo("changed");
  }

  @Test
  void aSecretIsRenewedWhenAskedFor() {
    ConnectorChange change =
        only(plan("new").changes(List.of(spec("a", true)), applied(spec("a", true)), true));

    assertThat(change.revision()).isEqualTo(2);
    assertThat(
            keysets
                .brokerInboxOpener()
                .openSecret(
                    change.written().orElseThrow().getSealedClientSecret().orElseThrow(),
                    SealedField.clientSecret(ID, 2)))
        .isEqualTo(Secret.of("new"));
  }

  @Test
  void renewingSecretsLeavesPublicClientsAlone() {
    assertThat(only(plan.changes(List.of(spec("a", false)), applied(spec("a", false)), true)))
        .isEqualTo(new ConnectorChange.Unchanged(ID, 1));
  }

  @Test
  void aSecretThatAppearsIsAChange() {
    assertThat(
            only(plan.changes(List.of(spec("a", true)), applied(spec("a", false)), false)).verb())
        .isEqualTo("changed");
  }

  @Test
  void secretsAndKeyAreEachSealedForTheirOwnField() throws JOSEException {
    String key = new RSAKeyGenerator(2048).generate().toJSONString();
    ConnectorPlan withAll =
        new ConnectorPlan(
            keysets.brokerInboxSealer(),
            Map.of("SECRET", "new", "OLD", "old", "KEY", key),
            Clock.fixed(NOW, ZoneOffset.UTC),
            "x");
    ConnectorSpec spec = withClient(List.of("SECRET", "OLD"), Optional.of("KEY"));

    ConnectorDefined defined =
        only(withAll.changes(List.of(spec), none(), false)).written().orElseThrow();

    Opener opener = keysets.brokerInboxOpener();
    assertThat(
            opener.openSecret(
                defined.getSealedClientSecret().orElseThrow(), SealedField.clientSecret(ID, 1)))
        .isEqualTo(Secret.of("new"));
    assertThat(
            opener.openSecret(
                defined.getSealedAlternateClientSecret().orElseThrow(),
                SealedField.alternateClientSecret(ID, 1)))
        .isEqualTo(Secret.of("old"));
    assertThat(
            opener.openSecret(
                defined.getSealedClientKey().orElseThrow(), SealedField.clientKey(ID, 1)))
        .isEqualTo(Secret.of(key));

    ConnectorCatalog catalog = new ConnectorCatalog(Map.of(ID, defined));
    assertThat(only(withAll.changes(List.of(spec), catalog, false)).verb()).isEqualTo("unchanged");
    assertThat(only(withAll.changes(List.of(spec), catalog, true)).verb())
        .as("renewed")
        .isEqualTo("changed");
    assertThat(
            only(withAll.changes(
                    List.of(withClient(List.of("SECRET"), Optional.of("KEY"))), catalog, false))
                .verb())
        .as("the alternate secret is gone")
        .isEqualTo("changed");
  }

  @Test
  void aKeyThatIsNoneIsNotSealedAndNotQuoted() {
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(
            () ->
                plan.changes(List.of(withClient(List.of(), Optional.of("SECRET"))), none(), false))
        .withMessageContaining("the client key in environment variable SECRET")
        .withMessageNotContaining("hunter2");
  }

  @Test
  void aCertificateIsWrittenAsItIsUnlessItIsNone(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("c.pem"), "hunter2");
    ConnectorSpec spec =
        withClient(
            new Client("a", List.of(), Optional.empty(), Optional.of(new TextSource.OfFile(file))));

    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> plan.changes(List.of(spec), none(), false))
        .withMessageContaining("is no certificate chain in PEM")
        .withMessageNotContaining("hunter2");

    Files.writeString(file, "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----");
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> plan.changes(List.of(spec), none(), false))
        .withMessageContaining("holds a private key, which would be published");
  }

  private static ConnectorSpec withClient(List<String> secrets, Optional<String> key) {
    return withClient(
        new Client(
            "a",
            secrets.stream().map(ConnectorPlanTest::variable).toList(),
            key.map(ConnectorPlanTest::variable),
            Optional.empty()));
  }

  private static ConnectorSpec withClient(Client client) {
    ConnectorSpec other = spec("a", false);
    return new ConnectorSpec(
        ID,
        other.authMode(),
        other.provider(),
        client,
        other.allowedReturnOrigins(),
        false,
        Binding.LOGIN,
        Optional.empty());
  }

  private static SecretReference variable(String name) {
    return new SecretReference.Kept(new TextSource.OfVariable(name));
  }

  @Test
  void aMissingSecretStopsBeforeAnythingIsWritten() {
    ConnectorPlan withoutSecrets =
        new ConnectorPlan(keysets.brokerInboxSealer(), Map.of(), Clock.systemUTC(), "x");

    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> withoutSecrets.changes(List.of(spec("a", true)), none(), false))
        .withMessageContaining("SECRET");
  }

  private ConnectorPlan plan(String secret) {
    return new ConnectorPlan(
        keysets.brokerInboxSealer(),
        Map.of("SECRET", secret),
        Clock.fixed(NOW, ZoneOffset.UTC),
        "operator:ann");
  }

  private ConnectorCatalog applied(ConnectorSpec spec) {
    return new ConnectorCatalog(
        Map.of(ID, only(plan.changes(List.of(spec), none(), false)).written().orElseThrow()));
  }

  private static ConnectorCatalog none() {
    return new ConnectorCatalog(Map.of());
  }

  private static ConnectorChange only(List<ConnectorChange> changes) {
    assertThat(changes).hasSize(1);
    return changes.get(0);
  }

  private static ConnectorSpec spec(String clientId, boolean secret) {
    return spec(clientId, secret, GrantType.AUTHORIZATION_CODE, RefreshProfile.DEFAULTS);
  }

  private static ConnectorSpec spec(
      String clientId, boolean secret, GrantType grantType, RefreshProfile refresh) {
    boolean browser = grantType == GrantType.AUTHORIZATION_CODE;
    ProviderEndpoints token = ProviderEndpoints.NONE.withToken(URI.create("https://x.example/t"));
    Provider provider =
        Provider.standard(
                grantType,
                browser ? token.withAuthorization(URI.create("https://x.example/a")) : token)
            .withRefresh(refresh);
    return new ConnectorSpec(
        ID,
        browser ? AuthMode.PER_USER : AuthMode.SHARED,
        provider,
        secret
            ? Client.with(clientId, new SecretReference.Kept(new TextSource.OfVariable("SECRET")))
            : Client.isPublic(clientId),
        List.of(),
        true,
        Binding.LOGIN,
        Optional.empty());
  }
}
