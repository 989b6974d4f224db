// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.cli.yaml.Key;
import io.tokenbroker.cli.yaml.Section;
import io.tokenbroker.cli.yaml.ValueType;
import io.tokenbroker.event.BasicCredentialsEncoding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The keys that say how clients authenticate at a provider. */
public final class AuthenticationKeys {
  private static final List<String> SECRET_ALGORITHMS = List.of("HS256", "HS384", "HS512");
  private static final List<String> KEY_ALGORITHMS =
      List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  public static final Key<AuthMethod> METHOD =
      Key.words(
          "tokenEndpointAuthMethod",
          AuthMethod.WORDS,
          "How the client authenticates (RFC 8414; RFC 7523; RFC 8705).");
  static final Key<BasicCredentialsEncoding> BASIC_ENCODING =
      Key.words(
          "basicCredentialsEncoding",
          Map.of("form", BasicCredentialsEncoding.FORM, "none", BasicCredentialsEncoding.NONE),
          "Whether client_secret_basic form-encodes id and secret first (RFC 6749, 2.3.1).");
  static final Key<String> ALGORITHM =
      Key.words(
          "clientAssertionAlgorithm",
          Stream.concat(SECRET_ALGORITHMS.stream(), KEY_ALGORITHMS.stream())
              .collect(Collectors.toMap(Function.identity(), Function.identity())),
          "JWS algorithm of client assertions; absent: HS256, or what the key is for.");
  static final Key<String> AUDIENCE =
      new Key<>(
          "clientAssertionAudience",
          ValueType.text(),
          "aud of client assertions; absent: the issuer, else the token endpoint.");

  static final List<Key<?>> KEYS = List.of(METHOD, BASIC_ENCODING, ALGORITHM, AUDIENCE);

  private AuthenticationKeys() {}

  static ClientAuthentication read(Section section) {
    ClientAuthentication authentication =
        new ClientAuthentication(
            METHOD.find(section),
            BASIC_ENCODING.read(section, BasicCredentialsEncoding.FORM),
            ALGORITHM.find(section),
            AUDIENCE.find(section));
    authentication.method().ifPresent(method -> check(section, method, authentication));
    return authentication;
  }

  /** Refuses what does not go with a method. */
  public static void check(
      Section section, AuthMethod method, ClientAuthentication authentication) {
    if (method != AuthMethod.CLIENT_SECRET_BASIC) {
      Pointless.refuse(
          section, BASIC_ENCODING, METHOD, "goes with client_secret_basic, not " + method.word());
    }
    if (!method.usesAssertion()) {
      for (Key<?> key : List.of(ALGORITHM, AUDIENCE)) {
        Pointless.refuse(
            section,
            key,
            METHOD,
            "goes with client_secret_jwt and private_key_jwt, not " + method.word());
      }
      return;
    }
    List<String> fitting =
        method == AuthMethod.CLIENT_SECRET_JWT ? SECRET_ALGORITHMS : KEY_ALGORITHMS;
    Optional<String> wrong =
        authentication.assertionAlgorithm().filter(algorithm -> !fitting.contains(algorithm));
    if (wrong.isPresent()) {
      throw section.fault(
          ALGORITHM.name(),
          "is "
              + wrong.get()
              + ", but "
              + method.word()
              + " takes one of "
              + String.join(", ", fitting));
    }
  }
}
