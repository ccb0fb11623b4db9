package dev.perennial.cli.control;

import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * How commands are given: the section {@code control}.
 *
 * @param principal who gives them, as audits name it; blank for the user that runs the command
 */
public record ControlSettings(String principal) {

  private static final String SECTION = "control";

  /** What missing keys mean. */
  public static final ControlSettings DEFAULTS = new ControlSettings("");

  /**
   * The section of a file. Its other sections are not looked at; a variable that is not set is
   * empty.
   *
   * @throws InvalidSettingsException if the file cannot be read or the section does not fit
   */
  public static ControlSettings read(Path file) {
    try {
      return SettingsFile.parse(
              Files.readString(file), name -> System.getenv().getOrDefault(name, ""))
          .section(SECTION, ControlSettings.class, DEFAULTS);
    } catch (NoSuchFileException e) {
      throw new InvalidSettingsException(List.of("--config must name a file that exists: " + file));
    } catch (IOException e) {
      throw new InvalidSettingsException(List.of("--config cannot be read: " + e));
    }
  }

  /** Who gives commands: the principal, or the name that the operating system has for the user. */
  public String giver() {
    return principal.isBlank() ? System.getProperty("user.name", "") : principal;
  }
}
