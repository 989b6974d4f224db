// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.cli.yaml.Section;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a file says of a provider. Immutable.
 *
 * @param name lower case, digits and hyphens
 * @param title for people
 * @param documentation the vendor's documents, at least one
 * @param verification how far the profile can be relied on
 * @param notes what is unverified, and quirks that an operator must know
 * @param variables parts of its URLs that each connector has its own value for, by name
 * @param keys the provider's keys, with templates in its URLs
 */
public record Profile(
    String name,
    String title,
    List<String> documentation,
    Verification verification,
    Optional<String> notes,
    Map<String, Variable> variables,
    Section keys) {
  public Profile {
    documentation = List.copyOf(documentation);
    variables = Map.copyOf(variables);
  }

  public ProfileName profileName() {
    return new ProfileName(name, verification);
  }

  /**
   * The provider's keys with the variables filled in.
   *
   * @param given the connector's section of values
   * @param connector complains where a value is missing
   * @throws io.tokenbroker.cli.yaml.FaultyFileException if a value is missing, unknown, or none
   */
  public Section keysWith(Optional<Section> given, Section connector) {
    Map<String, String> values = new HashMap<>();
    given.ifPresent(section -> section.onlyKeys(variables.keySet()));
    for (Variable variable : variables.values()) {
      values.put(variable.name(), value(variable, given, connector));
    }
    return filled(values, given);
  }

  private static String value(Variable variable, Optional<Section> given, Section connector) {
    Optional<Section> holder = given.filter(section -> section.has(variable.name()));
    if (holder.isEmpty()) {
      return variable
          .byDefault()
          .orElseThrow(
              () ->
                  connector.fault(
                      "variables",
                      variable.name()
                          + " is missing, which the profile needs: "
                          + variable.description()
                          + variable.example().map(text -> ", such as " + text).orElse("")));
    }
    String value = holder.get().text(variable.name());
    if (!variable.matches(value)) {
      throw holder
          .get()
          .fault(
              variable.name(),
              "is "
                  + value
                  + ", but has to match "
                  + variable.pattern().pattern()
                  + example(variable));
    }
    return value;
  }

  private static String example(Variable variable) {
    return variable.example().map(text -> ", such as " + text).orElse("");
  }

  /** The provider's keys with the examples filled in. */
  public Section keysWithExamples() {
    Map<String, String> values = new HashMap<>();
    variables.values().forEach(variable -> values.put(variable.name(), variable.sample()));
    return filled(values, Optional.empty());
  }

  private Section filled(Map<String, String> values, Optional<Section> given) {
    Section filled = keys;
    for (String key : ProviderKeys.URLS) {
      if (keys.has(key)) {
        UrlTemplate template = new UrlTemplate(keys.text(key));
        Section complains =
            given.filter(section -> template.names().stream().anyMatch(section::has)).orElse(keys);
        String place = template.names().stream().filter(complains::has).findFirst().orElse(key);
        String url = complains.checked(place, text -> template.with(values), template.text());
        filled = filled.withText(key, text -> url);
      }
    }
    return filled;
  }
}
