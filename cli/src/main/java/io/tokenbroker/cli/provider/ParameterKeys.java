// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.cli.yaml.ValueType.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which parameters a file may add to requests, and which it may rename. */
final class ParameterKeys {
  /** Parameters that the system sets itself: RFC 6749, RFC 7636, RFC 7523, RFC 9126. */
  private static final Set<String> RESERVED =
      Set.of(
          "response_type",
          "client_id",
          "client_secret",
          "client_assertion",
          "client_assertion_type",
          "redirect_uri",
          "scope",
          "state",
          "code",
          "code_challenge",
          "code_challenge_method",
          "code_verifier",
          "grant_type",
          "refresh_token",
          "subject_token",
          "device_code",
          "request_uri",
          "token");

  /** Parameters that have a key of their own. */
  private static final Map<String, String> OWN_KEY =
      Map.of(
          "response_mode", "responseMode",
          "resource", "resources",
          "subject_token_type", "subjectTokenType");

  /** Parameters that a provider may have another name for. */
  static final List<String> NAMES =
      List.of(
          "response_type",
          "response_mode",
          "client_id",
          "client_secret",
          "redirect_uri",
          "scope",
          "state",
          "code",
          "code_challenge",
          "code_challenge_method",
          "code_verifier",
          "grant_type",
          "refresh_token",
          "token",
          "token_type_hint",
          "resource",
          "subject_token",
          "subject_token_type",
          "device_code",
          "error",
          "error_description");

  private ParameterKeys() {}

  /** A further parameter of authorization requests. */
  static Optional<String> authorizationProblem(String name) {
    return name.equals("request")
        ? Optional.of(
            "would take the place of all other parameters (RFC 9101); where the provider means"
                + " something else by it, write it into authorizationEndpoint's query")
        : problem(name);
  }

  /** A further parameter of token requests. */
  static Optional<String> problem(String name) {
    if (RESERVED.contains(name)) {
      return Optional.of(name + " is set by the system itself");
    }
    return Optional.ofNullable(OWN_KEY.get(name)).map(key -> "use the key " + key);
  }

  /** A further parameter of refresh requests. */
  static Optional<String> refreshProblem(String name) {
    return name.equals("grant_type") ? Optional.empty() : problem(name);
  }

  /** A parameter that has the provider's own name for something that the system sets. */
  static Rule notRenamed(Map<String, String> names, Rule rule) {
    return parameter ->
        names.entrySet().stream()
            .filter(renamed -> renamed.getValue().equals(parameter))
            .filter(renamed -> rule.problem(renamed.getKey()).isPresent())
            .findFirst()
            .map(
                renamed ->
                    "is this provider's name of "
                        + renamed.getKey()
                        + ", which is set by the system itself");
  }

  static Optional<String> nameProblem(String name) {
    return name.matches("[\\x21-\\x7e]{1,128}")
        ? Optional.empty()
        : Optional.of("is no parameter name: printable characters without blanks, 128 at most");
  }
}
