// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.connector;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.Binding;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.GrantType;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.Lifetimes;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshPolicy;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RevocationPolicy;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RevokedTokens;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.RevocationScope;
import io.tokenbroker.key.EndpointOrigin;
import java.time.Duration;
import java.util.Optional;

/** What the lifecycle's rules need of a connector's definition. */
final class ConnectorPolicies {
  private ConnectorPolicies() {}

  static ConnectorPolicy of(ConnectorDefined definition) {
    return new ConnectorPolicy(
        Optional.of(origin(definition)),
        grantType(definition),
        binding(definition),
        definition.getAccountChangeAllowed(),
        new Lifetimes(
            definition.getDefaultLifetimeSeconds().map(Duration::ofSeconds),
            definition.getRefreshTokenLifetimeSeconds().map(Duration::ofSeconds),
            definition.getGrantLifetimeSeconds().map(Duration::ofSeconds),
            definition.getReauthorizationNoticeSeconds().map(Duration::ofSeconds)),
        new RefreshPolicy(
            definition.getRefreshPolicy() == io.tokenbroker.event.RefreshPolicy.ON_DEMAND,
            definition.getRefreshMarginSeconds().map(Duration::ofSeconds),
            definition.getEarlyRefreshRefused(),
            replay(definition)),
        new RevocationPolicy(
            definition.getRevocationEndpoint().isPresent(),
            definition.getRevocationScope() == RevocationScope.GRANT,
            revokedTokens(definition)));
  }

  private static GrantType grantType(ConnectorDefined definition) {
    return switch (definition.getGrantType()) {
      case AUTHORIZATION_CODE -> GrantType.AUTHORIZATION_CODE;
      case CLIENT_CREDENTIALS -> GrantType.CLIENT_CREDENTIALS;
      case TOKEN_EXCHANGE -> GrantType.TOKEN_EXCHANGE;
    };
  }

  private static Binding binding(ConnectorDefined definition) {
    return switch (definition.getBinding()) {
      case CONFIRM -> Binding.CONFIRM;
      case LOGIN -> Binding.LOGIN;
      case LINK -> Binding.LINK;
    };
  }

  private static RevokedTokens revokedTokens(ConnectorDefined definition) {
    return switch (definition.getRevocationTokens()) {
      case ONE -> RevokedTokens.ONE;
      case ACCESS_TOKEN -> RevokedTokens.ACCESS_TOKEN;
      case REFRESH_TOKEN -> RevokedTokens.REFRESH_TOKEN;
      case BOTH -> RevokedTokens.BOTH;
    };
  }

  /** Scheme, host and port of the token endpoint, the port always written. */
  static String origin(ConnectorDefined definition) {
    return EndpointOrigin.of(definition.getTokenEndpoint());
  }

  private static RefreshReplay replay(ConnectorDefined definition) {
    return switch (definition.getRefreshReplay()) {
      case SAFE -> new RefreshReplay.Safe();
      case GRACE ->
          new RefreshReplay.Grace(
              Duration.ofSeconds(definition.getRefreshReplayGraceSeconds().orElse(0L)));
      case NEVER -> new RefreshReplay.Never();
    };
  }
}
