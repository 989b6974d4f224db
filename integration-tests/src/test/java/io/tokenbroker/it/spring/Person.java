// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.spring;

import io.tokenbroker.it.browser.Browser;
import io.tokenbroker.it.browser.Form;
import java.net.URI;

/**
 * Somebody with an account, at a browser.
 *
 * @param name the login name, {@code ada} or {@code grace}
 */
public record Person(String name, Browser browser) {
  public Person(String name) {
    this(name, new Browser());
  }

  /**
   * Opens a connect link, presses its button, logs in, allows what is asked for, and ends where the
   * browser ends.
   */
  public Browser.Page connect(URI connectUrl) {
    Form login = browser.submit(browser.open(connectUrl).form()).form();
    if (!login.has("password")) {
      throw new AssertionError("no login page but " + browser.history());
    }
    Form consent =
        browser
            .submit(login.with("username", name).with("password", ServerConfiguration.PASSWORD))
            .form();
    if (!consent.has("scope")) {
      throw new AssertionError("no consent page but " + browser.history());
    }
    return browser.submit(consent);
  }
}
