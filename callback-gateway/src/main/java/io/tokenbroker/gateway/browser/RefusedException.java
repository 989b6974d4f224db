// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.browser;

import io.tokenbroker.gateway.page.Page;

/**
 * A browser's request is refused: it gets a page, and is sent nowhere. The reason code is for the
 * log; it holds nothing that came from the request.
 */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final transient Page page;

  public RefusedException(String reason, Page page) {
    super("refused: " + reason, null, false, false);
    this.reason = reason;
    this.page = page;
  }

  public String reason() {
    return reason;
  }

  public Page page() {
    return page;
  }
}
