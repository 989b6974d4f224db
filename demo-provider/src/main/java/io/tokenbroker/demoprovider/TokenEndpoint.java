// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token endpoint (RFC 6749 sections 3.2, 4.1.3, 4.4.2 and 6). One request is worked out at a
 * time, so that of two uses of a code or refresh token one is the second. A code is gone with its
 * first use, a failed one included. Blocks while the data file is written. Thread-safe.
 */
final class TokenEndpoint {

  private static final Logger log = LoggerFactory.getLogger(TokenEndpoint.class);

  private final DemoProviderSettings settings;
  private final Clients clients;
  private final Proofs proofs;
  private final OneTimeStore<IssuedCode> codes;
  private final Grants grants;
  private final Issuance issuance;
  private final DeviceFlow devices;
  private final SubjectTokens subjectTokens;
  private final Observations observations;

  TokenEndpoint(
      DemoProviderSettings settings,
      Clients clients,
      Proofs proofs,
      OneTimeStore<IssuedCode> codes,
      Grants grants,
      Issuance issuance,
      DeviceFlow devices,
      SubjectTokens subjectTokens,
      Observations observations) {
    this.settings = settings;
    this.clients = clients;
    this.proofs = proofs;
    this.codes = codes;
    this.grants = grants;
    this.issuance = issuance;
    this.devices = devices;
    this.subjectTokens = subjectTokens;
    this.observations = observations;
  }

  Answer answer(EndpointRequest request) {
    // One lock with the revocation endpoint: a refresh must not bring back what was just revoked.
    synchronized (grants) {
      try {
        return proofs.withNonce(grant(request), request.terms());
      } catch (RequestRefused refused) {
        return refused.asJson();
      }
    }
  }

  private Answer grant(EndpointRequest request) throws RequestRefused {
    Parameters form = request.parameters();
    request.requireAcceptableForm();
    RegisteredClient client = clients.authenticate(request);
    Optional<GrantType> grantType = GrantType.of(form.required("grant_type"));
    if (grantType.isEmpty()) {
      throw new RequestRefused(
          new OAuthError(
              "unsupported_grant_type", "Known are " + String.join(", ", GrantType.parameters())));
    }
    Optional<String> proofKey = proofs.check(request, Optional.empty());
    TokenRequest known =
        new TokenRequest(client, form, request.terms(), proofKey, settings.clock().instant());
    return switch (grantType.get()) {
      case AUTHORIZATION_CODE -> exchange(known);
      case REFRESH_TOKEN -> refresh(known);
      case CLIENT_CREDENTIALS -> issueToClient(known);
      case DEVICE_CODE -> devices.poll(known);
      case TOKEN_EXCHANGE -> subjectTokens.exchange(known);
    };
  }

  private Answer exchange(TokenRequest request) throws RequestRefused {
    String code = request.form().required("code");
    Optional<IssuedCode> issued = codes.take(code);
    if (issued.isEmpty()) {
      throw unknownOrUsed(code);
    }
    verify(issued.get(), request.client(), request.form());
    return issuance.begin(
        request, issued.get().account(), issued.get().scope(), Optional.of(Sha256.of(code)));
  }

  /** RFC 6749 section 4.1.2: a second use of a code ends all that was issued from it. */
  private RequestRefused unknownOrUsed(String code) {
    grants
        .findByCode(Sha256.of(code))
        .ifPresent(
            grant -> {
              end(grant, "A code was used twice: its grant is ended");
              observations.codeReplayed();
            });
    return new RequestRefused(
        OAuthError.invalidGrant("The code is unknown, expired or was used before"));
  }

  private void verify(IssuedCode issued, RegisteredClient client, Parameters form)
      throws RequestRefused {
    String verifier = form.required("code_verifier");
    observations.verifierReceived(verifier);
    if (!issued.clientId().equals(client.clientId())) {
      throw new RequestRefused(OAuthError.invalidGrant("The code was issued to another client"));
    }
    if (!issued.redirectUri().equals(form.required("redirect_uri"))) {
      throw new RequestRefused(
          OAuthError.invalidGrant("redirect_uri is not that of the authorization request"));
    }
    if (!Sha256.of(verifier).base64Url().equals(issued.codeChallenge())) {
      throw new RequestRefused(
          OAuthError.invalidGrant("code_verifier does not match the code_challenge"));
    }
  }

  private Answer refresh(TokenRequest request) throws RequestRefused {
    Sha256 presented = Sha256.of(request.form().required("refresh_token"));
    Grant grant =
        grants
            .findByRefreshToken(presented)
            .filter(found -> found.clientId().equals(request.client().clientId()))
            .orElseThrow(
                () ->
                    new RequestRefused(
                        OAuthError.invalidGrant(
                            "The refresh token is unknown, revoked or another client's")));
    requireUsable(grant, presented, request);
    String scope = narrowed(grant.scope(), request.form().value("scope"));
    Answer answer = issuance.renew(request, grant, presented, scope);
    observations.refreshed();
    return answer;
  }

  private void requireUsable(Grant grant, Sha256 presented, TokenRequest request)
      throws RequestRefused {
    RefreshTokenPolicy policy = request.terms().refreshTokens();
    if (!grant.accepts(presented, policy.grace(), request.now())) {
      if (policy.reuseDetection()) {
        end(grant, "A spent refresh token was used again: its grant is ended");
        observations.reuseDetected();
      }
      throw new RequestRefused(OAuthError.invalidGrant("The refresh token was used before"));
    }
    if (grant.proofKey().isPresent() && !grant.proofKey().equals(request.proofKey())) {
      throw new RequestRefused(
          new OAuthError("invalid_dpop_proof", "The refresh token is bound to another key"));
    }
    boolean tooEarly =
        request
            .terms()
            .earliestRefresh()
            .flatMap(margin -> grants.lastExpiry(grant).map(end -> end.minus(margin)))
            .filter(request.now()::isBefore)
            .isPresent();
    if (tooEarly) {
      throw new RequestRefused(OAuthError.invalidRequest("The access token has not expired yet"));
    }
  }

  /** RFC 6749 section 6: a refresh may ask for less, never for more. */
  private static String narrowed(String granted, Optional<String> requested) throws RequestRefused {
    Set<String> allowed = new HashSet<>(Arrays.asList(granted.split(" ", -1)));
    if (requested.isPresent()
        && !allowed.containsAll(Arrays.asList(requested.get().split(" ", -1)))) {
      throw new RequestRefused(
          new OAuthError("invalid_scope", "The refresh asks for more than was granted"));
    }
    return requested.orElse(granted);
  }

  /**
   * RFC 6749 section 4.4.3: no refresh token, as the client can come again. Nobody limits what a
   * client of the demo may ask for as itself, so every scope is granted.
   */
  private Answer issueToClient(TokenRequest request) throws RequestRefused {
    if (request.client().isPublic()) {
      throw new RequestRefused(
          new OAuthError("unauthorized_client", "A public client cannot act as itself"));
    }
    return issuance.issue(
        request,
        Grant.ofClient(request.client()),
        request.form().value("scope").orElse(""),
        Optional.empty());
  }

  private void end(Grant grant, String why) {
    grants.remove(grant);
    log.atWarn()
        .addKeyValue("grantId", grant.id())
        .addKeyValue("clientId", grant.clientId())
        .log(why);
  }
}
