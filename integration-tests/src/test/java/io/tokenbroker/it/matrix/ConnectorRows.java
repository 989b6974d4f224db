// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.matrix;

import static io.tokenbroker.demoprovider.Behaviour.error;
import static io.tokenbroker.it.matrix.Expected.ACTIVE;
import static io.tokenbroker.it.matrix.Expected.OK;
import static io.tokenbroker.it.matrix.Expected.REFRESHED;
import static io.tokenbroker.it.matrix.Expected.ended;
import static io.tokenbroker.it.matrix.Expected.issued;
import static io.tokenbroker.it.matrix.Expected.kept;
import static io.tokenbroker.it.matrix.Expected.notIssued;
import static io.tokenbroker.it.matrix.Expected.refreshed;
import static io.tokenbroker.it.matrix.Expected.revoked;
import static io.tokenbroker.it.matrix.Row.Step.CALLBACK;
import static io.tokenbroker.it.matrix.Row.Step.EXCHANGE;
import static io.tokenbroker.it.matrix.Row.Step.REFRESH;
import static io.tokenbroker.it.matrix.Row.Step.REVOKE;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.tokenbroker.cli.provider.AuthMethod;
import io.tokenbroker.cli.provider.Provider;
import io.tokenbroker.demoprovider.Behaviour;
import io.tokenbroker.demoprovider.Callbacks;
import io.tokenbroker.demoprovider.Demands;
import io.tokenbroker.demoprovider.RefreshTokenPolicy;
import io.tokenbroker.demoprovider.RegisteredClient;
import io.tokenbroker.demoprovider.TokenAnswers;
import io.tokenbroker.demoprovider.Troubles;
import io.tokenbroker.event.RevocationStyle;
import io.tokenbroker.event.RevocationTokens;
import io.tokenbroker.it.system.TestConnector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What a connector can be told about its provider, at a provider that is so. */
final class ConnectorRows {
  /** An HMAC key is no shorter than its hash. */
  private static final String LONG_SECRET = "it-secret-of-an-assertion-5d0c2f7a91e84b36";

  private static final String REPLACED = "it-secret-that-was-replaced-0b7d2";

  private ConnectorRows() {}

  static List<Row> all() {
    return Stream.of(
            formats(),
            successes(),
            errorClasses(),
            basics(),
            twoSecrets(),
            assertions(),
            revocationStyles(),
            revocationTokens(),
            parameterNames(),
            lifetimes(),
            attributes())
        .flatMap(List::stream)
        .toList();
  }

  /** A row for the exchange and one for the refresh; the provider is always so. */
  private static List<Row> both(
      String name, Behaviour behaviour, UnaryOperator<TestConnector> connector) {
    return List.of(
        Row.of(EXCHANGE, name, issued(OK), behaviour).otherwise(behaviour).with(connector),
        Row.of(REFRESH, name, refreshed(OK), behaviour).otherwise(behaviour).with(connector));
  }

  private static UnaryOperator<TestConnector> at(UnaryOperator<Provider> change) {
    return connector -> connector.with(change);
  }

