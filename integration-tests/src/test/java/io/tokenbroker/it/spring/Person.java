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
    return logIn(browser.submit(browser.open(connectUrl).form()));
  }

  /** Opens an address that leads to the login, logs in there, and allows what is asked for. */
  public Browser.Page logIn(URI address) {
    return logIn(browser.open(address));
  }

  private Browser.Page logIn(Browser.Page page) {
    Form login = page.form();
    if (!login.has("password")) {
      throw new AssertionError("no login page but " + browser.history());
    }
    return allow(
        browser.submit(
            login.with("username", name).with("password", ServerConfiguration.PASSWORD)));
  }

  /** Allows what a consent page asks for. */
  public Browser.Page allow(Browser.Page page) {
    Form consent = page.form();
    if (!consent.has("scope")) {
      throw new AssertionError("no consent page but " + browser.history());
    }
    return browser.submit(consent);
  }
}
