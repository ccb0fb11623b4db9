package dev.perennial.schemas.settings;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Where the schema registry is.
 *
 * @param url its Confluent-compatible endpoint, or {@code mock://scope}
 * @param properties passed to the registry client as they are, for example {@code
 *     basic.auth.user.info}
 */
public record RegistrySettings(String url, Map<String, String> properties) implements Serializable {

  private static final String BEARER = "bearer.auth.token";
  private static final Pattern USER_INFO = Pattern.compile("//.*@");

  /** Checks the URL and copies the properties; properties left out are none. */
  public RegistrySettings {
    new Problems("registry").notBlank("url", url).throwIfAny();
    properties = properties == null ? Map.of() : Map.copyOf(properties);
  }

  /**
   * The URL as messages may tell it: without what stands before {@code @}, which may be a secret.
   */
  public String shownUrl() {
    return USER_INFO.matcher(url).replaceAll("//");
  }

  /** As whom the registry is asked, without the secret that proves it. */
  public String identity() {
    String user = properties.getOrDefault("basic.auth.user.info", "");
    if (!user.isEmpty()) {
      return "user " + user.substring(0, Math.max(user.indexOf(':'), 0));
    }
    return properties.containsKey(BEARER)
        ? "the token of " + BEARER
        : "who shows no credentials (registry.properties has none)";
  }

  /** The URL and the keys of the properties, whose values may be secrets. */
  @Override
  public String toString() {
    return "RegistrySettings[url=%s, properties=%s]"
        .formatted(shownUrl(), new TreeSet<>(properties.keySet()));
  }

  /** The registry at a URL, without properties. */
  public static RegistrySettings at(String url) {
    return new RegistrySettings(url, Map.of());
  }
}
