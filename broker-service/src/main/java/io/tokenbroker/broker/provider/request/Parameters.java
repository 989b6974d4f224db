// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.request;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parameters of a request, in the order in which they are sent; one that is repeated keeps its
 * places. Standard names are written as the provider's. Belongs to one thread.
 */
final class Parameters {
  private final Map<String, String> providersNames;
  private final List<Parameter> all = new ArrayList<>();
  private final Set<String> lists = new HashSet<>();

  private record Parameter(String name, String value) {}

  /**
   * Without any yet.
   *
   * @param providersNames the provider's name of a standard parameter, where it has its own
   */
  Parameters(Map<String, String> providersNames) {
    this.providersNames = providersNames;
  }

  /** Adds what is the provider's own; one of the same name is replaced, in its place. */
  void putOwn(Map<String, String> own) {
    own.forEach(this::replace);
  }

  /** Adds a form's parameters, whose names are the provider's already. */
  void addForm(String form) {
    for (String pair : form.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (!pair.isEmpty()) {
        all.add(
            equals < 0
                ? new Parameter(decoded(pair), "")
                : new Parameter(
                    decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1))));
      }
    }
  }

  /** Sets a standard parameter: whatever the provider's own parameters say, it is this. */
  void put(String standardName, String value) {
    replace(nameOf(standardName), value);
  }

  /** Adds a standard parameter once for each value; in JSON they are an array. */
  void putAll(String standardName, List<String> values) {
    String name = nameOf(standardName);
    if (!values.isEmpty()) {
      all.removeIf(parameter -> parameter.name().equals(name));
      values.forEach(value -> all.add(new Parameter(name, value)));
      lists.add(name);
    }
  }

  /** A standard parameter's first value. */
  Optional<String> value(String standardName) {
    String name = nameOf(standardName);
    return all.stream()
        .filter(parameter -> parameter.name().equals(name))
        .map(Parameter::value)
        .findFirst();
  }

  private String nameOf(String standardName) {
    return providersNames.getOrDefault(standardName, standardName);
  }

  private void replace(String name, String value) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).name().equals(name)) {
        all.set(i, new Parameter(name, value));
        List<Parameter> later = all.subList(i + 1, all.size());
        later.removeIf(parameter -> parameter.name().equals(name));
        return;
      }
    }
    all.add(new Parameter(name, value));
  }

  /** As {@code application/x-www-form-urlencoded} (RFC 6749, B). */
  Secret asForm() {
    return Secret.of(
        all.stream()
            .map(parameter -> encoded(parameter.name()) + "=" + encoded(parameter.value()))
            .collect(Collectors.joining("&")));
  }

  /** As a JSON object, in which a repeated parameter is an array. */
  Secret asJson() {
    Map<String, Integer> counts = new HashMap<>();
    all.forEach(parameter -> counts.merge(parameter.name(), 1, Integer::sum));
    JsonObject object = new JsonObject();
    for (Parameter parameter : all) {
      String name = parameter.name();
      if (lists.contains(name) || counts.getOrDefault(name, 0) > 1) {
        object.put(name, object.getJsonArray(name, new JsonArray()).add(parameter.value()));
      } else {
        object.put(name, parameter.value());
      }
    }
    return Secret.of(object.encode());
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    return QueryStringDecoder.decodeComponent(text, StandardCharsets.UTF_8);
  }
}
