// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.chromium;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import io.tokenbroker.it.port.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * The system's Chromium, without a window and with a profile of its own. Nothing is downloaded: a
 * test that needs it is skipped where it is not installed. For one thread.
 */
public final class Chromium implements AutoCloseable {
  /** Widths of a phone, a tablet, a desktop in CSS pixels. */
  public static final List<Integer> WIDTHS = List.of(360, 768, 1280);

  private static final Path BROWSER = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int JAVASCRIPT_BLOCKED = 2;

  private final ChromeDriver driver;
  private int width;
  private Scheme scheme = Scheme.LIGHT;

  /** Which colours a person prefers. */
  public enum Scheme {
    LIGHT,
    DARK;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private Chromium(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts; in English. */
  public static Chromium start() {
    return start(new ChromeOptions());
  }

  /** Starts with scripts switched off, as a person can do. */
  public static Chromium startWithoutScripts() {
    return start(
        new ChromeOptions()
            .setExperimentalOption(
                "prefs",
                Map.of("profile.managed_default_content_settings.javascript", JAVASCRIPT_BLOCKED)));
  }

  private static Chromium start(ChromeOptions options) {
    Assumptions.assumeTrue(
        Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER),
        "no " + BROWSER + " or " + DRIVER + ": install chromium and chromium-driver to run this");
    options
        .setBinary(BROWSER.toFile())
        .setPageLoadTimeout(TIMEOUT)
        .setScriptTimeout(TIMEOUT)
        .addArguments(arguments())
        .setCapability(ChromeOptions.LOGGING_PREFS, everythingLogged());
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingPort(FreePort.next())
            .build();
    Chromium chromium = new Chromium(new ChromeDriver(service, options));
    chromium.show(WIDTHS.get(2), Scheme.LIGHT);
    return chromium;
  }

  private static LoggingPreferences everythingLogged() {
    LoggingPreferences preferences = new LoggingPreferences();
    preferences.enable(LogType.BROWSER, Level.ALL);
    return preferences;
  }

  private static List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add("--headless=new");
    arguments.add("--disable-dev-shm-usage");
    arguments.add("--lang=en");
    arguments.add("--force-device-scale-factor=1");
    arguments.add("--hide-scrollbars");
    arguments.add("--no-first-run");
    arguments.add("--disable-background-networking");
    // Continuous integration runs as root, for whom Chromium has no sandbox.
    arguments.add("--no-sandbox");
    return arguments;
  }

  /** Shows the tab in front in these colours, as wide as it is. */
  public void show(Scheme scheme) {
    show(width, scheme);
  }

  /** Makes the viewport of the tab in front so wide, in these colours. */
  public void show(int width, Scheme scheme) {
    this.width = width;
    this.scheme = scheme;
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width",
            width,
            "height",
            width < WIDTHS.get(1) ? 780 : 800,
            "deviceScaleFactor",
            1,
            "mobile",
            false));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", scheme.word()),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  /** Selenium's driver, for what a {@link ChromiumPerson} does not do. */
  public ChromeDriver driver() {
    return driver;
  }

  /** Runs a script in the page, and gives what it returns. */
  public Object script(String script, Object... arguments) {
    Object result = driver.executeScript(script, arguments);
    return result == null ? "" : result;
  }

  /**
   * Keeps what can be seen as {@code target/screenshots/NAME-WIDTH-SCHEME.png}, all of the page.
   */
  public Path screenshot(String name) {
    int height = ((Number) script("return document.documentElement.scrollHeight")).intValue();
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width",
            width,
            "height",
            Math.max(height, width < WIDTHS.get(1) ? 780 : 800),
            "deviceScaleFactor",
            1,
            "mobile",
            false));
    try {
      Path file = SCREENSHOTS.resolve(name + "-" + width + "-" + scheme.word() + ".png");
      Files.createDirectories(SCREENSHOTS);
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("could not keep a screenshot", e);
    } finally {
      show(width, scheme);
    }
  }

  /** What scripts, policies and failed requests have written into the console since last asked. */
  public List<String> console() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(entry -> entry.getLevel() + " " + entry.getMessage())
        .toList();
  }

  /** What is in the way of people with impairments, as far as it is serious. */
  public List<String> barriers() {
    return new AxeBuilder()
        .analyze(driver).getViolations().stream()
            .filter(
                rule -> rule.getImpact().equals("serious") || rule.getImpact().equals("critical"))
            .map(Chromium::told)
            .toList();
  }

  private static String told(Rule rule) {
    return rule.getId()
        + ": "
        + rule.getNodes().stream().map(node -> node.getHtml() + node.getFailureSummary()).toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
