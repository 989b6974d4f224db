// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import io.tokenbroker.gateway.jwt.BoundedBody;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls the OpenID provider: one deadline for the whole answer, a bound on its size, no redirects.
 * Blocks its caller. Thread-safe.
 */
final class ProviderHttp {
  private static final Duration TIMEOUT = Duration.ofSeconds(8);
  private static final int MAX_BODY = 256 * 1024;

  private final HttpClient http =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(TIMEOUT)
          .build();

  /** An answer with any status. */
  record Answer(int status, String body) {
    /**
     * The body as an object.
     *
     * @throws ProviderException if it is none
     */
    JsonObject json(String what) {
      try {
        return new JsonObject(body);
      } catch (DecodeException | ClassCastException e) {
        // The cause quotes the body.
        throw new ProviderException(what + " is not a JSON object");
      }
    }

    @Override
    public String toString() {
      return "Answer[" + status + "]";
    }
  }

  /**
   * The text at an address.
   *
   * @throws ProviderException if the answer is not 200
   */
  Answer get(URI address) {
    Answer answer = send(HttpRequest.newBuilder(address).GET());
    if (answer.status() != 200) {
      throw new ProviderException("GET " + address + " was answered with " + answer.status());
    }
    return answer;
  }

  /**
   * Sends a request.
   *
   * @throws ProviderException if there is no whole answer in time
   */
  Answer send(HttpRequest.Builder builder) {
    HttpRequest request = builder.timeout(TIMEOUT).setHeader("Accept", "application/json").build();
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request, info -> new BoundedBody(MAX_BODY));
    String what = request.method() + " " + request.uri();
    try {
      HttpResponse<String> is = answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(is.statusCode(), is.body());
    } catch (TimeoutException e) {
      throw new ProviderException(what + " had no answer in " + TIMEOUT.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new ProviderException(what + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProviderException(what + " was interrupted", e);
    } finally {
      answer.cancel(true);
    }
  }
}
