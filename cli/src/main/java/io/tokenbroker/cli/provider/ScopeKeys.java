// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.cli.yaml.Key;
import io.tokenbroker.cli.yaml.Section;
import io.tokenbroker.cli.yaml.ValueType;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** The keys that say what is asked for. */
final class ScopeKeys {
  static final Key<List<String>> SCOPES =
      new Key<>(
          "scopes",
          ValueType.texts(ValueType.Rule.none()),
          "Asked for unless a request names others.");
  static final Key<List<String>> REQUIRED =
      new Key<>(
          "requiredScopes",
          ValueType.texts(ValueType.Rule.none()),
          "Asked for whatever a request names.");
  static final Key<String> SEPARATOR =
      new Key<>("scopeSeparator", ValueType.character(), "What stands between scopes.");
  static final Key<List<String>> RESOURCES =
      new Key<>(
          "resources",
          ValueType.texts(ScopeKeys::resourceProblem),
          "resource parameters of authorization and token requests (RFC 8707).");

  static final List<Key<?>> KEYS = List.of(SCOPES, REQUIRED, SEPARATOR, RESOURCES);

  private ScopeKeys() {}

  static Scopes read(Section section) {
    String separator = SEPARATOR.read(section, " ");
    return new Scopes(
        scopes(section, SCOPES, separator),
        scopes(section, REQUIRED, separator),
        separator,
        RESOURCES.read(section, List.of()));
  }

  private static List<String> scopes(Section section, Key<List<String>> key, String separator) {
    List<String> scopes = key.read(section, List.of());
    if (new HashSet<>(scopes).size() != scopes.size()) {
      throw section.fault(key.name(), "names a scope twice");
    }
    scopes.stream()
        .filter(scope -> scope.contains(separator))
        .findFirst()
        .ifPresent(
            scope -> {
              throw section.fault(
                  key.name(),
                  "holds '" + scope + "' with the scope separator in it: list scopes one by one");
            });
    return scopes;
  }

  private static Optional<String> resourceProblem(String text) {
    try {
      URI uri = new URI(text);
      return uri.isAbsolute() && uri.getRawFragment() == null
          ? Optional.empty()
          : Optional.of("is not an absolute URI without a fragment (RFC 8707, 2)");
    } catch (URISyntaxException e) {
      return Optional.of("is not a URI");
    }
  }
}
