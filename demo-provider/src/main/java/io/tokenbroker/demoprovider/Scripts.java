// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The script of every endpoint. */
final class Scripts {

  private final Map<Endpoint, Script> byEndpoint = new EnumMap<>(Endpoint.class);

  Scripts() {
    Arrays.stream(Endpoint.values()).forEach(endpoint -> byEndpoint.put(endpoint, new Script()));
  }

  Script of(Endpoint endpoint) {
    return Optional.ofNullable(byEndpoint.get(endpoint)).orElseThrow();
  }

  void clear() {
    byEndpoint.values().forEach(Script::clear);
  }
}
