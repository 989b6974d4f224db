// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenbroker.gateway.access.ApiScope;
import io.tokenbroker.gateway.access.Caller;
import io.tokenbroker.gateway.access.JwtSettings;
import io.tokenbroker.gateway.issuer.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** What the claims of a token with a good signature say (RFC 7519, 4.1; RFC 9068, 2.2). */
final class TokenClaims {
  /** How much the issuer's clock may differ from ours. */
  private static final Duration SKEW = Duration.ofSeconds(60);

  private static final int MAX_ID = 64;

  private final JwtSettings settings;

  TokenClaims(JwtSettings settings) {
    this.settings = settings;
  }

  /**
   * Who sends the token.
   *
   * @throws TokenRefusedException if it was made by or for somebody else, or not for now
   */
  Caller caller(String payload, Instant now) {
    JsonNode claims =
        StrictJson.object(payload).orElseThrow(() -> new TokenRefusedException("claims_malformed"));
    if (!text(claims, "iss").equals(Optional.of(settings.issuer()))) {
      throw new TokenRefusedException("issuer_wrong");
    }
    if (!texts(claims.path("aud")).contains(settings.audience())) {
      throw new TokenRefusedException("audience_wrong");
    }
    checkTimes(claims, now);
    String tenant =
        settings
            .tenant()
            .fixed()
            .or(() -> settings.tenant().claim().flatMap(name -> text(claims, name)))
            .orElseThrow(() -> new TokenRefusedException("tenant_missing"));
    Optional<String> user = text(claims, settings.userClaim());
    try {
      return new Caller(id(claims, user), tenant, user, scopes(claims));
    } catch (IllegalArgumentException e) {
      throw new TokenRefusedException("tenant_or_user_unusable");
    }
  }

  private static void checkTimes(JsonNode claims, Instant now) {
    Instant expiry =
        time(claims, "exp").orElseThrow(() -> new TokenRefusedException("expiry_missing"));
    if (!now.isBefore(expiry.plus(SKEW))) {
      throw new TokenRefusedException("expired");
    }
    for (String start : List.of("nbf", "iat")) {
      if (time(claims, start).filter(it -> now.plus(SKEW).isBefore(it)).isPresent()) {
        throw new TokenRefusedException("not_yet_valid");
      }
    }
  }

  /** NumericDate (RFC 7519, 2): within a range that can be reckoned with. */
  private static Optional<Instant> time(JsonNode claims, String name) {
    if (!claims.has(name)) {
      return Optional.empty();
    }
    JsonNode value = claims.path(name);
    double seconds = value.asDouble();
    if (!value.isNumber() || !(seconds >= 0 && seconds < 1e11)) {
      throw new TokenRefusedException("time_malformed");
    }
    return Optional.of(Instant.ofEpochMilli((long) (seconds * 1000)));
  }

  private Set<ApiScope> scopes(JsonNode claims) {
    JsonNode claim = claims.path(settings.scopeClaim());
    List<String> names =
        claim.isTextual() ? Arrays.asList(claim.asText().split(" ", -1)) : texts(claim);
    Set<ApiScope> scopes = EnumSet.noneOf(ApiScope.class);
    names.stream()
        .filter(name -> name.startsWith(settings.scopePrefix()))
        .map(name -> name.substring(settings.scopePrefix().length()))
        .forEach(name -> ApiScope.parse(name).ifPresent(scopes::add));
    return scopes;
  }

  /** For logs and events: the person, else the client (RFC 9068, 2.2). */
  private static String id(JsonNode claims, Optional<String> user) {
    String name =
        user.map(it -> "user:" + it)
            .orElseGet(
                () ->
                    "client:"
                        + text(claims, "client_id")
                            .or(() -> text(claims, "azp"))
                            .or(() -> text(claims, "sub"))
                            .orElse("unknown"));
    String printable = name.replaceAll("[^\\x20-\\x7e]", "?");
    return printable.substring(0, Math.min(MAX_ID, printable.length()));
  }

  /** A claim that is a text, if it is there. */
  private static Optional<String> text(JsonNode claims, String name) {
    if (!claims.has(name)) {
      return Optional.empty();
    }
    if (!claims.path(name).isTextual() || claims.path(name).asText().isBlank()) {
      throw new TokenRefusedException("claim_malformed");
    }
    return Optional.of(claims.path(name).asText());
  }

  private static List<String> texts(JsonNode claim) {
    if (claim.isTextual()) {
      return List.of(claim.asText());
    }
    if (!claim.isArray()) {
      // The values of an object would be taken for a list's.
      return List.of();
    }
    return StreamSupport.stream(claim.spliterator(), false)
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .toList();
  }
}
