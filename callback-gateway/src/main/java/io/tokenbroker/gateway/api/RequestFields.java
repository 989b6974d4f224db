// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tokenbroker.gateway.issuer.StrictJson;
import io.tokenbroker.secrets.Secret;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Fields of a JSON request body; no body is an empty object. Unknown fields are refused. */
final class RequestFields {
  private static final int MAX_LIST = 100;

  private final JsonNode body;

  /**
   * @throws ProblemException if the body is no JSON object, has other fields, or one of them twice
   */
  RequestFields(RoutingContext rc, Set<String> allowed) {
    this.body = parse(rc);
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!allowed.contains(name)) {
                throw invalid("The body may hold " + allowed.stream().sorted().toList() + " only.");
              }
            });
  }

  Optional<String> text(String name) {
    return value(name).map(value -> text(name, value));
  }

  Optional<List<String>> texts(String name) {
    return value(name).map(value -> texts(name, value));
  }

  /** True or false; false if it is not there. */
  boolean flag(String name) {
    return value(name)
        .map(
            value -> {
              if (value.isBoolean()) {
                return value.booleanValue();
              }
              throw invalid("Field '" + name + "' must be true or false.");
            })
        .orElse(false);
  }

  /** What is null is not there. */
  private Optional<JsonNode> value(String name) {
    return Optional.ofNullable(body.get(name)).filter(value -> !value.isNull());
  }

  /** A text that is not repeated in any answer: visible ASCII (RFC 6749, appendix A). */
  Optional<Secret> secret(String name, int maxLength) {
    return bounded(name, maxLength).map(Secret::of);
  }

  /** An absolute URI. */
  Optional<String> uri(String name, int maxLength) {
    return bounded(name, maxLength)
        .map(
            text -> {
              if (!isAbsoluteUri(text)) {
                throw invalid("Field '" + name + "' must be an absolute URI.");
              }
              return text;
            });
  }

  private Optional<String> bounded(String name, int maxLength) {
    return text(name)
        .map(
            text -> {
              if (text.length() > maxLength || !text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
                throw invalid(
                    "Field '" + name + "' must be at most " + maxLength + " characters of ASCII.");
              }
              return text;
            });
  }

  private static boolean isAbsoluteUri(String text) {
    try {
      return URI.create(text).isAbsolute();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static JsonNode parse(RoutingContext rc) {
    if (rc.body().isEmpty()) {
      return JsonNodeFactory.instance.objectNode();
    }
    // Another program may take the other one of two fields of the same name.
    return StrictJson.object(rc.body().buffer().getBytes())
        .orElseThrow(() -> invalid("The body is not a JSON object, or a field is in it twice."));
  }

  private static String text(String name, JsonNode value) {
    if (value.isTextual() && !value.textValue().isEmpty()) {
      return value.textValue();
    }
    throw invalid("Field '" + name + "' must be a text that is not empty.");
  }

  private static List<String> texts(String name, JsonNode value) {
    if (!value.isArray() || value.size() > MAX_LIST) {
      throw invalid("Field '" + name + "' must be a list of at most " + MAX_LIST + " texts.");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : value) {
      texts.add(text(name, element));
    }
    return texts;
  }

  private static ProblemException invalid(String detail) {
    return ProblemCode.INVALID_REQUEST.because(detail);
  }
}
