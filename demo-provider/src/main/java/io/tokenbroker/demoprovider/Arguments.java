// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a script says about one behaviour beside its name. Every getter throws a {@link
 * ScriptException} that says what is wrong with which argument.
 */
final class Arguments {

  private static final long MAX_NUMBER = 1_000_000_000_000L;

  private final String behaviour;
  private final JsonObject json;

  Arguments(String behaviour, JsonObject json) {
    this.behaviour = behaviour;
    this.json = json;
  }

  Optional<String> optionalText(String name) {
    Object value = json.getValue(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      return Optional.of(text);
    }
    throw wrong(name, "has to be a text");
  }

  String text(String name) {
    return optionalText(name).orElseThrow(() -> wrong(name, "is missing"));
  }

  String text(String name, String otherwise) {
    return optionalText(name).orElse(otherwise);
  }

  int number(String name, int otherwise) {
    long value = wide(name, otherwise);
    if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
      throw wrong(name, "is too large");
    }
    return (int) value;
  }

  Duration milliseconds(String name, long otherwise) {
    long value = wide(name, otherwise);
    return Duration.ofMillis(value);
  }

  Duration seconds(String name, long otherwise) {
    return Duration.ofSeconds(wide(name, otherwise));
  }

  boolean flag(String name, boolean otherwise) {
    Object value = json.getValue(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name, "has to be true or false");
  }

  /** Any value of JSON. */
  Object value(String name) {
    Object value = json.getValue(name);
    if (value == null) {
      throw wrong(name, "is missing");
    }
    return value;
  }

  Map<String, Object> values(String name) {
    if (json.getValue(name) instanceof JsonObject object) {
      return new TreeMap<>(object.getMap());
    }
    throw wrong(name, "has to be an object");
  }

  Map<String, String> texts(String name) {
    Map<String, String> texts = new TreeMap<>();
    values(name).forEach((key, value) -> texts.put(key, String.valueOf(value)));
    return texts;
  }

  private long wide(String name, long otherwise) {
    Object value = json.getValue(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Integer || value instanceof Long) {
      long number = ((Number) value).longValue();
      if (Math.abs(number) <= MAX_NUMBER) {
        return number;
      }
      throw wrong(name, "is too large");
    }
    throw wrong(name, "has to be a whole number");
  }

  private ScriptException wrong(String name, String what) {
    return new ScriptException(
        "The argument '" + name + "' of the behaviour '" + behaviour + "' " + what);
  }
}
