// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.browser;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A form of a page, read well enough for login and consent pages. Check boxes are ticked.
 *
 * @param action where it goes
 * @param fields names and values, hidden ones included
 */
public record Form(URI action, List<Map.Entry<String, String>> fields) {
  private static final Pattern FORM =
      Pattern.compile("<form([^>]*)>(.*?)</form>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  private static final Pattern INPUT =
      Pattern.compile("<input([^>]*)>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  /** All forms of the page, in their order. */
  static List<Form> on(URI page, String html) {
    return FORM.matcher(html)
        .results()
        .map(form -> form(page, form.group(1), form.group(2)))
        .toList();
  }

  private static Form form(URI page, String formAttributes, String content) {
    URI action =
        attribute(formAttributes, "action").map(page::resolve).orElse(page.resolve(page.getPath()));
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    Matcher input = INPUT.matcher(content);
    while (input.find()) {
      String attributes = input.group(1);
      attribute(attributes, "name")
          .ifPresent(
              name -> fields.add(Map.entry(name, attribute(attributes, "value").orElse(""))));
    }
    return new Form(action, List.copyOf(fields));
  }

  /** Whether there is such a field. */
  public boolean has(String name) {
    return fields.stream().anyMatch(field -> field.getKey().equals(name));
  }

  /** The form with a field filled in. */
  public Form with(String name, String value) {
    List<Map.Entry<String, String>> filled = new ArrayList<>(fields);
    filled.removeIf(field -> field.getKey().equals(name));
    filled.add(Map.entry(name, value));
    return new Form(action, List.copyOf(filled));
  }

  String encoded() {
    return fields.stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Optional<String> attribute(String attributes, String name) {
    Matcher matcher = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(attributes);
    return matcher.find() ? Optional.of(matcher.group(1).replace("&amp;", "&")) : Optional.empty();
  }
}
