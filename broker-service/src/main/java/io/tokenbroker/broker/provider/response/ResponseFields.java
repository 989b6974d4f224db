// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.response;

import io.tokenbroker.event.ConnectorDefined;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Where a provider has the fields of its responses, as its connector says. */
public final class ResponseFields {
  private static final int MAX_ATTRIBUTES = 16;
  private static final int MAX_ATTRIBUTE = 1_024;
  private static final int MAX_ATTRIBUTE_NAME = 64;
  private static final Set<String> TOKENS =
      Set.of("access_token", "refresh_token", "id_token", "device_code");

  private final Map<String, FieldPath> paths = new LinkedHashMap<>();
  private final Map<String, FieldPath> attributes = new TreeMap<>();
  private final Optional<FieldPath> successField;
  private final String successValue;

  /** What a provider's success field says. */
  public enum Verdict {
    SUCCESS,
    ERROR,
    /** It is not there: the status decides. */
    NONE
  }

  public ResponseFields(ConnectorDefined connector) {
    connector.getResponseFields().forEach((name, path) -> paths.put(name, FieldPath.of(path)));
    connector
        .getResponseAttributes()
        .forEach((name, path) -> attributes.put(name, FieldPath.of(path)));
    this.successField = connector.getSuccessField().map(FieldPath::of);
    this.successValue = connector.getSuccessValue().orElse("true");
  }

  /**
   * The response under the standard names: what a path is given for is taken from there and from
   * nowhere else, everything else is the standard field at the top.
   */
  public JsonObject standard(Object root) {
    JsonObject fields =
        root instanceof JsonObject object
            ? new JsonObject(new LinkedHashMap<>(object.getMap()))
            : new JsonObject();
    paths.forEach(
        (name, path) ->
            path.read(root)
                .ifPresentOrElse(value -> fields.put(name, value), () -> fields.remove(name)));
    return fields;
  }

  /** Whether the connector says where a standard field is. */
  public boolean names(String standardName) {
    return paths.containsKey(standardName);
  }

  /** What the success field says: for providers that send their errors as successes. */
  public Verdict verdict(Object root) {
    return successValue(root)
        .map(value -> value.equals(successValue) ? Verdict.SUCCESS : Verdict.ERROR)
        .orElse(Verdict.NONE);
  }

  /** The success field's value as text. */
  public Optional<String> successValue(Object root) {
    return successField.flatMap(path -> path.read(root)).flatMap(Scalar::text);
  }

  /**
   * The response's public attributes. Never a token: neither from a token's field nor one that is
   * to be seen elsewhere.
   *
   * @param secret whether a text is, or holds, what must not be seen
   */
  public Map<String, String> attributes(Object root, Predicate<String> secret) {
    Map<String, String> kept = new LinkedHashMap<>();
    attributes.forEach(
        (name, path) -> {
          if (kept.size() < MAX_ATTRIBUTES && name.length() <= MAX_ATTRIBUTE_NAME) {
            withoutTokens(path)
                .read(root)
                .flatMap(Scalar::text)
                .filter(value -> value.length() <= MAX_ATTRIBUTE && !secret.test(value))
                .ifPresent(value -> kept.put(name, value));
          }
        });
    return kept;
  }

  private FieldPath withoutTokens(FieldPath path) {
    return new FieldPath(
        path.alternatives().stream().filter(alternative -> !isToken(alternative)).toList());
  }

  private boolean isToken(List<String> path) {
    return TOKENS.contains(path.get(path.size() - 1))
        || paths.entrySet().stream()
            .filter(named -> TOKENS.contains(named.getKey()))
            .anyMatch(named -> named.getValue().alternatives().contains(path));
  }
}
