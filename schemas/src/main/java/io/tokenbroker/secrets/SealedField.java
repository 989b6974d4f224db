// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;

/**
 * Every field of the contract that is sealed, and what it is bound to. Writer and reader both take
 * the associated data from here, so that they agree.
 */
public final class SealedField {
  private SealedField() {}

  /** {@code ConnectorDefined.sealedClientSecret}. */
  public static AssociatedData clientSecret(ConnectorId connector, long revision) {
    return new AssociatedData(
        "ConnectorDefined", connector.toString(), "client_secret", Long.toString(revision));
  }

  /** {@code ConnectorDefined.sealedAlternateClientSecret}. */
  public static AssociatedData alternateClientSecret(ConnectorId connector, long revision) {
    return new AssociatedData(
        "ConnectorDefined",
        connector.toString(),
        "alternate_client_secret",
        Long.toString(revision));
  }

  /** {@code ConnectorDefined.sealedClientKey}. */
  public static AssociatedData clientKey(ConnectorId connector, long revision) {
    return new AssociatedData(
        "ConnectorDefined", connector.toString(), "client_key", Long.toString(revision));
  }

  /** {@code AuthorizationStarted.sealedPushedRequest}. */
  public static AssociatedData pushedRequest(TokenKey key, String authorizationId) {
    return new AssociatedData(
        "AuthorizationStarted", key.toString(), "pushed_request", authorizationId);
  }

  /** {@code AuthorizationStarted.sealedCodeVerifier}. */
  public static AssociatedData codeVerifier(TokenKey key, String authorizationId) {
    return new AssociatedData(
        "AuthorizationStarted", key.toString(), "code_verifier", authorizationId);
  }

  /** {@code AuthorizationCodeReceived.sealedCode}. */
  public static AssociatedData authorizationCode(TokenKey key, String authorizationId) {
    return new AssociatedData("AuthorizationCodeReceived", key.toString(), "code", authorizationId);
  }

  /** {@code ConfirmAuthorization.sealedConfirmationCode}. */
  public static AssociatedData confirmationCode(TokenKey key, String authorizationId) {
    return new AssociatedData(
        "ConfirmAuthorization", key.toString(), "confirmation_code", authorizationId);
  }

  /** {@code ImportToken.sealedAccessToken}. */
  public static AssociatedData importedAccessToken(TokenKey key, String correlationId) {
    return new AssociatedData("ImportToken", key.toString(), "access_token", correlationId);
  }

  /** {@code ImportToken.sealedRefreshToken}. */
  public static AssociatedData importedRefreshToken(TokenKey key, String correlationId) {
    return new AssociatedData("ImportToken", key.toString(), "refresh_token", correlationId);
  }

  /** {@code ObtainToken.sealedSubjectToken}. */
  public static AssociatedData subjectToken(TokenKey key, String correlationId) {
    return new AssociatedData("ObtainToken", key.toString(), "subject_token", correlationId);
  }

  /** The access token of any event on token-events. */
  public static AssociatedData publishedAccessToken(TokenKey key, TokenVersion version) {
    return new AssociatedData("TokenEvent", key.toString(), "access_token", version.toString());
  }

  /** The key that the access token of an event on token-events is bound to. */
  public static AssociatedData publishedProofKey(TokenKey key, TokenVersion version) {
    return new AssociatedData("TokenEvent", key.toString(), "proof_key", version.toString());
  }

  /** {@code ProviderRequest.sealedParameters}. */
  public static AssociatedData providerRequest(TokenKey key, String attemptId) {
    return new AssociatedData("ProviderRequest", key.toString(), "parameters", attemptId);
  }

  /** {@code CallSucceeded.sealedResponse}. */
  public static AssociatedData providerResponse(TokenKey key, String attemptId) {
    return new AssociatedData("CallSucceeded", key.toString(), "response", attemptId);
  }

  /** The whole value of the broker's tokens store. */
  public static AssociatedData grantState(TokenKey key) {
    return new AssociatedData("GrantState", key.toString(), "value", "");
  }
}
