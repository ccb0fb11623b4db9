package dev.perennial.cli.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlSettingsTest {

  @TempDir private Path directory;

  private ControlSettings read(String yaml) throws IOException {
    return ControlSettings.read(Files.writeString(directory.resolve("a.yaml"), yaml));
  }

  @Test
  void theOneWhoIsNamedGivesCommands() throws IOException {
    assertThat(read("control: {principal: alice}").giver()).isEqualTo("alice");
  }

  @Test
  void theUserDoesWhereNobodyIsNamedOrAVariableIsNotSet() throws IOException {
    String user = System.getProperty("user.name");

    assertThat(ControlSettings.DEFAULTS.giver()).isEqualTo(user);
    assertThat(read("kafka: {}").giver()).isEqualTo(user);
    assertThat(read("control: {principal: \"${NO_SUCH_VARIABLE}\"}").giver()).isEqualTo(user);
  }

  @Test
  void anUnknownKeyAndAFileThatIsNotThereAreNamed() {
    assertThatThrownBy(() -> read("control: {who: alice}"))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("control.who is no key; there are: [principal]");
    assertThatThrownBy(() -> ControlSettings.read(directory.resolve("none.yaml")))
        .hasMessageStartingWith("--config must name a file that exists: ");
  }
}
