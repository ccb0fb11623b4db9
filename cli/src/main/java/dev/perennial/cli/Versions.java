package dev.perennial.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What this build is made of and runs on. */
public final class Versions {

  private Versions() {}

  /** The kind of machine this runs on, in words. */
  static String machine() {
    return "%d cores, %s %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"));
  }

  /** Versions by name, sorted: perennial, its main libraries, java, os. */
  public static Map<String, String> all() {
    Properties built = new Properties();
    try (InputStream file = Versions.class.getResourceAsStream("versions.properties")) {
      built.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException("versions.properties cannot be read", e);
    }
    Map<String, String> versions = new TreeMap<>();
    built.stringPropertyNames().forEach(name -> versions.put(name, built.getProperty(name)));
    versions.put("java", Runtime.version().toString());
    versions.put(
        "os",
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")));
    return Collections.unmodifiableMap(versions);
  }
}
