// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.cli.yaml.FaultyFileException;
import io.tokenbroker.cli.yaml.Key;
import io.tokenbroker.cli.yaml.Section;
import io.tokenbroker.cli.yaml.TextFile;
import io.tokenbroker.cli.yaml.ValueType;
import io.tokenbroker.cli.yaml.YamlReader;
import io.tokenbroker.process.suggestion.Suggestion;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads a profile, as strictly as a connector file is read, and validates it as a whole. */
public final class ProfileFile {
  static final Key<String> PROVIDER =
      new Key<>(
          "provider",
          ValueType.text(ProfileFile::nameProblem),
          "The profile's name: lower case, digits, hyphens.");
  static final Key<String> TITLE = new Key<>("title", ValueType.text(), "Its name for people.");
  static final Key<List<String>> DOCUMENTATION =
      new Key<>(
          "documentation", ValueType.textOrTexts(), "The vendor's documents, at least one URL.");
  static final Key<Verification> VERIFICATION =
      Key.words(
          "verification",
          Verification.WORDS,
          "Where the values come from, the weakest that matter: the vendor's page, a real"
              + " server, another catalogue, a report, or memory.");
  static final Key<String> NOTES =
      new Key<>(
          "notes",
          ValueType.text(),
          "What exactly is unverified, and quirks that an operator must know.");
  static final Key<Map<String, Variable>> VARIABLES =
      new Key<>(
          "variables",
          ValueType.of(ProfileFile::variables, variablesSchema()),
          "Parts of the URLs, written {name}, that each connector has its own value for.");

  /** What only a profile has. */
  static final List<Key<?>> HEADER =
      List.of(PROVIDER, TITLE, DOCUMENTATION, VERIFICATION, NOTES, VARIABLES);

  /** All keys of a profile. */
  public static final List<Key<?>> KEYS =
      Stream.concat(HEADER.stream(), ProviderKeys.KEYS.stream()).toList();

  private ProfileFile() {}

  /**
   * Reads a file.
   *
   * @throws FaultyFileException if it can't be read or breaks a rule
   */
  public static Profile read(Path file) {
    return read(file.toString(), TextFile.read(file));
  }

  /**
   * Reads a profile.
   *
   * @param file its name in messages
   * @throws FaultyFileException if it breaks a rule
   */
  public static Profile read(String file, String text) {
    Section section =
        Section.whole("a profile", YamlReader.read(file, text)).onlyKeys(Key.names(KEYS));
    Map<String, Variable> variables = VARIABLES.read(section, Map.of());
    Profile profile =
        new Profile(
            PROVIDER.require(section),
            TITLE.require(section),
            documentation(section),
            VERIFICATION.require(section),
            NOTES.find(section),
            variables,
            section.where(ProviderKeys.NAMES::contains));
    checkPlaces(section, profile);
    Provider unused = ProviderKeys.read(profile.keysWithExamples());
    return profile;
  }

  private static List<String> documentation(Section section) {
    List<String> documents = DOCUMENTATION.require(section);
    if (documents.isEmpty() || !documents.stream().allMatch(url -> url.matches("https?://\\S+"))) {
      throw section.fault(DOCUMENTATION.name(), "has to name at least one URL, and URLs only");
    }
    return documents;
  }

  private static Map<String, Variable> variables(Section section, String key) {
    Section variables = section.section(key);
    Map<String, Variable> read = new LinkedHashMap<>();
    variables.keys().forEach(name -> read.put(name, Variable.read(variables, name)));
    return read;
  }

  /** Variables stand in URLs only, and each that is declared stands somewhere. */
  private static void checkPlaces(Section section, Profile profile) {
    Set<String> used = new LinkedHashSet<>();
    for (String key : ProviderKeys.URLS) {
      section
          .optionalText(key)
          .ifPresent(text -> used.addAll(known(section, key, text, profile.variables().keySet())));
    }
    for (String name : profile.variables().keySet()) {
      if (!used.contains(name)) {
        throw section
            .section(VARIABLES.name())
            .fault(name, "is used in no URL: write {" + name + "} where it belongs");
      }
    }
  }

  private static Set<String> known(
      Section section, String key, String text, Set<String> variables) {
    UrlTemplate template = new UrlTemplate(text);
    if (!template.isUrl()) {
      throw section.fault(key, "is not an absolute URL: " + text);
    }
    for (String name : template.names()) {
      if (!variables.contains(name)) {
        throw section.fault(
            key, "unknown variable {" + name + "}" + Suggestion.among(name, variables));
      }
    }
    return template.names();
  }

  private static Optional<String> nameProblem(String name) {
    return name.matches("[a-z0-9]+(-[a-z0-9]+)*")
        ? Optional.empty()
        : Optional.of("is no profile name: lower case, digits and hyphens");
  }

  private static Map<String, Object> variablesSchema() {
    return Map.of(
        "type",
        "object",
        "additionalProperties",
        JsonSchema.object(Variable.KEYS, List.of("description", "pattern")));
  }
}
