package dev.perennial.evaluator.web;

import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How Prometheus calls a metric. An accuracy is a share, in [0, 1], and is named {@code _ratio};
 * what is a difference or a quotient of accuracies has no unit. A window is no part of the name but
 * the label {@code evaluations}.
 *
 * @param name with dots, as Micrometer has it
 * @param tags what the metric's own name said beyond it
 * @param help what it is
 */
record PrometheusName(String name, Tags tags, String help) {

  private static final Pattern WINDOWED = Pattern.compile("(windowed-.*)-(\\d+)");

  /** What would end in the sign of a unit: an m is a metre. */
  private static final Map<String, String> RENAMED = Map.of("kappa-m", "kappa-majority");

  private static final Properties HELP = texts();

  /** That of a metric, for example {@code average-accuracy}. */
  static PrometheusName of(String metric) {
    Matcher windowed = WINDOWED.matcher(metric);
    boolean isWindowed = windowed.matches();
    String kind = isWindowed ? windowed.group(1) : metric;
    String name = "perennial." + RENAMED.getOrDefault(kind, kind).replace('-', '.');
    return new PrometheusName(
        kind.contains("accuracy") ? name + ".ratio" : name,
        isWindowed ? Tags.of("evaluations", windowed.group(2)) : Tags.empty(),
        HELP.getProperty(kind, "The newest " + kind));
  }

  private static Properties texts() {
    Properties help = new Properties();
    try (InputStream file = PrometheusName.class.getResourceAsStream("help.properties")) {
      if (file != null) {
        help.load(file);
      }
      return help;
    } catch (IOException e) {
      throw new UncheckedIOException("help.properties cannot be read", e);
    }
  }
}
