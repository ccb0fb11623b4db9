package dev.perennial.schemas.settings;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with the values of one section, so that a user sees all of it at once. */
public final class Problems {

  private final String section;
  private final List<String> found = new ArrayList<>();

  /** Problems of the section with that name, for example {@code topics}. */
  public Problems(String section) {
    this.section = section;
  }

  /** Notes a problem unless {@code holds}; the line reads {@code section.key rule: value}. */
  public Problems require(boolean holds, String key, String rule, Object value) {
    if (!holds) {
      found.add("%s.%s %s: %s".formatted(section, key, rule, value));
    }
    return this;
  }

  /** Notes a problem if {@code value} is below {@code least}. */
  public Problems atLeast(String key, long value, long least) {
    return require(value >= least, key, "must be at least " + least, value);
  }

  /** Notes a problem unless {@code value} is finite and in [{@code least}, {@code most}]. */
  public Problems within(String key, double value, double least, double most) {
    return require(
        value >= least && value <= most, key, "must be in [%s, %s]".formatted(least, most), value);
  }

  /** Notes a problem unless {@code value} is in [{@code least}, {@code most}]. */
  public Problems within(String key, long value, long least, long most) {
    return require(
        value >= least && value <= most, key, "must be in [%d, %d]".formatted(least, most), value);
  }

  /** Notes a problem if {@code value} is blank. */
  public Problems notBlank(String key, String value) {
    return require(!value.isBlank(), key, "must not be blank", '"' + value + '"');
  }

  /**
   * Ends the collection.
   *
   * @throws InvalidSettingsException if anything was noted, with a line for each
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidSettingsException(found);
    }
  }
}
