// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.ConnectorDefined;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Scopes as an application asks for them (RFC 6749, 3.3). It may ask for any, more than the
 * connector's own too: what is granted, provider and person decide.
 */
public final class Scopes {
  private static final Pattern SCOPE_TOKEN = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+");
  private static final int MAX_LENGTH = 1_500;

  /** The broker takes no more. */
  private static final int MAX_SCOPES = 64;

  private Scopes() {}

  /**
   * The scopes of a flow: those asked for, else the connector's, and the ones that it requires.
   *
   * @throws FlowException if one can't be sent
   */
  static List<String> chosen(Optional<List<String>> asked, ConnectorDefined connector) {
    Set<String> scopes = new LinkedHashSet<>(asked.orElseGet(connector::getScopes));
    scopes.addAll(connector.getRequiredScopes());
    return checked(List.copyOf(scopes), connector);
  }

  /**
   * The scopes, if they can be sent.
   *
   * @throws FlowException if not
   */
  public static List<String> checked(List<String> scopes, ConnectorDefined connector) {
    if (scopes.size() > MAX_SCOPES) {
      throw new FlowException(
          "invalid_scope", "There are more than " + MAX_SCOPES + " scopes: ask for fewer.");
    }
    String separator = connector.getScopeSeparator();
    for (String scope : scopes) {
      if (!SCOPE_TOKEN.matcher(scope).matches() || scope.contains(separator)) {
        throw new FlowException(
            "invalid_scope",
            "A scope is not a scope-token (RFC 6749, 3.3), or holds the connector's separator.");
      }
    }
    if (String.join(separator, scopes).length() > MAX_LENGTH) {
      throw new FlowException(
          "invalid_scope", "The scopes are longer than " + MAX_LENGTH + " characters together.");
    }
    return List.copyOf(scopes);
  }
}
