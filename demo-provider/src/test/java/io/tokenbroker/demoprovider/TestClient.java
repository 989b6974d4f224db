// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** An OAuth client that speaks real HTTP with a provider under test. */
final class TestClient {

  static final String REDIRECT_URI = "http://127.0.0.1:9/callback?from=demo";
  static final String VERIFIER = "a-code-verifier-of-enough-length-0123456789-abcdef";
  static final String STATE = "state & more";
  static final RegisteredClient REGISTRATION =
      new RegisteredClient("connector app", "s3cr:t/+% ü", List.of(REDIRECT_URI));
  static final RegisteredClient OTHER =
      new RegisteredClient("other", "other-secret", List.of(REDIRECT_URI));

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final DemoProvider provider;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  TestClient(DemoProvider provider) {
    this.provider = provider;
  }

  static DemoProviderSettings settings() {
    return DemoProviderSettings.defaults().withClient(REGISTRATION).withClient(OTHER);
  }

  static Map<String, String> authorizationQuery() {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("client_id", REGISTRATION.clientId());
    query.put("redirect_uri", REDIRECT_URI);
    query.put("response_type", "code");
    query.put("scope", "read write");
    query.put("state", STATE);
    query.put("code_challenge", Sha256.of(VERIFIER).base64Url());
    query.put("code_challenge_method", "S256");
    return query;
  }

  URI authorizationUri() {
    return authorizationUri(authorizationQuery());
  }

  URI authorizationUri(Map<String, String> query) {
    return URI.create(provider.authorizationEndpoint() + "?" + encoded(query));
  }

  static ConsentClient person() {
    return new ConsentClient(TIMEOUT);
  }

  static Map<String, String> queryOf(URI uri) {
    return List.of(uri.getRawQuery().split("&", -1)).stream()
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> decoded(pair[0]), pair -> decoded(pair[1])));
  }

  String code() throws IOException, InterruptedException {
    return text(queryOf(person().allow(authorizationUri(), "ada")), "code");
  }

  /** Consent and exchange: the token answer. */
  JsonObject authorize() throws IOException, InterruptedException {
    HttpResponse<String> answer = exchange(code());
    if (answer.statusCode() != 200) {
      throw new IOException("The exchange was refused with status " + answer.statusCode());
    }
    return new JsonObject(answer.body());
  }

  static Map<String, String> exchangeForm(String code) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", REDIRECT_URI);
    form.put("code_verifier", VERIFIER);
    return form;
  }

  HttpResponse<String> exchange(String code) throws IOException, InterruptedException {
    return token(REGISTRATION, exchangeForm(code));
  }

  HttpResponse<String> refresh(String refreshToken) throws IOException, InterruptedException {
    return token(REGISTRATION, refreshForm(refreshToken));
  }

  CompletableFuture<HttpResponse<String>> refreshInBackground(String refreshToken) {
    return http.sendAsync(
        basic(REGISTRATION, post(provider.tokenEndpoint(), refreshForm(refreshToken))).build(),
        BodyHandlers.ofString());
  }

  static Map<String, String> refreshForm(String refreshToken) {
    return Map.of("grant_type", "refresh_token", "refresh_token", refreshToken);
  }

  static Map<String, String> clientCredentialsForm() {
    return Map.of("grant_type", "client_credentials");
  }

  HttpResponse<String> token(RegisteredClient client, Map<String, String> form)
      throws IOException, InterruptedException {
    return send(basic(client, post(provider.tokenEndpoint(), form)));
  }

  HttpResponse<String> tokenWithoutAuthentication(Map<String, String> form)
      throws IOException, InterruptedException {
    return send(post(provider.tokenEndpoint(), form));
  }

  HttpResponse<String> revoke(RegisteredClient client, String token)
      throws IOException, InterruptedException {
    return send(basic(client, post(provider.revocationEndpoint(), Map.of("token", token))));
  }

  HttpResponse<String> userinfo(String accessToken) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(provider.userinfoEndpoint())
            .header("Authorization", "Bearer " + accessToken));
  }

  HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
  }

  static HttpRequest.Builder post(URI uri, Map<String, String> form) {
    return HttpRequest.newBuilder(uri)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(encoded(form)));
  }

  static HttpRequest.Builder basic(RegisteredClient client, HttpRequest.Builder request) {
    String pair = encoded(client.clientId()) + ":" + encoded(client.clientSecret());
    String credentials = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return request.header("Authorization", "Basic " + credentials);
  }

  static String text(Map<String, String> values, String name) {
    return values.getOrDefault(name, "(no " + name + ")");
  }

  static String error(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getString("error", "(no error)");
  }

  static String refreshToken(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getString("refresh_token", "(no refresh_token)");
  }

  static String accessToken(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getString("access_token", "(no access_token)");
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
