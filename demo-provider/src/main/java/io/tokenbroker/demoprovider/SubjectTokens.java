// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import com.nimbusds.jwt.JWTParser;
import io.vertx.core.json.JsonObject;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Token exchange (RFC 8693). A subject token is an access token that was issued here, or any JWT
 * whose {@code sub} is an account: its signature is not looked at, as there is nobody to trust in a
 * demo. A refresh token comes with the scope {@code offline_access} only.
 */
final class SubjectTokens {

  private static final String TYPES = "urn:ietf:params:oauth:token-type:";
  private static final String ACCESS_TOKEN = TYPES + "access_token";
  private static final List<String> KNOWN =
      List.of(ACCESS_TOKEN, TYPES + "jwt", TYPES + "id_token");

  private final DemoProviderSettings settings;
  private final Grants grants;
  private final Issuance issuance;
  private final TokenIssuer issuer;

  SubjectTokens(
      DemoProviderSettings settings, Grants grants, Issuance issuance, TokenIssuer issuer) {
    this.settings = settings;
    this.grants = grants;
    this.issuance = issuance;
    this.issuer = issuer;
  }

  Answer exchange(TokenRequest request) throws RequestRefused {
    Parameters form = request.form();
    String subjectToken = form.required("subject_token");
    if (!KNOWN.contains(form.required("subject_token_type"))) {
      throw new RequestRefused(
          OAuthError.invalidRequest("subject_token_type has to be one of " + KNOWN));
    }
    Account account =
        holder(subjectToken, request)
            .or(() -> subject(subjectToken))
            .orElseThrow(
                () ->
                    // Section 2.2.2: a subject token that is no good is an invalid request.
                    new RequestRefused(
                        OAuthError.invalidRequest(
                            "The subject_token is expired, unknown or of no account")));
    String scope = form.value("scope").orElse("");
    return withType(
        Arrays.asList(scope.split(" ", -1)).contains("offline_access")
            ? issuance.begin(request, account, scope, Optional.empty())
            : issuance.issue(request, grant(request, account, scope), scope, Optional.empty()));
  }

  private Grant grant(TokenRequest request, Account account, String scope) {
    return new Grant(
        issuer.newId(),
        request.client().clientId(),
        account,
        scope,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private Optional<Account> holder(String accessToken, TokenRequest request) {
    return grants.findByAccessToken(Sha256.of(accessToken), request.now()).map(Grant::account);
  }

  private Optional<Account> subject(String jwt) {
    try {
      String subject = JWTParser.parse(jwt).getJWTClaimsSet().getSubject();
      return Stream.ofNullable(subject)
          .flatMap(name -> settings.accounts().stream().filter(it -> it.subject().equals(name)))
          .findFirst();
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  private static Answer withType(Answer answer) {
    return answer.mapFields(
        fields -> new JsonObject().mergeIn(fields).put("issued_token_type", ACCESS_TOKEN));
  }
}
