// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is on a page of the gateway for a browser to go on with: its form.
 *
 * @param action where it goes
 * @param fields the hidden fields, as a browser sends them
 */
record TestForm(URI action, String fields) {
  private static final Pattern FIELD =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");
  private static final Pattern ACTION =
      Pattern.compile("<form[^>]* method=\"post\" action=\"([^\"]*)\"");
  private static final Pattern REFRESH =
      Pattern.compile("<meta http-equiv=\"refresh\" content=\"0;url=([^\"]*)\"");

  static TestForm on(HttpResponse<String> page) {
    Matcher action = ACTION.matcher(page.body());
    assertThat(action.find()).as(page.body()).isTrue();
    List<String> pairs = new ArrayList<>();
    Matcher field = FIELD.matcher(page.body());
    while (field.find()) {
      pairs.add(encode(plain(field.group(1))) + "=" + encode(plain(field.group(2))));
    }
    return new TestForm(URI.create(plain(action.group(1))), String.join("&", pairs));
  }

  /** Where a page takes the browser by itself. */
  static URI next(HttpResponse<String> page) {
    Matcher refresh = REFRESH.matcher(page.body());
    assertThat(refresh.find()).as(page.statusCode() + " " + page.body()).isTrue();
    return URI.create(plain(refresh.group(1)));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String plain(String attribute) {
    return attribute
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }
}
