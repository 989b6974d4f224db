// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tokenbroker.gateway.access.JwtSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Signs tokens and publishes its keys on loopback; it can change keys, fail, and take its time. */
final class TestIssuer implements AutoCloseable {
  static final String AUDIENCE = "https://tokens.acme.example";

  /** The first key, which takes a moment to make. */
  static final RSAKey KEY = newKey("key-1");

  final AtomicInteger fetches = new AtomicInteger();
  volatile boolean isDown;
  volatile Optional<CountDownLatch> holdBack = Optional.empty();
  volatile Optional<String> instead = Optional.empty();
  volatile Optional<String> metadata = Optional.empty();
  private volatile List<JWK> keys = List.of(KEY);
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  TestIssuer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/keys", this::sendKeys);
    server.createContext(
        "/realm/.well-known/openid-configuration",
        exchange -> send(exchange, metadata.isPresent() ? 200 : 404, metadata.orElse("{}")));
    server.start();
  }

  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/realm";
  }

  URI keysUrl() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
  }

  JwtSettings settings() {
    return settings(Optional.of(keysUrl()));
  }

  JwtSettings settings(Optional<URI> jwksUrl) {
    return new JwtSettings(
        issuer(),
        AUDIENCE,
        jwksUrl,
        JwtSettings.DEFAULT_ALGORITHMS,
        JwtSettings.Tenant.inClaim("tenant"),
        "sub",
        "scope",
        "broker.");
  }

  void publish(JWK... newKeys) {
    keys = List.of(newKeys);
  }

  /** The claims of a good token of a user. */
  JsonObject claims(String user, Instant now, String... scopes) {
    JsonArray prefixed = new JsonArray();
    List.of(scopes).forEach(scope -> prefixed.add("broker." + scope));
    return new JsonObject()
        .put("iss", issuer())
        .put("aud", new JsonArray().add("https://other.example").add(AUDIENCE))
        .put("sub", user)
        .put("tenant", "acme")
        .put("scope", prefixed)
        .put("iat", now.getEpochSecond())
        .put("exp", now.plusSeconds(300).getEpochSecond());
  }

  static JWSHeader.Builder header() {
    return new JWSHeader.Builder(JWSAlgorithm.RS256)
        .type(new JOSEObjectType("at+jwt"))
        .keyID(KEY.getKeyID());
  }

  static String sign(JsonObject claims) {
    return sign(header().build(), claims.encode(), KEY);
  }

  static String sign(JWSHeader header, String claims, JWK key) {
    try {
      JWSObject token = new JWSObject(header, new Payload(claims));
      token.sign(signer(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static RSAKey newKey(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JWSSigner signer(JWK key) throws JOSEException {
    if (key instanceof RSAKey rsa) {
      return new RSASSASigner(rsa);
    }
    return key instanceof ECKey ec ? new ECDSASigner(ec) : new Ed25519Signer((OctetKeyPair) key);
  }

  private void sendKeys(HttpExchange exchange) throws IOException {
    fetches.incrementAndGet();
    for (CountDownLatch latch : new ArrayList<>(holdBack.stream().toList())) {
      try {
        boolean released = latch.await(20, TimeUnit.SECONDS);
        if (!released) {
          exchange.close();
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    String published = new JsonObject(new JWKSet(keys).toJSONObject()).encode();
    send(exchange, isDown ? 503 : 200, instead.orElse(published));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    holdBack.ifPresent(CountDownLatch::countDown);
    server.stop(0);
    threads.shutdownNow();
  }
}
