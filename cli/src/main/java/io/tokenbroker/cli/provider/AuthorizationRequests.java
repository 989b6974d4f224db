// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.event.Pkce;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an authorization request looks like, and what comes back with its redirect. Immutable.
 *
 * @param pkce RFC 7636
 * @param responseMode {@code response_mode}: query or form_post
 * @param parameters further parameters
 * @param callbackParameters parameters of the callback that are kept as public attributes
 */
public record AuthorizationRequests(
    Pkce pkce,
    Optional<String> responseMode,
    Map<String, String> parameters,
    List<String> callbackParameters) {
  /** What holds where a file says nothing. */
  public static final AuthorizationRequests DEFAULTS =
      new AuthorizationRequests(Pkce.S256, Optional.empty(), Map.of(), List.of());

  public AuthorizationRequests {
    parameters = Map.copyOf(parameters);
    callbackParameters = List.copyOf(callbackParameters);
  }
}
