// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.browser;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A browser with a cookie jar that follows redirects, and pages that take it elsewhere at once, and
 * remembers every address that it was at. For one thread.
 */
public final class Browser {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration OUTCOME_WAIT = Duration.ofMinutes(3);
  private static final int MAX_REDIRECTS = 20;
  private static final Pattern REFRESH =
      Pattern.compile("http-equiv=\"refresh\" content=\"0;url=([^\"]+)\"");

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
          .connectTimeout(TIMEOUT)
          .build();
  private final List<URI> history = new ArrayList<>();

  /**
   * Where the browser ended.
   *
   * @param address after all redirects
   */
  public record Page(URI address, int status, String body) {
    /** The first form on the page. */
    public Form form() {
      return form(form -> true);
    }

    /** The first form that has the field. */
    public Form formWith(String field) {
      return form(form -> form.has(field));
    }

    private boolean hasOutcome() {
      return Optional.ofNullable(address.getQuery())
          .filter(query -> query.contains("result="))
          .isPresent();
    }

    private Form form(Predicate<Form> which) {
      return Form.on(address, body).stream()
          .filter(which)
          .findFirst()
          .orElseThrow(
              () -> new AssertionError("no such form at " + address.getPath() + ": " + body));
    }
  }

  /** Goes to an address, and on to wherever it is sent. */
  public Page open(URI address) {
    return follow(address, HttpRequest.newBuilder(address).GET());
  }

  /**
   * Goes to a provider's callback and waits for the outcome as its page does, which asks again:
   * where the browser ended at the application. A slow outcome is nothing out of the ordinary.
   */
  public Page openToOutcome(URI callback) {
    return awaitOutcome(open(callback));
  }

  /** Likewise, from where the browser is. */
  public Page awaitOutcome(Page first) {
    return await("the outcome of the authorization")
        .atMost(OUTCOME_WAIT)
        .until(() -> first.hasOutcome() ? first : open(first.address()), Page::hasOutcome);
  }

  /** Opens a connect link and presses its button: where it would be sent. */
  public URI requestOf(URI link) {
    HttpResponse<String> page = send(link, HttpRequest.newBuilder(link).GET());
    Form form = new Page(link, page.statusCode(), page.body()).form();
    HttpResponse<String> answer = send(form.action(), post(form));
    return next(answer)
        .orElseThrow(() -> new AssertionError("no way on from a connect page: " + answer.body()));
  }

  /** Submits a form, and goes on to wherever that leads. */
  public Page submit(Form form) {
    return follow(form.action(), post(form));
  }

  /** Every address that the browser was at, oldest first. */
  public List<URI> history() {
    return List.copyOf(history);
  }

  /** The last address that it was at whose path starts so. */
  public URI visited(String path) {
    return history.stream()
        .filter(address -> address.getPath().startsWith(path))
        .reduce((first, second) -> second)
        .orElseThrow(() -> new AssertionError("the browser was never at " + path));
  }

  private Page follow(URI first, HttpRequest.Builder firstRequest) {
    URI address = first;
    HttpResponse<String> answer = send(address, firstRequest);
    for (int i = 0; next(answer).isPresent(); i++) {
      if (i == MAX_REDIRECTS) {
        throw new AssertionError("more than " + MAX_REDIRECTS + " redirects from " + first);
      }
      address = next(answer).get();
      answer = send(address, HttpRequest.newBuilder(address).GET());
    }
    return new Page(address, answer.statusCode(), answer.body());
  }

  private HttpResponse<String> send(URI address, HttpRequest.Builder request) {
    history.add(address);
    try {
      return http.send(
          request.timeout(TIMEOUT).header("Accept", "text/html").build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("no answer from " + address.getPath(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static HttpRequest.Builder post(Form form) {
    return HttpRequest.newBuilder(form.action())
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form.encoded()));
  }

  /** Where the browser goes without being asked. */
  private static Optional<URI> next(HttpResponse<String> answer) {
    if (answer.statusCode() / 100 == 3) {
      return answer.headers().firstValue("Location").map(answer.uri()::resolve);
    }
    Matcher refresh = REFRESH.matcher(answer.body());
    return refresh.find()
        ? Optional.of(URI.create(refresh.group(1).replace("&amp;", "&")))
        : Optional.empty();
  }
}
