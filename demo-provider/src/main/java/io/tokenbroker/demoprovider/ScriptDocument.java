// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.tokenbroker.demoprovider.Script.Match;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A script as it comes over HTTP: one step or a list of them.
 *
 * <pre>
 * { "endpoint": "token",            an Endpoint's name
 *   "grantType": "refresh_token",   only requests with it; absent: any
 *   "clientId": "tokenbroker-demo", only requests of it; absent: any
 *   "times": 2,                     for so many requests; absent: until changed
 *   "behaviours": [ "gzip", { "name": "delay", "milliseconds": 500 } ] }   together, in order
 * </pre>
 */
final class ScriptDocument {

  private static final Set<String> KEYS =
      Set.of("endpoint", "grantType", "clientId", "times", "behaviours");
  private static final int MAX_TIMES = 1_000_000;

  /** A behaviour, and the requests that it is for. */
  record Step(Endpoint endpoint, Match match, Behaviour behaviour, Optional<Integer> times) {}

  private final BehaviourCatalogue catalogue = new BehaviourCatalogue();

  /**
   * Reads a script as a whole.
   *
   * @throws ScriptException if something is wrong with it; the message says what and what is known
   */
  List<Step> read(String text) {
    Object json;
    try {
      json = text.strip().startsWith("[") ? new JsonArray(text) : new JsonObject(text);
    } catch (DecodeException e) {
      throw new ScriptException("A script is a JSON object, or a list of them");
    }
    List<Step> steps = new ArrayList<>();
    if (json instanceof JsonArray list) {
      list.forEach(element -> steps.add(step(element)));
    } else {
      steps.add(step(json));
    }
    return steps;
  }

  private Step step(Object element) {
    if (!(element instanceof JsonObject json)) {
      throw new ScriptException("A step of a script is a JSON object");
    }
    for (String key : json.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw new ScriptException("There is no key '" + key + "'. Known are " + sorted(KEYS));
      }
    }
    Arguments keys = new Arguments("script", json);
    return new Step(
        endpoint(keys),
        new Match(
            keys.optionalText("grantType").map(ScriptDocument::grantType),
            keys.optionalText("clientId")),
        behaviours(json),
        json.containsKey("times") ? Optional.of(times(keys)) : Optional.empty());
  }

  private static Endpoint endpoint(Arguments keys) {
    String name = keys.optionalText("endpoint").orElse("");
    return Endpoint.of(name)
        .orElseThrow(
            () ->
                new ScriptException(
                    "There is no endpoint '"
                        + name
                        + "'. Known are "
                        + String.join(", ", Endpoint.scriptNames())));
  }

  private static GrantType grantType(String name) {
    return GrantType.of(name)
        .orElseThrow(
            () ->
                new ScriptException(
                    "There is no grant type '"
                        + name
                        + "'. Known are "
                        + String.join(", ", GrantType.parameters())));
  }

  private static int times(Arguments keys) {
    int times = keys.number("times", 1);
    if (times < 1 || times > MAX_TIMES) {
      throw new ScriptException("'times' has to be 1 to " + MAX_TIMES + " but is " + times);
    }
    return times;
  }

  private Behaviour behaviours(JsonObject json) {
    if (!(json.getValue("behaviours") instanceof JsonArray list) || list.isEmpty()) {
      throw new ScriptException("'behaviours' has to be a list of at least one");
    }
    Behaviour all = Behaviour.answerNormally();
    for (Object element : list) {
      all = all.and(behaviour(element));
    }
    return all;
  }

  private Behaviour behaviour(Object element) {
    if (element instanceof String name) {
      return catalogue.behaviour(name, new JsonObject());
    }
    if (element instanceof JsonObject json && json.getValue("name") instanceof String name) {
      JsonObject arguments = json.copy();
      arguments.remove("name");
      return catalogue.behaviour(name, arguments);
    }
    throw new ScriptException(
        "A behaviour is a name, or an object with the name and its arguments");
  }

  private static String sorted(Set<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }
}
