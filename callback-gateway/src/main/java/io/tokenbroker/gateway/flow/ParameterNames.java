// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.ConnectorDefined;
import java.util.Map;

/**
 * What a provider calls the standard parameters.
 *
 * @param own its own names, by the standard name; the others are called as the standard says
 */
record ParameterNames(Map<String, String> own) {
  ParameterNames {
    own = Map.copyOf(own);
  }

  static ParameterNames of(ConnectorDefined connector) {
    return new ParameterNames(connector.getParameterNames());
  }

  String of(String standard) {
    return own.getOrDefault(standard, standard);
  }
}
