// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.cli.yaml.Section;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The provider's names must not make one parameter of two: a state, a challenge or a code that is
 * called as another parameter of the same request would be lost, or be taken for it.
 */
final class RenamedParameters {
  /** Parameters that are together in one request or callback. */
  private static final List<List<String>> TOGETHER =
      List.of(
          List.of(
              "response_type",
              "response_mode",
              "client_id",
              "redirect_uri",
              "scope",
              "state",
              "code_challenge",
              "code_challenge_method",
              "resource",
              // Where it is pushed.
              "client_secret"),
          List.of("state", "code", "iss", "error", "error_description"),
          together("code", "redirect_uri", "code_verifier"),
          together("refresh_token"),
          together("subject_token", "subject_token_type"),
          together("device_code"),
          List.of("token", "token_type_hint", "client_id", "client_secret"));

  private static final List<String> CALLBACK = TOGETHER.get(1);

  private RenamedParameters() {}

  private static List<String> together(String... more) {
    return Stream.concat(
            Stream.of("grant_type", "client_id", "client_secret", "scope", "resource"),
            Stream.of(more))
        .toList();
  }

  /** Refuses names that are taken already. */
  static void refuseTaken(
      Section section, String key, Map<String, String> names, List<String> keptOfCallback) {
    TOGETHER.forEach(
        request ->
            clash(request, names)
                .ifPresent(
                    problem -> {
                      throw section.fault(key, problem);
                    }));
    CALLBACK.stream()
        .filter(standard -> keptOfCallback.contains(names.getOrDefault(standard, standard)))
        .findFirst()
        .ifPresent(
            standard -> {
              throw section.fault(
                  AuthorizationKeys.CALLBACK_PARAMETERS.name(),
                  names.getOrDefault(standard, standard)
                      + " is this provider's name of "
                      + standard
                      + ", which is no attribute");
            });
  }

  private static Optional<String> clash(List<String> request, Map<String, String> names) {
    Map<String, String> standards = new HashMap<>();
    for (String standard : request) {
      String name = names.getOrDefault(standard, standard);
      String other = standards.putIfAbsent(name, standard);
      if (other != null) {
        return Optional.of(
            "calls both " + other + " and " + standard + " " + name + ", and they go together");
      }
    }
    return Optional.empty();
  }
}