  private static List<Row> formats() {
    Map<String, String> paths =
        Map.of(
            "access_token", "data.user.access_token",
            "refresh_token", "data.user.refresh_token",
            "expires_in", "data.user.expires_in",
            "token_type", "data.user.token_type",
            "scope", "data.user.scope");
    return Stream.of(
            both("json-body", Demands.jsonOnly(), at(Changes.json())),
            both(
                "described-nested-token",
                TokenAnswers.nested("data.user"),
                at(Changes.fields(paths))),
            both(
                "either-of-two-places",
                TokenAnswers.renamed("access_token", "accessToken"),
                at(Changes.fields(Map.of("access_token", "access_token | accessToken")))),
            List.of(
                Row.of(REVOKE, "json-body", revoked(OK), Demands.jsonOnly())
                    .otherwise(Demands.jsonOnly())
                    .at(Changes.json())))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Row> successes() {
    UnaryOperator<Provider> ok =
        Changes.success("ok", "true", Map.of(), Map.of("gone", "reauthorize"));
    UnaryOperator<Provider> zero =
        Changes.success(
            "code",
            "0",
            Map.of("error", "code", "error_description", "message"),
            Map.of("40001", "reauthorize", "50001", "transient"));
    return Stream.of(
            both("success-field-true", TokenAnswers.ok(), at(ok)),
            both("success-field-absent", Behaviour.answerNormally(), at(ok)),
            both("success-code-zero", TokenAnswers.fields(Map.of("code", 0)), at(zero)),
            List.of(
                Row.of(
                        EXCHANGE,
                        "success-field-false",
                        notIssued("failed REAUTHORIZE gone"),
                        TokenAnswers.notOk("gone"))
                    .at(ok),
                Row.of(
                        REFRESH,
                        "success-field-false",
                        ended("failed REAUTHORIZE gone"),
                        TokenAnswers.notOk("gone"))
                    .at(ok),
                Row.of(
                        REFRESH,
                        "success-field-false-with-tokens",
                        // The provider has rotated the refresh token for nothing.
                        ended("failed CONFIGURATION http_200", "failed REAUTHORIZE invalid_grant"),
                        TokenAnswers.fields(Map.of("ok", false)))
                    .at(ok),
                Row.of(
                        REFRESH,
                        "error-code-reauthorizes",
                        ended("failed REAUTHORIZE 40001"),
                        TokenAnswers.fields(Map.of("code", 40_001, "message", "no")))
                    .at(zero),
                Row.of(
                        REFRESH,
                        "error-code-passes",
                        refreshed("failed TRANSIENT 50001", OK),
                        Behaviour.status(
                            200,
                            Map.of("Content-Type", "application/json"),
                            "{\"code\":50001,\"message\":\"later\"}"))
                    .at(zero)))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Row> errorClasses() {
    return List.of(
        Row.of(
                EXCHANGE,
                "class-of-code",
                notIssued("failed TRANSIENT invalid_grant"),
                error(400, "invalid_grant"))
            .at(Changes.errorClass("invalid_grant", "transient")),
        Row.of(
                REFRESH,
                "class-of-code-transient",
                refreshed("failed TRANSIENT invalid_grant", OK),
                error(400, "invalid_grant"))
            .at(Changes.errorClass("invalid_grant", "transient")),
        Row.of(
                REFRESH,
                "class-of-code-configuration",
                kept("failed CONFIGURATION invalid_grant"),
                error(400, "invalid_grant"))
            .at(Changes.errorClass("invalid_grant", "configuration")),
        Row.of(
                REFRESH,
                "class-of-status",
                ended("failed REAUTHORIZE http_403"),
                Troubles.htmlPage(403))
            .at(Changes.errorClass("http_403", "reauthorize")),
        Row.of(
                REVOKE,
                "class-of-code",
                revoked("failed TRANSIENT invalid_request", OK),
                error(400, "invalid_request"))
            .at(Changes.errorClass("invalid_request", "transient")));
  }

  private static List<Row> basics() {
    UnaryOperator<Provider> post = Changes.method(AuthMethod.CLIENT_SECRET_POST);
    return Stream.of(
            both("post-where-post-only", Demands.postOnly(), at(post)),
            both("raw-where-raw-basic", Demands.rawBasic(), at(Changes::rawBasic)),
            List.of(
                Row.of(REVOKE, "post-where-post-only", revoked(OK), Demands.postOnly())
                    .otherwise(Demands.postOnly())
                    .at(post),
                Row.of(REVOKE, "raw-where-raw-basic", revoked(OK), Demands.rawBasic())
                    .otherwise(Demands.rawBasic())
                    .at(Changes::rawBasic),
                Row.of(
                        EXCHANGE,
                        "raw-where-form-encoded",
                        notIssued("failed CONFIGURATION invalid_client"),
                        Behaviour.answerNormally())
                    .at(Changes::rawBasic),
                Row.of(
                        REFRESH,
                        "raw-where-form-encoded",
                        kept("failed CONFIGURATION invalid_client"),
                        Behaviour.answerNormally())
                    .otherwise(Demands.rawBasic())
                    .at(Changes::rawBasic)))
        .flatMap(List::stream)
        .toList();
  }

  /** The second secret is tried in the same attempt. */
  private static List<Row> twoSecrets() {
    return Stream.of(
            Row.of(EXCHANGE, "two-secrets", issued(OK).and("authorization_code answered 401 200")),
            Row.of(REFRESH, "two-secrets", refreshed(OK)),
            Row.of(REVOKE, "two-secrets", revoked(OK)),
            Row.of(
                EXCHANGE,
                "two-secrets-both-refused",
                notIssued("failed CONFIGURATION invalid_client")
                    .and("authorization_code answered 401 401"),
                error(401, "invalid_client"),
                error(401, "invalid_client")))
        .map(
            row ->
                row.with(
                    connector ->
                        connector.withCredentials(Changes.secrets(REPLACED, MatrixRun.SECRET))))
        .toList();
  }

  private static List<Row> assertions() {
    ECKey key = key();
    Behaviour assertionOnly = Demands.assertionOnly();
    UnaryOperator<TestConnector> connector =
        is ->
            is.withCredentials(Changes.secrets(LONG_SECRET))
                .with(Changes.method(AuthMethod.CLIENT_SECRET_JWT));
    Stream<Row> bySecret =
        Stream.concat(
                both("client-secret-jwt", assertionOnly, connector).stream(),
                Stream.of(
                    Row.of(REVOKE, "client-secret-jwt", revoked(OK), assertionOnly)
                        .otherwise(assertionOnly)
                        .with(connector)))
            .map(
                row ->
                    row.registered(
                        client ->
                            new RegisteredClient(
                                client.clientId(), LONG_SECRET, client.redirectUris())));
    return Stream.concat(bySecret, privateKeyJwt(key, assertionOnly)).toList();
  }

  private static Stream<Row> privateKeyJwt(ECKey key, Behaviour assertionOnly) {
    UnaryOperator<TestConnector> connector =
        is ->
            is.withCredentials(Changes.key(key.toJSONString()))
                .with(Changes.method(AuthMethod.PRIVATE_KEY_JWT));
    return Stream.concat(
            both("private-key-jwt", assertionOnly, connector).stream(),
            Stream.of(
                Row.of(REVOKE, "private-key-jwt", revoked(OK), assertionOnly)
                    .otherwise(assertionOnly)
                    .with(connector)))
        .map(row -> row.registered(client -> withoutSecret(client, key)));
  }

  private static RegisteredClient withoutSecret(RegisteredClient client, ECKey key) {
    return new RegisteredClient(
        client.clientId(),
        List.of(),
        Optional.of(new JWKSet(key.toPublicJWK()).toString()),
        client.redirectUris());
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).generate();
    } catch (JOSEException e) {
      throw new AssertionError("no key could be made", e);
    }
  }

