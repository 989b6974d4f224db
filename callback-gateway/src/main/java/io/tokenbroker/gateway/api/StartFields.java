// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.gateway.access.ApiKey;
import io.tokenbroker.gateway.flow.ConnectLinks;
import io.tokenbroker.gateway.flow.GrantChoice;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Secret;
import java.util.Optional;
import java.util.Set;

/**
 * What an application says to start an authorization. A field that does not go with the connector's
 * way of getting grants is refused.
 *
 * @param subjectToken the token to exchange; there exactly with token exchange
 * @param subjectTokenType its type, instead of the connector's
 */
record StartFields(
    ConnectLinks.Request request,
    Optional<Secret> subjectToken,
    Optional<String> subjectTokenType) {
  static final Set<String> GRANT = Set.of("user", "alias", "scopes");
  static final Set<String> ALL =
      Set.of("user", "alias", "scopes", "returnUrl", "subjectToken", "subjectTokenType");

  /** As long as a token may be elsewhere. */
  private static final int MAX_SUBJECT_TOKEN = 16 * 1024;

  private static final int MAX_TYPE = 255;

  /**
   * Reads the fields.
   *
   * @throws ProblemException if one is malformed, missing, or does not go with the connector
   */
  static StartFields read(RequestFields fields, ConnectorDefined connector, ApiKey caller) {
    StartFields read =
        new StartFields(
            new ConnectLinks.Request(
                new GrantChoice(
                    fields.text("user"), fields.text("alias").orElse(TokenKey.DEFAULT_ALIAS)),
                fields.text("returnUrl"),
                fields.texts("scopes"),
                caller.id(),
                false),
            fields.secret("subjectToken", MAX_SUBJECT_TOKEN),
            fields.uri("subjectTokenType", MAX_TYPE));
    read.check(connector);
    return read;
  }

  private void check(ConnectorDefined connector) {
    boolean isExchange = connector.getGrantType() == GrantType.TOKEN_EXCHANGE;
    if (request.returnUrl().isPresent()
        && connector.getGrantType() != GrantType.AUTHORIZATION_CODE) {
      throw refused(
          "return_url_not_allowed",
          connector,
          " needs no browser, so nobody is sent back: leave out \"returnUrl\".");
    }
    if (isExchange && subjectToken.isEmpty()) {
      throw refused(
          "subject_token_required",
          connector,
          " exchanges tokens: send the one to exchange as \"subjectToken\".");
    }
    if (!isExchange && (subjectToken.isPresent() || subjectTokenType.isPresent())) {
      throw refused(
          "subject_token_not_allowed",
          connector,
          " does not exchange tokens (grantType token_exchange): leave out \"subjectToken\" and"
              + " \"subjectTokenType\".");
    }
  }

  private static ProblemException refused(String code, ConnectorDefined connector, String why) {
    return new ProblemException(
        Problem.badRequest(code, "Connector " + connector.getConnector() + why));
  }
}
