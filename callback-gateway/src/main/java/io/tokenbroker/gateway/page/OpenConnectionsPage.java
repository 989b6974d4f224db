// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What a link to somebody's connections shows: nothing is done yet, the button opens them.
 *
 * @param action where the form goes, by POST
 * @param formToken hidden field of {@link io.tokenbroker.gateway.browser.FormTokens}
 * @param person whose connections they are
 * @param replaces another person, whose session in this browser ends with it
 */
public record OpenConnectionsPage(
    URI action, String formToken, String person, Optional<String> replaces) implements Page {
  public OpenConnectionsPage {
    WebAddress.check(action);
  }

  @Override
  public int status() {
    return 200;
  }

  @Override
  public String template() {
    return "open";
  }

  @Override
  public Map<String, Object> model() {
    return Map.of("page", this);
  }

  @Override
  public String toString() {
    return "OpenConnectionsPage[]";
  }
}