  private static List<Row> revocationStyles() {
    return List.of(
        Row.of(
                REVOKE,
                "delete-basic",
                revoked(OK).and("revoked by DELETE Basic of access token"),
                Demands.revokedByDelete())
            .at(Changes.revocation(RevocationStyle.DELETE_BASIC, RevocationTokens.ACCESS_TOKEN)),
        Row.of(REVOKE, "delete-bearer", revoked(OK).and("revoked by DELETE Bearer of access token"))
            .at(Changes.revocation(RevocationStyle.DELETE_BEARER, RevocationTokens.ACCESS_TOKEN)),
        Row.of(REVOKE, "post-bearer", revoked(OK).and("revoked by POST Bearer of access token"))
            .at(Changes.revocation(RevocationStyle.POST_BEARER, RevocationTokens.ACCESS_TOKEN)),
        Row.of(REVOKE, "delete-path", revoked(OK).and("revoked by DELETE nothing of refresh token"))
            .at(Changes.revocation(RevocationStyle.DELETE_PATH, RevocationTokens.REFRESH_TOKEN)));
  }

  private static List<Row> revocationTokens() {
    return List.of(
        Row.of(
                REVOKE,
                "both-tokens",
                revoked(OK, OK)
                    .and(
                        "revoked by POST Basic of access token",
                        "revoked by POST Basic of refresh token",
                        "/revoke answered 200 200"))
            .at(Changes.revocation(RevocationStyle.RFC7009, RevocationTokens.BOTH)),
        Row.of(
                REVOKE,
                "access-token",
                revoked(OK).and("revoked by POST Basic of access token", "/revoke answered 200"),
                Demands.onlyAccessTokens())
            .at(Changes.revocation(RevocationStyle.RFC7009, RevocationTokens.ACCESS_TOKEN)),
        Row.of(
                REVOKE,
                "refresh-token",
                revoked(OK).and("revoked by POST Basic of refresh token", "/revoke answered 200"),
                Demands.onlyRefreshTokens())
            .at(Changes.revocation(RevocationStyle.RFC7009, RevocationTokens.REFRESH_TOKEN)));
  }

