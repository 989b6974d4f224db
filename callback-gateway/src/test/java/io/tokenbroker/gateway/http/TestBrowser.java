// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A browser that shows its redirects and cookies. */
final class TestBrowser {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  final Map<String, String> cookies = new LinkedHashMap<>();

  HttpResponse<String> open(URI url) {
    return send(HttpRequest.newBuilder(url));
  }

  /** Posts a form as a page of the same site does: the cookies go along. */
  HttpResponse<String> post(URI url, String form) {
    return send(form(url, form));
  }

  /** Opens a connect link and presses the button of its page. */
  HttpResponse<String> connect(URI link) {
    HttpResponse<String> page = open(link);
    return page.statusCode() == 200 ? press(link, TestForm.on(page)) : page;
  }

  /** Sends a form of a page of ours. */
  HttpResponse<String> press(URI action, TestForm form) {
    return post(action, form.fields());
  }

  /** The same with more headers. */
  HttpResponse<String> press(URI action, TestForm form, Map<String, String> headers) {
    HttpRequest.Builder request = form(action, form.fields());
    headers.forEach(request::header);
    return send(request);
  }

  /** Posts a form as a page of another site does: Lax cookies stay behind. */
  static HttpResponse<String> postFromElsewhere(URI url, String form) {
    return send(form(url, form).build());
  }

  private static HttpRequest.Builder form(URI url, String form) {
    return HttpRequest.newBuilder(url)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    request.timeout(Duration.ofSeconds(20));
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    HttpResponse<String> response = send(request.build());
    for (String set : response.headers().allValues("set-cookie")) {
      String[] pair = set.split(";", -1)[0].split("=", 2);
      if (pair[1].isEmpty()) {
        cookies.remove(pair[0]);
      } else {
        cookies.put(pair[0], pair[1]);
      }
    }
    return response;
  }

  /** Name of the cookie of its newest flow. */
  String flowCookie() {
    return cookies.keySet().stream()
        .filter(name -> !name.endsWith("tb-form"))
        .reduce((one, next) -> next)
        .orElseThrow();
  }

  static HttpResponse<String> send(HttpRequest request) {
    try {
      return CLIENT.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException("no answer from " + request.uri().getPath(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  static String location(HttpResponse<String> response) {
    return response.headers().firstValue("location").orElse("");
  }

  /** A form or query whose names may come more than once. */
  static Map<String, List<String>> parameters(String form) {
    return Arrays.stream(form.split("&", -1))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.groupingBy(
                pair -> pair[0],
                Collectors.mapping(
                    pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8),
                    Collectors.toList())));
  }

  static Map<String, String> query(URI url) {
    return Arrays.stream(url.getRawQuery().split("&", -1))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }
}
