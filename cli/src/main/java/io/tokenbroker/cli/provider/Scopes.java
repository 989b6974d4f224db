// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import java.util.List;

/**
 * What is asked for. Immutable.
 *
 * @param byDefault asked for unless a request names others
 * @param required asked for in any case
 * @param separator what stands between scopes, one character
 * @param resources resource parameters (RFC 8707)
 */
public record Scopes(
    List<String> byDefault, List<String> required, String separator, List<String> resources) {
  /** What holds where a file says nothing. */
  public static final Scopes DEFAULTS = new Scopes(List.of(), List.of(), " ", List.of());

  public Scopes {
    byDefault = List.copyOf(byDefault);
    required = List.copyOf(required);
    resources = List.copyOf(resources);
  }

  public Scopes withDefault(List<String> other) {
    return new Scopes(other, required, separator, resources);
  }
}
