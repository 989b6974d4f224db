// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.cli.yaml.Key;
import io.tokenbroker.cli.yaml.Section;
import io.tokenbroker.cli.yaml.ValueType;
import io.tokenbroker.event.Pkce;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys that say what an authorization request looks like. */
public final class AuthorizationKeys {
  private static final int MAX_CALLBACK_PARAMETERS = 16;
  private static final List<String> STANDARD_CALLBACK =
      List.of("code", "state", "iss", "error", "error_description", "error_uri");

  public static final Key<Pkce> PKCE =
      Key.words(
          "pkce",
          Map.of("S256", Pkce.S256, "off", Pkce.OFF),
          "Proof Key for Code Exchange (RFC 7636); off only for providers that refuse it.");
  static final Key<String> RESPONSE_MODE =
      Key.words(
          "responseMode",
          Map.of("query", "query", "form_post", "form_post"),
          "response_mode of the authorization request; absent: the provider's default.");
  static final Key<Map<String, String>> PARAMETERS =
      new Key<>(
          "authorizationParameters",
          ValueType.textMap(ParameterKeys::authorizationProblem, ValueType.Rule.none()),
          "Further parameters of the authorization request.");
  static final Key<List<String>> CALLBACK_PARAMETERS =
      new Key<>(
          "callbackParameters",
          ValueType.texts(AuthorizationKeys::callbackProblem),
          "Parameters of the callback that are kept as public attributes.");

  static final List<Key<?>> KEYS = List.of(PKCE, RESPONSE_MODE, PARAMETERS, CALLBACK_PARAMETERS);

  private AuthorizationKeys() {}

  static AuthorizationRequests read(Section section) {
    List<String> callback = CALLBACK_PARAMETERS.read(section, List.of());
    if (callback.size() > MAX_CALLBACK_PARAMETERS) {
      throw section.fault(CALLBACK_PARAMETERS.name(), "names more than " + MAX_CALLBACK_PARAMETERS);
    }
    return new AuthorizationRequests(
        PKCE.read(section, Pkce.S256),
        RESPONSE_MODE.find(section),
        PARAMETERS.read(section, Map.of()),
        callback);
  }

  private static Optional<String> callbackProblem(String name) {
    return STANDARD_CALLBACK.contains(name)
        ? Optional.of("is read by the system itself and is no attribute")
        : ParameterKeys.nameProblem(name);
  }
}