  private static List<Row> parameterNames() {
    return List.of(
        Row.of(
                EXCHANGE,
                "parameter-named",
                issued(OK),
                Demands.parameterNamed("code_verifier", "verifier"))
            .at(Changes.named(Map.of("code_verifier", "verifier"))),
        Row.of(
                REFRESH,
                "parameter-named",
                refreshed(OK),
                Demands.parameterNamed("refresh_token", "fb_exchange_token"))
            .at(Changes.named(Map.of("refresh_token", "fb_exchange_token"))),
        Row.of(
            REFRESH,
            "parameter-not-named",
            kept("failed CONFIGURATION invalid_request"),
            Demands.parameterNamed("refresh_token", "fb_exchange_token")),
        Row.of(
                REVOKE,
                "parameter-named",
                revoked(OK),
                Demands.parameterNamed("token", "revoked_token"))
            .at(Changes.named(Map.of("token", "revoked_token"))));
  }

  private static List<Row> lifetimes() {
    Behaviour milliseconds = TokenAnswers.expiresInMilliseconds();
    return List.of(
        Row.of(EXCHANGE, "unit-milliseconds", issued(OK).and("lives 20 min"), milliseconds)
            .at(Changes::milliseconds),
        Row.of(REFRESH, "unit-milliseconds", refreshed(OK).and("lives 20 min"), milliseconds)
            .otherwise(milliseconds)
            .at(Changes::milliseconds),
        // A runner's word alone ends no grant.
        Row.of(
                REFRESH,
                "no-refresh-token-to-send",
                Seen.of(List.of(), ACTIVE, REFRESHED, "refresh_requested"))
            .otherwise(TokenAnswers.without("refresh_token")),
        Row.of(
            REFRESH,
            "rotated",
            refreshed(OK).and("refresh_token answered 200"),
            Demands.refreshTokens(RefreshTokenPolicy.rotatingWithGrace(Duration.ZERO))));
  }

  private static List<Row> attributes() {
    Behaviour instance = TokenAnswers.fields(Map.of("instance_url", "https://a.example"));
    return List.of(
        Row.of(
                CALLBACK,
                "kept-parameters",
                issued(OK).and("attribute realmId=123", "attribute accounts-server=eu"),
                Callbacks.extraParameters(
                    Map.of("realmId", "123", "session_state", "x.y", "accounts-server", "eu")))
            .at(Changes.callbackParameters("realmId", "accounts-server")),
        Row.of(
                EXCHANGE,
                "kept-field",
                issued(OK).and("attribute instance=https://a.example"),
                instance)
            .at(Changes.attributes(Map.of("instance", "instance_url"))),
        Row.of(
                REFRESH,
                "kept-field-of-the-exchange",
                refreshed(OK).and("attribute realmId=https://a.example"))
            .otherwise(instance)
            .at(Changes.attributes(Map.of("realmId", "instance_url"))));
  }
}
