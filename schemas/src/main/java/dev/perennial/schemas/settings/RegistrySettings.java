package dev.perennial.schemas.settings;

import java.io.Serializable;
import java.util.Map;

/**
 * Where the schema registry is.
 *
 * @param url its Confluent-compatible endpoint, or {@code mock://scope}
 * @param properties passed to the registry client as they are, for example {@code
 *     basic.auth.user.info}
 */
public record RegistrySettings(String url, Map<String, String> properties) implements Serializable {

  /** Checks the URL and copies the properties; properties left out are none. */
  public RegistrySettings {
    new Problems("registry").notBlank("url", url).throwIfAny();
    properties = properties == null ? Map.of() : Map.copyOf(properties);
  }

  /** The registry at a URL, without properties. */
  public static RegistrySettings at(String url) {
    return new RegistrySettings(url, Map.of());
  }
}
