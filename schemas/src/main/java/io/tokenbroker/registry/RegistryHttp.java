// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Requests to a registry that may have several URLs: the one that answered last is asked first, one
 * that fails is followed by the next, and after all of them there is a growing pause, until the
 * deadline. Everything that is sent may be sent twice: the API's operations are idempotent.
 * Thread-safe; its calls wait.
 */
final class RegistryHttp {
  static final int MAX_BODY_BYTES = 1024 * 1024;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final Set<Integer> FAILURES_OF_NOW = Set.of(408, 425, 429);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RegistrySettings settings;
  private final HttpClient client;
  private volatile int preferred;

  /**
   * A client.
   *
   * @throws RegistryException if a file of the TLS settings can't be used
   */
  RegistryHttp(RegistrySettings settings) {
    this.settings = settings;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.requestTimeout())
            // Credentials go to the URLs of the settings and nowhere else.
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(settings.tls().context())
            .build();
  }

  /**
   * Asks, and waits for the answer.
   *
   * @param what what this is for, in an error message: "look up schema id 7"
   * @param path from the base URL, with a slash at its beginning
   * @throws RegistryException if no URL gave a registry's answer before the deadline, or one
   *     refused who we are
   */
  RegistryAnswer ask(String what, String method, String path, Optional<Object> body) {
    long end = System.nanoTime() + settings.deadline().toNanos();
    Map<URI, String> failures = new LinkedHashMap<>();
    Duration pause = FIRST_PAUSE;
    while (true) {
      int first = preferred;
      for (int i = 0; i < settings.urls().size(); i++) {
        int index = (first + i) % settings.urls().size();
        URI url = settings.urls().get(index);
        try {
          RegistryAnswer answer =
              send(url, method, path, body, Duration.ofNanos(end - System.nanoTime()));
          preferred = index;
          return allowed(what, answer);
        } catch (IOException e) {
          failures.put(url, describe(e));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new RegistryException("interrupted while trying to " + what, e);
        }
      }
      if (System.nanoTime() + pause.toNanos() >= end || !sleep(pause)) {
        throw unanswered(what, failures);
      }
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
  }

  private RegistryAnswer send(
      URI url, String method, String path, Optional<Object> body, Duration left)
      throws IOException, InterruptedException {
    Duration timeout =
        left.compareTo(settings.requestTimeout()) < 0 ? left : settings.requestTimeout();
    if (timeout.toMillis() < 1) {
      throw new IOException("not tried: no time was left");
    }
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(request(url, method, path, body), info -> new BoundedBody(MAX_BODY_BYTES));
    try {
      // The client's own time-out ends with the headers; a body may hang as well.
      return answer(url, response.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new IOException(describe(e.getCause() == null ? e : e.getCause()), e);
    } finally {
      response.cancel(true);
    }
  }

  private HttpRequest request(URI url, String method, String path, Optional<Object> body)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Accept", CONTENT_TYPE + ", application/json");
    settings.authentication().header().ifPresent(value -> request.header("Authorization", value));
    if (body.isPresent()) {
      request.header("Content-Type", CONTENT_TYPE);
      return request
          .method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body.get())))
          .build();
    }
    return request.method(method, BodyPublishers.noBody()).build();
  }

  /** Tells a registry's answer from what a proxy, a wrong path or an ailing registry says. */
  private static RegistryAnswer answer(URI url, HttpResponse<byte[]> response) throws IOException {
    int status = response.statusCode();
    if (status / 100 == 3) {
      throw new IOException("HTTP " + status + ": it redirects, set the URL that it redirects to");
    }
    if (status >= 500 || FAILURES_OF_NOW.contains(status)) {
      throw new IOException("HTTP " + status);
    }
    Optional<JsonNode> json = json(response.body());
    boolean denied = status == 401 || status == 403;
    if (json.isEmpty() && !denied) {
      throw new IOException("HTTP " + status + " without JSON: is it a registry's base URL?");
    }
    RegistryAnswer answer = new RegistryAnswer(url, status, json.orElseGet(JSON::createObjectNode));
    if (status == 404 && !answer.isRegistrys404()) {
      throw new IOException("HTTP 404 that is not a registry's: is it the API's base URL?");
    }
    return answer;
  }

  private static Optional<JsonNode> json(byte[] body) {
    try {
      return Optional.ofNullable(JSON.readTree(body)).filter(JsonNode::isContainerNode);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static RegistryAnswer allowed(String what, RegistryAnswer answer) {
    if (answer.status() == 401 || answer.status() == 403) {
      throw new RegistryException(
          "could not "
              + what
              + ": the schema registry at "
              + answer.url()
              + " refused who we are (HTTP "
              + answer.status()
              + "); look at TOKENBROKER_SCHEMA_REGISTRY_USER, _PASSWORD_FILE, _TOKEN_FILE and at"
              + " what this user may do");
    }
    return answer;
  }

  private static RegistryException unanswered(String what, Map<URI, String> failures) {
    return new RegistryException(
        "could not "
            + what
            + " at the schema registry: "
            + failures.entrySet().stream()
                .map(failure -> failure.getKey() + ": " + failure.getValue())
                .collect(Collectors.joining("; "))
            + ". Is it running, and is TOKENBROKER_SCHEMA_REGISTRY_URL right?");
  }

  private static String describe(Throwable error) {
    String message = Optional.ofNullable(error.getMessage()).orElse("").replaceAll("\\s+", " ");
    return message.isBlank()
        ? error.getClass().getSimpleName()
        : error instanceof IOException && error.getClass() == IOException.class
            ? message
            : error.getClass().getSimpleName() + ": " + message;
  }

  /** With jitter, so that processes that lost one registry do not come back as one. */
  private static boolean sleep(Duration pause) {
    try {
      long half = pause.toMillis() / 2;
      Thread.sleep(half + ThreadLocalRandom.current().nextLong(half + 1));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
