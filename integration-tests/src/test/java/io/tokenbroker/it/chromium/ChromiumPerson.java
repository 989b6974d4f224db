// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.chromium;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;

/**
 * A person in front of {@link Chromium}: reads what is there and presses what is written on a
 * button. Whatever it looks for it awaits, at most thirty seconds. For one thread.
 */
public final class ChromiumPerson {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Chromium chromium;
  private final WebDriver driver;

  public ChromiumPerson(Chromium chromium) {
    this.chromium = chromium;
    this.driver = chromium.driver();
  }

  /** Goes to an address in the tab in front. */
  public void open(URI address) {
    driver.get(address.toString());
  }

  /** Goes to an address in a tab of its own, which is then in front. */
  public void openInNewTab(URI address) {
    driver.switchTo().newWindow(WindowType.TAB);
    open(address);
  }

  /** Presses the button or link, or opens the part, on which this is written, or begins so. */
  public void press(String text) {
    By control =
        By.xpath(
            "//*[(self::button or self::a or self::summary)"
                + " and starts-with(normalize-space(.), "
                + quoted(text)
                + ")]");
    await("a control '" + text + "'")
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(ChromiumPerson::isTransient)
        .untilAsserted(
            () ->
                driver.findElements(control).stream()
                    .filter(WebElement::isDisplayed)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("not on the page: " + text + page()))
                    .click());
  }

  /** Allows access on the demo provider's page, for one of its accounts. */
  public void consent(String account) {
    find(By.cssSelector("input[name=account][value=" + quoted(account) + "]")).click();
    find(By.cssSelector("button[name=decision][value=allow]")).click();
  }

  /** Denies access on the demo provider's page. */
  public void deny() {
    find(By.cssSelector("button[name=decision][value=deny]")).click();
  }

  /** Goes back, as with the browser's button. */
  public void back() {
    driver.navigate().back();
  }

  /** Loads the page again. */
  public void reload() {
    driver.navigate().refresh();
  }

  /** Waits until the page says this; gives all that it says. */
  public String read(String text) {
    return await("the text '" + text + "'")
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(ChromiumPerson::isTransient)
        .until(this::text, seen -> seen.contains(text));
  }

  /** All text of the page that can be seen. */
  public String text() {
    return driver.findElement(By.tagName("body")).getText();
  }

  /** Where the browser is. */
  public URI address() {
    return URI.create(driver.getCurrentUrl());
  }

  /** Waits until the browser is at such an address. */
  public URI arriveAt(Predicate<URI> place) {
    return await("an address")
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(ChromiumPerson::isTransient)
        .until(this::address, place);
  }

  /** Waits until there are so many tabs. */
  public List<String> tabs(int number) {
    return await(number + " tabs")
        .atMost(PATIENCE)
        .until(() -> List.copyOf(driver.getWindowHandles()), tabs -> tabs.size() == number);
  }

  /** Brings a tab to the front: as {@link #tabs} gives them, or as {@link #tab} did. */
  public void bringToFront(String tab) {
    driver.switchTo().window(tab);
  }

  /** The tab that is in front. */
  public String tab() {
    return driver.getWindowHandle();
  }

  /** Closes the tab in front; another has to be brought there then. */
  public void closeTab() {
    driver.close();
  }

  /** Keeps what can be seen. */
  public Path screenshot(String name) {
    return chromium.screenshot(name);
  }

  private WebElement find(By what) {
    return await(what.toString())
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(ChromiumPerson::isTransient)
        .until(() -> driver.findElement(what), WebElement::isDisplayed);
  }

  private String page() {
    return "\n" + address().getPath() + "\n" + text();
  }

  /** While a page is being replaced by the next. */
  private static boolean isTransient(Throwable error) {
    return error instanceof NoSuchElementException
        || error instanceof StaleElementReferenceException
        || error instanceof JavascriptException
        // The same again, where the driver does not know Chromium's word for it.
        || String.valueOf(error.getMessage()).contains("does not belong to the document");
  }

  private static String quoted(String text) {
    if (text.contains("\"")) {
      throw new IllegalArgumentException("a quotation mark is not looked for: " + text);
    }
    return "\"" + text + "\"";
  }
}
