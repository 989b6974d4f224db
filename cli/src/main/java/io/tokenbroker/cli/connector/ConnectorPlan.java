// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.event.BasicCredentialsEncoding;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.Pkce;
import io.tokenbroker.event.ProofOfPossession;
import io.tokenbroker.event.RequestFormat;
import io.tokenbroker.event.RevocationStyle;
import io.tokenbroker.event.RevocationTokens;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Sealer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which connectors get a new revision. Pure apart from reading secrets of those that do:
 * nothing is written here.
 */
final class ConnectorPlan {
  /** The schema's authorization endpoint of a connector that has none. */
  private static final String NO_BROWSER = "";

  private final Sealer sealer;
  private final Map<String, String> environment;
  private final Clock clock;
  private final String definedBy;

  ConnectorPlan(Sealer sealer, Map<String, String> environment, Clock clock, String definedBy) {
    this.sealer = sealer;
    this.environment = environment;
    this.clock = clock;
    this.definedBy = definedBy;
  }

  /**
   * Compares what is wanted with what there is.
   *
   * @param wanted complete connectors: no endpoint is missing
   */
  List<ConnectorChange> changes(
      List<ConnectorSpec> wanted, ConnectorCatalog catalog, boolean renewSecrets) {
    List<ConnectorChange> changes = new ArrayList<>();
    for (ConnectorSpec spec : wanted) {
      Optional<ConnectorDefined> current = Optional.ofNullable(catalog.current().get(spec.id()));
      boolean renewal = renewSecrets && spec.clientSecret().isPresent();
      if (current.filter(defined -> !renewal && isSame(spec, defined)).isPresent()) {
        changes.add(
            new ConnectorChange.Unchanged(
                spec.id(), current.map(ConnectorDefined::getRevision).orElse(0L)));
      } else {
        changes.add(revision(spec, current));
      }
    }
    return changes;
  }

  private ConnectorChange revision(ConnectorSpec spec, Optional<ConnectorDefined> current) {
    long revision = current.map(ConnectorDefined::getRevision).orElse(0L) + 1;
    Optional<ByteBuffer> sealed =
        spec.clientSecret()
            .map(
                reference ->
                    sealer.seal(
                        reference.resolve(environment),
                        SealedField.clientSecret(spec.id(), revision)));
    ConnectorDefined defined = definition(spec, revision, sealed);
    return current.isPresent()
        ? new ConnectorChange.Changed(spec.id(), revision, defined)
        : new ConnectorChange.Created(spec.id(), revision, defined);
  }

  /** The secret itself can't be compared: it is sealed, for the broker alone. */
  private boolean isSame(ConnectorSpec spec, ConnectorDefined current) {
    ConnectorDefined asCurrent =
        builder(spec, current.getRevision())
            .setSealedClientSecret(current.getSealedClientSecret().orElse(null))
            .setDefinedAt(current.getDefinedAt())
            .setDefinedBy(current.getDefinedBy())
            .build();
    return asCurrent.equals(current)
        && spec.clientSecret().isPresent() == current.getSealedClientSecret().isPresent();
  }

  private ConnectorDefined definition(
      ConnectorSpec spec, long revision, Optional<ByteBuffer> sealedSecret) {
    return builder(spec, revision)
        .setSealedClientSecret(sealedSecret.orElse(null))
        .setDefinedAt(clock.instant())
        .setDefinedBy(definedBy)
        .build();
  }

  private static ConnectorDefined.Builder builder(ConnectorSpec spec, long revision) {
    ConnectorId id = spec.id();
    ConnectorDefined.Builder builder =
        ConnectorDefined.newBuilder()
            .setPkce(Pkce.S256)
            .setRequestFormat(RequestFormat.FORM)
            .setBasicCredentialsEncoding(BasicCredentialsEncoding.FORM)
            .setProofOfPossession(ProofOfPossession.NONE)
            .setRevocationStyle(RevocationStyle.RFC7009)
            .setRevocationTokens(RevocationTokens.ONE)
            .setTenant(id.tenant())
            .setConnector(id.connector())
            .setRevision(revision)
            .setAuthMode(spec.authMode())
            .setGrantType(spec.grantType())
            .setIssuer(spec.issuer().orElse(null))
            .setAuthorizationEndpoint(
                spec.authorizationEndpoint().map(URI::toString).orElse(NO_BROWSER))
            .setTokenEndpoint(spec.tokenEndpoint().orElseThrow().toString())
            .setRevocationEndpoint(spec.revocationEndpoint().map(URI::toString).orElse(null))
            .setClientId(spec.clientId())
            .setTokenEndpointAuthMethod(spec.tokenEndpointAuthMethod())
            .setScopes(spec.scopes())
            .setScopeSeparator(spec.scopeSeparator())
            .setAuthorizationParameters(spec.authorizationParameters())
            .setTokenParameters(spec.tokenParameters())
            .setAllowedReturnOrigins(spec.allowedReturnOrigins())
            .setRevocationScope(spec.revocationScope())
            .setAccountChangeAllowed(spec.accountChangeAllowed());
    return withRefresh(builder, spec.refresh());
  }

  private static ConnectorDefined.Builder withRefresh(
      ConnectorDefined.Builder builder, RefreshProfile refresh) {
    return builder
        .setRefreshPolicy(refresh.policy())
        .setDefaultLifetimeSeconds(seconds(refresh.defaultLifetime()))
        .setRefreshMarginSeconds(seconds(refresh.margin()))
        .setEarlyRefreshRefused(refresh.earlyRefused())
        .setExpiresInUnit(refresh.expiresInUnit())
        .setRefreshTokenLifetimeSeconds(seconds(refresh.refreshTokenLifetime()))
        .setGrantLifetimeSeconds(seconds(refresh.grantLifetime()))
        .setReauthorizationNoticeSeconds(seconds(refresh.reauthorizationNotice()))
        .setRefreshReplay(refresh.replay())
        .setRefreshReplayGraceSeconds(seconds(refresh.replayGrace()));
  }

  private static @Nullable Long seconds(Optional<Duration> duration) {
    return duration.map(Duration::toSeconds).orElse(null);
  }
}
