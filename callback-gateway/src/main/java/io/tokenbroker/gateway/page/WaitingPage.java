// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * The provider is slow: the page listens for the outcome, and looks again by itself.
 *
 * @param connector what the connector is called
 * @param events server-sent events: {@code done} when it is over; then the page loads itself again
 * @param reloadAfter how long until it loads itself again where no events come, in whole seconds
 */
public record WaitingPage(String connector, URI events, Duration reloadAfter) implements Page {
  public WaitingPage {
    WebAddress.check(events);
  }

  @Override
  public int status() {
    return 200;
  }

  @Override
  public String template() {
    return "waiting";
  }

  @Override
  public Map<String, Object> model() {
    return Map.of("page", this);
  }
}
