// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import java.util.Map;
import java.util.Optional;

/**
 * Why an authorization failed, by the reason code of its outcome (docs/lifecycle.md).
 *
 * @param code the finding's
 * @param remedy what to do before somebody connects again
 */
record Failure(String code, String cause, String remedy) {
  private static final String NOTHING = "nothing has to be mended";

  private static final Map<String, Failure> KNOWN =
      Map.ofEntries(
          entry(
              "expired",
              "authorization_abandoned",
              "The person opened the link and never came back from the provider in time.",
              "ask the person what the provider's page said"),
          entry(
              "access_denied",
              "authorization_denied",
              "The person, or the provider's policy, said no on the consent page.",
              "if nobody said no: an administrator at the provider may have to allow the"
                  + " application first"),
          entry(
              "not_confirmed",
              "not_confirmed",
              "The person consented, and the application did not confirm within ten minutes that"
                  + " it was this user (binding: confirm): the tokens were thrown away.",
              "see that the application's return page calls POST /v1/authorizations/ID/confirm with"
                  + " the one-time code (docs/gateway.md)"),
          entry(
              "binding_missing",
              "binding_missing",
              "The person came back, and nothing proved that it was this user: the connector's"
                  + " binding asks for a confirmation or a login, and there was none.",
              "give links a return URL of the application and have it confirm, or use binding:"
                  + " login (docs/connectors.md, binding)"),
          entry(
              "account_mismatch",
              "account_mismatch",
              "Another account at the provider was used than the one that the grant belongs to, so"
                  + " it was refused.",
              "connect with the same account; to change it on purpose disconnect first, or set"
                  + " accountChange: allowed in the connector"),
          entry("superseded", "superseded", "A later authorization has taken its place.", NOTHING),
          entry(
              "revoked",
              "authorization_revoked",
              "It was disconnected while the authorization was under way.",
              NOTHING),
          entry(
              "unknown_connector",
              "unknown_connector",
              "The broker did not know the connector, or the revision that the link was made for.",
              "see that it is defined: tokenbroker connectors list"),
          entry(
              "outcome_unknown",
              "exchange_unknown",
              "The code was sent to the provider and the answer got lost; a code is never sent"
                  + " twice.",
              NOTHING),
          entry(
              "provider_unavailable",
              "provider_unavailable",
              "The provider could not be reached, or did not answer, while the person waited.",
              "tokenbroker doctor --providers, on the machine of broker-service"),
          entry(
              "invalid_scope",
              "scope_refused",
              "The provider refused the scopes that were asked for.",
              "correct scopes in the connector: names, and what the client may ask for there"),
          entry(
              "redirect_uri_mismatch",
              "redirect_uri_refused",
              "The provider does not know the redirect URI.",
              "register the gateway's callback, GATEWAY/oauth/callback/CONNECTOR, at the provider"),
          entry(
              "invalid_grant",
              "code_refused",
              "The provider refused the authorization code: it had expired or was used, or it was"
                  + " for another client or redirect URI.",
              "see that the clocks are right and that nobody else redeems the code"));

  private static Map.Entry<String, Failure> entry(
      String reason, String code, String cause, String remedy) {
    return Map.entry(reason, new Failure(code, cause, remedy));
  }

  static Failure of(String reason) {
    return Optional.ofNullable(KNOWN.get(reason)).orElseGet(() -> unlisted(reason));
  }

  /** Codes of providers, whose number has no end. */
  private static Failure unlisted(String reason) {
    return reason.contains("client") || reason.equals("unauthorized")
        ? new Failure(
            "client_refused",
            "The provider did not accept the client of the connector ("
                + reason
                + ") when the code was exchanged: its id or secret is wrong.",
            Remedies.applyConnector("put the right client id and secret into the connector")
                + " --renew-secrets")
        : new Failure(
            "authorization_failed",
            "The last authorization failed: " + reason + ".",
            "see docs/troubleshooting.md and docs/lifecycle.md for the reason " + reason);
  }
}
