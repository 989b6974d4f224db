// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * How an authorization ended, where the browser stays with us.
 *
 * @param authorizationId which
 * @param connector what the connector is called
 * @param succeeded whether there is a grant
 * @param subject the account at the provider, where it is known
 * @param reason why there is none, as a code; texts for known ones are {@code reason.CODE}
 * @param newTab whether it is a tab of its own: it tells the others ({@code BroadcastChannel}
 *     {@code tokenbroker}) and closes itself
 * @param next where a person goes on, as a link; one that is not http or https is left out
 */
public record OutcomePage(
    String authorizationId,
    String connector,
    boolean succeeded,
    Optional<String> subject,
    Optional<String> reason,
    boolean newTab,
    Optional<URI> next)
    implements Page {
  public OutcomePage {
    next = next.filter(WebAddress::is);
  }

  @Override
  public int status() {
    return 200;
  }

  @Override
  public String template() {
    return "outcome";
  }

  @Override
  public Map<String, Object> model() {
    return Map.of("page", this);
  }
}
