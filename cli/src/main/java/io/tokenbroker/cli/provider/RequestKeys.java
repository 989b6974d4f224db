// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.cli.yaml.Key;
import io.tokenbroker.cli.yaml.Section;
import io.tokenbroker.cli.yaml.ValueType;
import io.tokenbroker.cli.yaml.ValueType.Rule;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.event.ProofOfPossession;
import io.tokenbroker.event.RequestFormat;
import java.util.List;
import java.util.Map;

/** The keys that say what requests to a provider's endpoints look like. */
public final class RequestKeys {
  public static final Key<GrantType> GRANT_TYPE =
      Key.words(
          "grantType",
          Map.of(
              "authorization_code", GrantType.AUTHORIZATION_CODE,
              "client_credentials", GrantType.CLIENT_CREDENTIALS,
              "token_exchange", GrantType.TOKEN_EXCHANGE),
          "How a grant is obtained: by a person in a browser or at a device, by the client itself,"
              + " or for another token (RFC 8693).");
  static final Key<Map<String, String>> TOKEN_PARAMETERS =
      new Key<>(
          "tokenParameters",
          ValueType.textMap(ParameterKeys::problem, Rule.none()),
          "Further parameters of all token requests.");
  static final Key<Map<String, String>> REFRESH_PARAMETERS =
      new Key<>(
          "refreshParameters",
          ValueType.textMap(ParameterKeys::refreshProblem, Rule.none()),
          "Further parameters of refresh requests; they win over tokenParameters.");
  static final Key<Map<String, String>> HEADERS =
      new Key<>(
          "requestHeaders",
          ValueType.textMap(Headers::nameProblem, Headers::valueProblem),
          "Further headers of requests to the provider.");
  static final Key<RequestFormat> FORMAT =
      Key.words(
          "requestFormat",
          Map.of("form", RequestFormat.FORM, "json", RequestFormat.JSON),
          "How the parameters of token and revocation requests are written.");
  static final Key<Map<String, String>> PARAMETER_NAMES =
      new Key<>(
          "parameterNames",
          ValueType.textMap(ParameterKeys.NAMES, ParameterKeys::nameProblem),
          "The provider's names of request and callback parameters, by their standard name.");
  static final Key<Integer> PER_MINUTE =
      new Key<>(
          "requestsPerMinute",
          ValueType.number(1, 1_000_000),
          "How many requests the provider allows in a minute.");
  static final Key<ProofOfPossession> PROOF =
      Key.words(
          "proofOfPossession",
          Map.of("none", ProofOfPossession.NONE, "dpop", ProofOfPossession.DPOP),
          "Whether tokens are bound to a key of the grant (RFC 9449).");
  static final Key<String> SUBJECT_TOKEN_TYPE =
      new Key<>(
          "subjectTokenType",
          ValueType.text(),
          "subject_token_type of token exchange (RFC 8693, 3).");

  static final List<Key<?>> KEYS =
      List.of(
          GRANT_TYPE,
          TOKEN_PARAMETERS,
          REFRESH_PARAMETERS,
          HEADERS,
          FORMAT,
          PARAMETER_NAMES,
          PER_MINUTE,
          PROOF,
          SUBJECT_TOKEN_TYPE);

  private RequestKeys() {}

  static GrantType grantType(Section section) {
    return GRANT_TYPE.read(section, GrantType.AUTHORIZATION_CODE);
  }

  static Requests read(Section section) {
    if (grantType(section) != GrantType.TOKEN_EXCHANGE) {
      Pointless.refuse(
          section, SUBJECT_TOKEN_TYPE, GRANT_TYPE, "goes with grantType: token_exchange only");
    }
    Map<String, String> names = PARAMETER_NAMES.read(section, Map.of());
    ParameterKeys.collision(names)
        .ifPresent(
            problem -> {
              throw section.fault(PARAMETER_NAMES.name(), problem);
            });
    refuseRenamed(section, AuthorizationKeys.PARAMETERS, names, ParameterKeys::problem);
    refuseRenamed(section, TOKEN_PARAMETERS, names, ParameterKeys::problem);
    refuseRenamed(section, REFRESH_PARAMETERS, names, ParameterKeys::refreshProblem);
    return new Requests(
        TOKEN_PARAMETERS.read(section, Map.of()),
        REFRESH_PARAMETERS.read(section, Map.of()),
        HEADERS.read(section, Map.of()),
        FORMAT.read(section, RequestFormat.FORM),
        names,
        PER_MINUTE.find(section),
        PROOF.read(section, ProofOfPossession.NONE),
        SUBJECT_TOKEN_TYPE
            .find(section)
            .filter(type -> grantType(section) == GrantType.TOKEN_EXCHANGE));
  }

  private static void refuseRenamed(
      Section section, Key<Map<String, String>> key, Map<String, String> names, Rule rule) {
    if (section.has(key.name())) {
      Section parameters = section.section(key.name());
      Rule renamed = ParameterKeys.notRenamed(names, rule);
      parameters
          .keys()
          .forEach(
              name ->
                  renamed
                      .problem(name)
                      .ifPresent(
                          problem -> {
                            throw parameters.fault(name, problem);
                          }));
    }
  }
}
