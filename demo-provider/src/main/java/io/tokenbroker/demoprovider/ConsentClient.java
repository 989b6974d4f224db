// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Stands in for the person at the consent page of a {@link DemoProvider}: opens an authorization
 * URL, decides, and hands back where the browser would be sent, without going there. Thread-safe.
 * Its messages leave out queries, which hold the state and the code.
 */
public final class ConsentClient {

  private static final Pattern REQUEST_ID =
      Pattern.compile("name=\"request\" value=\"([A-Za-z0-9_-]+)\"");

  private final HttpClient http;
  private final Duration timeout;

  /**
   * Makes a client.
   *
   * @param timeout for each of the two requests of a decision; more than zero
   */
  public ConsentClient(Duration timeout) {
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  /**
   * Presses Allow for an account.
   *
   * @param authorizationUri the authorization endpoint with the client's query
   * @param subject of the account to pick
   * @return the redirect back to the client, with the code; or, where the provider refuses the
   *     request without a consent page, with its error
   * @throws IOException if the provider cannot be reached or shows an error page
   */
  public URI allow(URI authorizationUri, String subject) throws IOException, InterruptedException {
    return decide(authorizationUri, Map.of("decision", "allow", "account", subject));
  }

  /** Presses Deny; otherwise as {@link #allow}. */
  public URI deny(URI authorizationUri) throws IOException, InterruptedException {
    return decide(authorizationUri, Map.of("decision", "deny"));
  }

  /**
   * Lets a device have an account (RFC 8628 section 3.3).
   *
   * @param verificationUriComplete what the device got as {@code verification_uri_complete}
   * @param subject of the account to pick
   * @throws IOException if the provider cannot be reached or does not know the code
   */
  public void allowDevice(URI verificationUriComplete, String subject)
      throws IOException, InterruptedException {
    decideDevice(verificationUriComplete, Map.of("decision", "allow", "account", subject));
  }

  /** Lets it have none; otherwise as {@link #allowDevice}. */
  public void denyDevice(URI verificationUriComplete) throws IOException, InterruptedException {
    decideDevice(verificationUriComplete, Map.of("decision", "deny"));
  }

  private void decideDevice(URI verificationUriComplete, Map<String, String> decision)
      throws IOException, InterruptedException {
    String code = String.valueOf(verificationUriComplete.getRawQuery());
    HttpResponse<String> decided =
        send(
            HttpRequest.newBuilder(withoutQuery(verificationUriComplete))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(code + "&" + encoded(decision))));
    if (decided.statusCode() != 200) {
      throw unexpected(decided, "the page that says that it is done");
    }
  }

  private URI decide(URI authorizationUri, Map<String, String> decision)
      throws IOException, InterruptedException {
    HttpResponse<String> page = send(HttpRequest.newBuilder(authorizationUri).GET());
    if (page.statusCode() == 303) {
      return location(page);
    }
    Matcher requestId = REQUEST_ID.matcher(page.body());
    if (page.statusCode() != 200 || !requestId.find()) {
      throw unexpected(page, "a consent page");
    }
    String form = "request=" + requestId.group(1) + "&" + encoded(decision);
    HttpResponse<String> decided =
        send(
            HttpRequest.newBuilder(withoutQuery(authorizationUri))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    if (decided.statusCode() != 303) {
      throw unexpected(decided, "a redirect");
    }
    return location(decided);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.timeout(timeout).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static URI location(HttpResponse<String> response) throws IOException {
    return URI.create(
        response
            .headers()
            .firstValue("Location")
            .orElseThrow(() -> unexpected(response, "a Location header")));
  }

  private static IOException unexpected(HttpResponse<String> response, String expected) {
    return new IOException(
        "The consent page was asked for a decision at "
            + withoutQuery(response.uri())
            + ": expected "
            + expected
            + " but got status "
            + response.statusCode()
            + ". Check the authorization request's client_id and redirect_uri, and the account.");
  }

  private static URI withoutQuery(URI uri) {
    return uri.resolve(uri.getRawPath());
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(
            field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
