package dev.perennial.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;

/**
 * A Chromium without a window, driven by Debian's chromedriver: what {@code apt-get install
 * chromium chromium-driver} brings. Owned by one thread.
 */
final class Browser implements AutoCloseable {

  /** What the page may be seen in. */
  enum Scheme {
    LIGHT,
    DARK
  }

  private static final String CHROMIUM = "/usr/bin/chromium";
  private static final String DRIVER = "/usr/bin/chromedriver";
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Opens one with a new profile in an empty directory; it asks for nothing by itself. */
  static Browser open(Path profile) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--user-data-dir=" + profile);
    options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
    // Named, so that Selenium looks for no driver anywhere else.
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File(DRIVER))
            .usingAnyFreePort()
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(30));
    return new Browser(driver);
  }

  /** Loads a page anew, even where only the fragment of its address is another. */
  void get(Object address) {
    driver.get("about:blank");
    driver.get(address.toString());
  }

  /** How wide and high the window is, and what the system prefers. */
  void look(int width, int height, Scheme scheme) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of(
                    "name",
                    "prefers-color-scheme",
                    "value",
                    scheme == Scheme.DARK ? "dark" : "light"))));
  }

  /** What an expression is, as text; "null" for null. */
  String eval(String expression, Object... arguments) {
    return Objects.toString(driver.executeScript("return " + expression, arguments));
  }

  /** What an expression that is a number is. */
  double number(String expression) {
    return Double.parseDouble(eval(expression));
  }

  /** Presses a key, at whatever has the focus. */
  void press(CharSequence key) {
    new Actions(driver).sendKeys(key).perform();
  }

  /** Goes to the next thing the keyboard reaches; answers what it is, in words. */
  String tab() {
    press(Keys.TAB);
    return eval(
        "(a => [a.tagName, a.id, a.className, a.textContent.slice(0, 40)].join(' ').toLowerCase())"
            + "(document.activeElement)");
  }

  /** What the console and the content security policy had to say since it was asked last. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(entry -> entry.getLevel() + " " + entry.getMessage())
        .toList();
  }

  /** Where everything that the page has asked for came from: scheme, host and port, each once. */
  String origins() {
    return eval(
        "[...new Set(performance.getEntriesByType('resource').map(r => new URL(r.name).origin))]"
            + ".join(' ')");
  }

  /** Takes a picture of the whole page, or of as much as fits into the window. */
  void photograph(String name, boolean whole) throws IOException {
    Map<String, Object> size =
        Map.of(
            "x", 0,
            "y", 0,
            "scale", 1,
            "width", number("innerWidth"),
            "height", number("document.documentElement.scrollHeight"));
    Map<String, Object> picture =
        driver.executeCdpCommand(
            "Page.captureScreenshot",
            whole ? Map.of("captureBeyondViewport", true, "clip", size) : Map.of());
    Files.write(
        SCREENSHOTS.resolve(name + ".png"),
        Base64.getDecoder().decode(Objects.toString(picture.get("data"))));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
