// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tokenbroker.gateway.session.LoginSettings;
import io.tokenbroker.gateway.session.PersonClaims;
import io.tokenbroker.gateway.session.Session.SharedGrants;
import io.tokenbroker.gateway.session.SessionSettings;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** An OpenID provider that says whatever a test wants it to. */
final class FakeOpenIdProvider implements AutoCloseable {
  static final String CLIENT_ID = "gateway 1";
  static final String SECRET = "a secret/of=the gateway, long enough";

  private static final RSAKey FIRST_KEY = newKey("first");

  /** What the token endpoint was sent. */
  record TokenRequest(Map<String, List<String>> form, Optional<String> authorization) {}

  final List<TokenRequest> tokenRequests = Collections.synchronizedList(new ArrayList<>());
  volatile UnaryOperator<JsonObject> metadata = UnaryOperator.identity();
  volatile UnaryOperator<JWTClaimsSet.Builder> claims = UnaryOperator.identity();
  volatile RSAKey signingKey = FIRST_KEY;
  volatile RSAKey publishedKey = signingKey;
  volatile Optional<String> idToken = Optional.empty();
  volatile int tokenStatus = 200;
  volatile String nonce = "";
  volatile Instant now = TestGateway.START;
  private final HttpServer server;

  FakeOpenIdProvider() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/.well-known/openid-configuration",
        exchange -> send(exchange, 200, metadata.apply(metadata()).encode()));
    server.createContext(
        "/keys",
        exchange -> send(exchange, 200, new JWKSet(publishedKey.toPublicJWK()).toString()));
    server.createContext("/token", this::token);
    server.start();
  }

  URI issuer() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Sessions for a deployment whose people log in here, with tenant and groups in claims. */
  SessionSettings settings() {
    return SessionSettings.DEFAULT.withLogin(
        new LoginSettings(
            issuer(),
            CLIENT_ID,
            Optional.of(Secret.of(SECRET)),
            LoginSettings.DEFAULT_SCOPES,
            new PersonClaims(
                new PersonClaims.Tenant(Optional.empty(), Optional.of("org")),
                "sub",
                "name",
                new PersonClaims.Shared(
                    SharedGrants.SEEN, Optional.of("groups"), Set.of(), Set.of("admins")))));
  }

  /** Logs somebody in, as the claims say. */
  void logIn(TestGateway gateway, TestBrowser browser) {
    URI there = URI.create(TestBrowser.location(browser.open(gateway.url("/login"))));
    Map<String, String> request = TestBrowser.query(there);
    nonce = request.getOrDefault("nonce", "");
    String state = request.getOrDefault("state", "");
    if (browser.open(gateway.url("/login/callback?code=c&state=" + state)).statusCode() != 302) {
      throw new AssertionError("nobody was logged in");
    }
  }

  static RSAKey newKey(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private JsonObject metadata() {
    return new JsonObject()
        .put("issuer", issuer().toString())
        .put("authorization_endpoint", issuer() + "/authorize?realm=x")
        .put("token_endpoint", issuer() + "/token")
        .put("jwks_uri", issuer() + "/keys")
        .put("end_session_endpoint", issuer() + "/logout");
  }

  private void token(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    tokenRequests.add(
        new TokenRequest(
            TestBrowser.parameters(form),
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))));
    exchange.getResponseHeaders().set("Location", issuer() + "/elsewhere");
    send(
        exchange,
        tokenStatus,
        new JsonObject()
            .put("access_token", "at")
            .put("token_type", "Bearer")
            .put("id_token", idToken.orElseGet(this::signed))
            .put("error", "invalid_grant")
            .encode());
  }

  private String signed() {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(signingKey.getKeyID()).build(),
              claims.apply(claims()).build());
      token.sign(new RSASSASigner(signingKey));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(issuer().toString())
        .audience(CLIENT_ID)
        .subject("alice")
        .claim("nonce", nonce)
        .claim("org", "acme")
        .claim("name", "Alice A.")
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(300)));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
