package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.learner.learning.Model;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotDirectoryTest {

  private static final Model MODEL =
      new Model(
          Map.of(
              "weight",
              new Model.Values(
                  Model.Precision.FLOAT32, List.of(2L), ByteBuffer.wrap(new byte[8]))));

  @TempDir private Path root;

  private Snapshots snapshots() {
    return new SnapshotDirectory(root.toUri().toString());
  }

  private Snapshots.File written() {
    return snapshots().write(Log.KEY, 7, MODEL, Map.of("version", "7"));
  }

  @Test
  void readsWhatItWrote() {
    assertThat(snapshots().read(Log.KEY, 7, written().sha256())).isEqualTo(MODEL);
  }

  @Test
  void saysThatAFileIsNotThere() {
    String sha256 = "0".repeat(64);

    assertThatThrownBy(() -> snapshots().read(Log.KEY, 7, sha256))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("its file cannot be read: 7-000000000000.safetensors");
  }

  @Test
  void saysThatAFileIsDamaged() throws Exception {
    Snapshots.File file = written();
    Path path = Path.of(URI.create(file.uri()));
    byte[] bytes = Files.readAllBytes(path);
    bytes[bytes.length - 1] ^= 1;
    Files.write(path, bytes);

    assertThatThrownBy(() -> snapshots().read(Log.KEY, 7, file.sha256()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "its file 7-[0-9a-f]{12}\\.safetensors is damaged: its SHA-256 is [0-9a-f]{64}");
  }
}
