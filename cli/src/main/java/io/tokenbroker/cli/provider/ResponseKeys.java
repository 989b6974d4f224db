// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.cli.yaml.Key;
import io.tokenbroker.cli.yaml.Section;
import io.tokenbroker.cli.yaml.ValueType;
import io.tokenbroker.process.suggestion.Suggestion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys that say how a provider's responses are read. */
final class ResponseKeys {
  private static final int MAX_ATTRIBUTES = 16;
  private static final int MAX_PATH = 256;
  private static final Pattern PATH = Pattern.compile("[^\\s.|]+(\\.[^\\s.|]+)*");
  private static final Pattern STATUS = Pattern.compile("http_[1-5][0-9][0-9]");
  private static final List<String> CLASSES = List.of("transient", "reauthorize", "configuration");

  /** Fields that a response may have in another place. */
  static final List<String> FIELD_NAMES =
      List.of(
          "access_token",
          "refresh_token",
          "token_type",
          "expires_in",
          "expires_at",
          "refresh_token_expires_in",
          "scope",
          "id_token",
          "error",
          "error_description",
          "subject");

  static final Key<Map<String, String>> FIELDS =
      new Key<>(
          "responseFields",
          ValueType.textMap(FIELD_NAMES, ResponseKeys::pathsProblem),
          "Where responses have their fields: dotted paths, alternatives separated by ' | ', by the"
              + " standard name.");
  static final Key<String> SUCCESS_FIELD =
      new Key<>(
          "successField",
          ValueType.text(ResponseKeys::pathProblem),
          "Dotted path of the field that tells success, for providers that answer errors with"
              + " status 200.");
  static final Key<String> SUCCESS_VALUE =
      new Key<>("successValue", ValueType.text(), "What successField has to be, as text.");
  static final Key<Map<String, String>> ATTRIBUTES =
      new Key<>(
          "responseAttributes",
          ValueType.textMap(ResponseKeys::attributeProblem, ResponseKeys::pathsProblem),
          "Response fields that are kept as public attributes: dotted paths, by the attribute's"
              + " name.");
  static final Key<Map<String, String>> ERROR_CLASSES =
      new Key<>(
          "errorClasses",
          ValueType.textMap(ResponseKeys::codeProblem, ResponseKeys::classProblem),
          "What can be done about an error, by code or http_STATUS: transient, reauthorize or"
              + " configuration.");

  static final List<Key<?>> KEYS =
      List.of(FIELDS, SUCCESS_FIELD, SUCCESS_VALUE, ATTRIBUTES, ERROR_CLASSES);

  private ResponseKeys() {}

  static Responses read(Section section) {
    Optional<String> field = SUCCESS_FIELD.find(section);
    Optional<String> value = SUCCESS_VALUE.find(section);
    if (field.isPresent() != value.isPresent()) {
      throw section.fault(
          field.isPresent() ? SUCCESS_FIELD.name() : SUCCESS_VALUE.name(),
          field.isPresent()
              ? "is without successValue, which says what it has to be"
              : "is without successField, which says where it stands");
    }
    Map<String, String> attributes = ATTRIBUTES.read(section, Map.of());
    if (attributes.size() > MAX_ATTRIBUTES) {
      throw section.fault(ATTRIBUTES.name(), "names more than " + MAX_ATTRIBUTES);
    }
    return new Responses(
        FIELDS.read(section, Map.of()),
        field.map(path -> new Responses.Success(path, value.orElseThrow())),
        attributes,
        ERROR_CLASSES.read(section, Map.of()));
  }

  private static Optional<String> pathsProblem(String paths) {
    for (String path : paths.split(" \\| ", -1)) {
      Optional<String> problem = pathProblem(path);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> pathProblem(String path) {
    return path.length() <= MAX_PATH && PATH.matcher(path).matches()
        ? Optional.empty()
        : Optional.of(
            "is '"
                + path
                + "', but a path looks like authed_user.access_token or data.0.token;"
                + " alternatives stand between ' | '");
  }

  private static Optional<String> attributeProblem(String name) {
    return name.matches("[A-Za-z0-9_.-]{1,64}")
        ? Optional.empty()
        : Optional.of("is no attribute name: letters, digits, _ . -, 64 at most");
  }

  private static Optional<String> codeProblem(String code) {
    if (code.startsWith("http_")) {
      return STATUS.matcher(code).matches()
          ? Optional.empty()
          : Optional.of("is no HTTP status: it looks like http_403");
    }
    return code.isBlank() ? Optional.of("is no error code") : Optional.empty();
  }

  private static Optional<String> classProblem(String word) {
    return CLASSES.contains(word)
        ? Optional.empty()
        : Optional.of(
            "is "
                + word
                + ", but has to be one of configuration, reauthorize, transient"
                + Suggestion.among(word, CLASSES));
  }
}
