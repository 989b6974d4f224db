// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.tokenbroker.demoprovider.Grant.RefreshToken;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
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
  private final OneTimeStore<IssuedCode> codes;
  private final Grants grants;
  private final TokenIssuer issuer;
  private final Observations observations;

  TokenEndpoint(
      DemoProviderSettings settings,
      Clients clients,
      OneTimeStore<IssuedCode> codes,
      Grants grants,
      TokenIssuer issuer,
      Observations observations) {
    this.settings = settings;
    this.clients = clients;
    this.codes = codes;
    this.grants = grants;
    this.issuer = issuer;
    this.observations = observations;
  }

  Answer answer(EndpointRequest request) {
    // One lock with the revocation endpoint: a refresh must not bring back what was just revoked.
    synchronized (grants) {
      try {
        return grant(request);
      } catch (RequestRefused refused) {
        return refused.asJson();
      }
    }
  }

  private Answer grant(EndpointRequest request) throws RequestRefused {
    Parameters form = request.parameters();
    if (form.hasRepetition()) {
      throw new RequestRefused(OAuthError.invalidRequest("A parameter is repeated"));
    }
    RegisteredClient client = clients.authenticate(request);
    Optional<GrantType> grantType = GrantType.of(form.required("grant_type"));
    if (grantType.isEmpty()) {
      throw new RequestRefused(
          new OAuthError(
              "unsupported_grant_type", "Known are " + String.join(", ", GrantType.parameters())));
    }
    return switch (grantType.get()) {
      case AUTHORIZATION_CODE -> exchange(client, form);
      case REFRESH_TOKEN -> refresh(client, form);
      case CLIENT_CREDENTIALS -> issueToClient(client, form);
    };
  }

  private Answer exchange(RegisteredClient client, Parameters form) throws RequestRefused {
    String code = form.required("code");
    Optional<IssuedCode> issued = codes.take(code);
    if (issued.isEmpty()) {
      throw unknownOrUsed(code);
    }
    verify(issued.get(), client, form);
    Instant now = settings.clock().instant();
    String refreshToken = issuer.newRefreshToken();
    Grant grant =
        new Grant(
            issuer.newId(),
            client.clientId(),
            issued.get().account(),
            issued.get().scope(),
            Optional.of(Sha256.of(code)),
            List.of(new RefreshToken(Sha256.of(refreshToken), Optional.empty())));
    return issueFrom(grant, grant.scope(), Optional.of(refreshToken), now);
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

  private Answer refresh(RegisteredClient client, Parameters form) throws RequestRefused {
    Sha256 presented = Sha256.of(form.required("refresh_token"));
    Instant now = settings.clock().instant();
    Grant grant =
        grants
            .findByRefreshToken(presented)
            .filter(found -> found.clientId().equals(client.clientId()))
            .orElseThrow(
                () ->
                    new RequestRefused(
                        OAuthError.invalidGrant(
                            "The refresh token is unknown, revoked or another client's")));
    if (!grant.accepts(presented, settings.refreshTokens().grace(), now)) {
      if (settings.refreshTokens().reuseDetection()) {
        end(grant, "A spent refresh token was used again: its grant is ended");
        observations.reuseDetected();
      }
      throw new RequestRefused(OAuthError.invalidGrant("The refresh token was used before"));
    }
    String scope = narrowed(grant.scope(), form.value("scope"));
    Answer answer = renew(grant, presented, scope, now);
    observations.refreshed();
    return answer;
  }

  private Answer renew(Grant grant, Sha256 presented, String scope, Instant now) {
    if (!settings.refreshTokens().rotation()) {
      return issueFrom(grant, scope, Optional.empty(), now);
    }
    String next = issuer.newRefreshToken();
    return issueFrom(grant.rotated(presented, Sha256.of(next), now), scope, Optional.of(next), now);
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
  private Answer issueToClient(RegisteredClient client, Parameters form) {
    return issueFrom(
        Grant.ofClient(client),
        form.value("scope").orElse(""),
        Optional.empty(),
        settings.clock().instant());
  }

  private Answer issueFrom(Grant grant, String scope, Optional<String> refreshToken, Instant now) {
    String accessToken = issuer.newAccessToken();
    grants.put(
        grant,
        new AccessToken(
            Sha256.of(accessToken), grant.id(), now.plus(settings.accessTokenLifetime())),
        now);
    JsonObject body =
        new JsonObject()
            .put("access_token", accessToken)
            .put("token_type", "Bearer")
            .put("expires_in", settings.accessTokenLifetime().toSeconds());
    refreshToken.ifPresent(token -> body.put("refresh_token", token));
    if (!scope.isEmpty()) {
      body.put("scope", scope);
    }
    return Answer.json(200, body);
  }

  private void end(Grant grant, String why) {
    grants.remove(grant);
    log.atWarn()
        .addKeyValue("grantId", grant.id())
        .addKeyValue("clientId", grant.clientId())
        .log(why);
  }
}
