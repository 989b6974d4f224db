// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a connect link shows: nothing has started, the button starts it.
 *
 * @param action where the form goes, by POST
 * @param formToken hidden field of {@link io.tokenbroker.gateway.browser.FormTokens}
 * @param connector what the connector is called
 * @param providerHost where the person will be asked
 * @param account whose grant it will be; empty: everybody's in the tenant
 * @param scopes what is asked for
 * @param backTo host that the person comes back to in the end
 */
public record ConnectPage(
    URI action,
    String formToken,
    String connector,
    String providerHost,
    Optional<String> account,
    List<String> scopes,
    Optional<String> backTo)
    implements Page {
  public ConnectPage {
    WebAddress.check(action);
    scopes = List.copyOf(scopes);
  }

  @Override
  public int status() {
    return 200;
  }

  @Override
  public String template() {
    return "connect";
  }

  @Override
  public Map<String, Object> model() {
    return Map.of("page", this);
  }

  @Override
  public String toString() {
    return "ConnectPage[" + connector + "]";
  }
}
