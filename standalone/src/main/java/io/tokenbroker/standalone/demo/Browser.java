// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.demo;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser without a window: keeps cookies, and shows where it is sent instead of going there. */
final class Browser {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Pattern FORM_TOKEN =
      Pattern.compile("name=\"form_token\" value=\"([^\"]+)\"");
  private static final Pattern REFRESH =
      Pattern.compile("http-equiv=\"refresh\" content=\"0;url=([^\"]+)\"");

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
          .connectTimeout(TIMEOUT)
          .build();

  HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri).timeout(TIMEOUT).GET().build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Presses the button of a page of the gateway's; its form goes to the page's own address. */
  HttpResponse<String> press(HttpResponse<String> page) throws IOException, InterruptedException {
    String token = URLEncoder.encode(found(FORM_TOKEN, page), StandardCharsets.UTF_8);
    return http.send(
        HttpRequest.newBuilder(page.uri())
            .timeout(TIMEOUT)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("form_token=" + token))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Where a page takes the browser by itself. */
  static URI next(HttpResponse<String> page) {
    return URI.create(found(REFRESH, page).replace("&amp;", "&"));
  }

  private static String found(Pattern pattern, HttpResponse<String> page) {
    return Optional.of(pattern.matcher(page.body()))
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .orElseThrow(() -> new IllegalStateException("the gateway shows another page"));
  }
}
