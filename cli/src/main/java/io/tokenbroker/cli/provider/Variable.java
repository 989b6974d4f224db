// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.cli.yaml.Key;
import io.tokenbroker.cli.yaml.Section;
import io.tokenbroker.cli.yaml.ValueType;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A part of a profile's URLs that each connector has its own value for.
 *
 * @param pattern what a value looks like, the whole of it
 * @param byDefault the value of a connector that names none
 * @param example a value for documents and for validation
 */
public record Variable(
    String name,
    String description,
    Pattern pattern,
    Optional<String> byDefault,
    Optional<String> example) {
  static final Key<String> DESCRIPTION =
      new Key<>("description", ValueType.text(), "What it is, for the operator.");
  static final Key<String> PATTERN =
      new Key<>(
          "pattern", ValueType.text(), "Regular expression that the whole value has to match.");
  static final Key<String> DEFAULT =
      new Key<>("default", ValueType.text(), "The value of a connector that names none.");
  static final Key<String> EXAMPLE =
      new Key<>("example", ValueType.text(), "A value; needed where there is no default.");

  private static final int MAX_PATTERN = 256;

  /** A host's name is not longer (RFC 1035, 2.3.4). */
  private static final int MAX_VALUE = 253;

  static final List<Key<?>> KEYS = List.of(DESCRIPTION, PATTERN, DEFAULT, EXAMPLE);

  static Variable read(Section variables, String name) {
    if (!name.matches("[a-zA-Z][a-zA-Z0-9_]{0,63}")) {
      throw variables.fault(name, "is no variable name: letters, digits and _, 64 at most");
    }
    if (name.equals("token") || name.equals("client_id")) {
      throw variables.fault(name, "has a meaning of its own in revocationEndpoint: rename it");
    }
    Section section = variables.section(name).onlyKeys(Key.names(KEYS));
    Variable variable =
        new Variable(
            name,
            DESCRIPTION.require(section),
            pattern(section),
            DEFAULT.find(section),
            EXAMPLE.find(section));
    variable.sample(section);
    for (Key<String> key : List.of(DEFAULT, EXAMPLE)) {
      key.find(section)
          .filter(value -> !variable.matches(value))
          .ifPresent(
              value -> {
                throw section.fault(key.name(), "is " + value + ", which is not of the pattern");
              });
    }
    return variable;
  }

  private static Pattern pattern(Section section) {
    String expression = PATTERN.require(section);
    if (expression.length() > MAX_PATTERN) {
      throw section.fault(
          PATTERN.name(), "has " + expression.length() + " characters, at most " + MAX_PATTERN);
    }
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw section.fault(PATTERN.name(), "is no regular expression: " + e.getDescription());
    }
  }

  /** Whether a value is of the pattern, and neither too long nor too much work. */
  boolean matches(String value) {
    try {
      return value.length() <= MAX_VALUE && pattern.matcher(new SteppedText(value)).matches();
    } catch (SteppedText.TooManySteps e) {
      return false;
    }
  }

  private void sample(Section section) {
    if (byDefault.isEmpty() && example.isEmpty()) {
      throw section.fault(EXAMPLE.name(), "is missing, and there is no default either");
    }
  }

  /** A value to validate with. */
  String sample() {
    return example.or(() -> byDefault).orElseThrow();
  }
}
