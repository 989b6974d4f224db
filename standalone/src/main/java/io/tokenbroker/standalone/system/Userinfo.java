// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.system;

import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.secrets.SecretAccess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * The protected resource of the demo provider, called as a workflow step would call one (RFC 6750,
 * 2.1). Thread-safe.
 */
public final class Userinfo {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final URI endpoint;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  public Userinfo(URI endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * What the resource answered.
   *
   * @param status 200 if the token was accepted, 401 if not
   * @param body JSON; no secret
   */
  public record Answer(int status, String body) {}

  /** Calls the resource with a token. */
  public Answer get(AccessToken token) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token.secret().reveal(SecretAccess.get()))
            .GET()
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), answer.body());
  }
}
