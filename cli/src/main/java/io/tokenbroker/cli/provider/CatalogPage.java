// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.event.Pkce;
import io.tokenbroker.event.RevocationStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The catalogue's reference page, Markdown.
 *
 * @param profiles in the page's order
 */
public record CatalogPage(List<Profile> profiles) {
  private static final String HEAD =
      """
      # The catalogue of providers

      Made by `tokenbroker providers page` from the profiles that come with the command; what a profile is, and
      what its verification means, is in [profiles.md](profiles.md). A connector uses one with `provider: NAME`.

      """;

  public CatalogPage {
    profiles = List.copyOf(profiles);
  }

  /** The page. */
  public String text() {
    StringBuilder page = new StringBuilder(HEAD);
    page.append("| verification | profiles |\n| --- | --- |\n");
    for (Verification state : Verification.values()) {
      page.append("| ")
          .append(state.word())
          .append(" | ")
          .append(profiles.stream().filter(profile -> profile.verification() == state).count())
          .append(" |\n");
    }
    page.append("\n| name | title | client | PKCE | revocation | verification |\n");
    page.append("| --- | --- | --- | --- | --- | --- |\n");
    profiles.forEach(profile -> page.append(row(profile)));
    profiles.forEach(profile -> page.append(section(profile)));
    return page.toString();
  }

  private static String row(Profile profile) {
    Provider provider = ProviderKeys.read(profile.keysWithExamples());
    return "| [%s](#%s) | %s | %s | %s | %s | %s |\n"
        .formatted(
            profile.name(),
            profile.name(),
            profile.title(),
            provider.authentication().method().map(AuthMethod::word).orElse("the client's choice"),
            provider.authorization().pkce() == Pkce.OFF ? "off" : "S256",
            revocation(provider.revocation()),
            profile.verification().word());
  }

  private static String revocation(Revocation revocation) {
    if (revocation.endpoint().isEmpty()) {
      return "none known";
    }
    return revocation.style() == RevocationStyle.RFC7009
        ? "RFC 7009"
        : revocation.style().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String section(Profile profile) {
    StringBuilder text = new StringBuilder("\n## ").append(profile.name()).append("\n\n");
    text.append(profile.title()).append(": ").append(profile.verification().word()).append(". ");
    text.append(
        profile.documentation().stream()
            .map(url -> "<" + url + ">")
            .collect(Collectors.joining(", ")));
    text.append('\n');
    profile
        .notes()
        .map(notes -> notes.strip().replaceAll("\\s+", " "))
        .ifPresent(notes -> text.append('\n').append(notes).append('\n'));
    if (!profile.variables().isEmpty()) {
      text.append("\n| variable | meaning | pattern | default | example |\n");
      text.append("| --- | --- | --- | --- | --- |\n");
      new TreeMap<>(profile.variables()).values().forEach(it -> text.append(row(it)));
    }
    return text.toString();
  }

  private static String row(Variable variable) {
    return "| `%s` | %s | `%s` | %s | %s |\n"
        .formatted(
            variable.name(),
            variable.description(),
            variable.pattern().pattern().replace("|", "\\|"),
            code(variable.byDefault(), "required"),
            code(variable.example(), ""));
  }

  private static String code(Optional<String> value, String absent) {
    return value.map(text -> "`" + text + "`").orElse(absent);
  }
}
