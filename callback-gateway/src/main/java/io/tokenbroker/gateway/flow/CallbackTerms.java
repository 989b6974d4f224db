// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.ConnectorDefined;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a connector's callback is read. It travels in the flow's cookie, so that the answer is read
 * as it was asked for.
 *
 * @param names what the provider calls the parameters of the callback
 * @param kept names of further parameters that become public attributes of the grant; at most 16,
 *     each at most 64 characters long
 */
record CallbackTerms(ParameterNames names, List<String> kept) {
  private static final int MAX_KEPT = 16;
  private static final int MAX_NAME = 64;
  private static final Set<String> STANDARD =
      Set.of("state", "code", "error", "error_description", "iss");
  private static final Set<String> SECRET = Set.of("state", "code");

  CallbackTerms {
    kept = List.copyOf(kept);
  }

  static CallbackTerms of(ConnectorDefined connector) {
    Map<String, String> own =
        connector.getParameterNames().entrySet().stream()
            .filter(name -> STANDARD.contains(name.getKey()))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    return new CallbackTerms(new ParameterNames(own), connector.getCallbackParameters());
  }

  /**
   * Whether the connector keeps few enough parameters, with names that are not too long, and none
   * that is a secret: what is kept is public.
   */
  static boolean areUsable(ConnectorDefined connector) {
    CallbackTerms terms = of(connector);
    Set<String> secrets =
        SECRET.stream()
            .flatMap(name -> Stream.of(name, terms.names().of(name)))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    return terms.kept().size() <= MAX_KEPT
        && terms.kept().stream()
            .allMatch(
                name ->
                    !name.isEmpty()
                        && name.length() <= MAX_NAME
                        && !secrets.contains(name.toLowerCase(Locale.ROOT)));
  }
}
