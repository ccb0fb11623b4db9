package dev.perennial.learner.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a manifest may name, and what it may not. */
class SnapshotRootTest {

  @ParameterizedTest
  @CsvSource({
    "file:///var/snapshots, file:/var/snapshots/s/er/7-abc.safetensors",
    "file:/var/snapshots/, file:///var/snapshots/s/er/7-abc.safetensors",
    "FILE:///var/snapshots, file:///var/snapshots//s/er/7-abc.safetensors",
    "s3://bucket/models, s3://bucket/models/s/er/7-abc.safetensors",
    "s3://bucket, s3://bucket/s/er/7-abc.safetensors",
    // The stream is named "..": what is written for it is a name, encoded twice.
    "file:///var/snapshots, file:///var/snapshots/%252E%252E/er/7-abc.safetensors",
    "file:///var/snapshots, file:///var/snapshots/a..b/...safetensors",
  })
  void takesWhatLiesBelow(String root, String snapshot) {
    assertThat(new SnapshotRoot(root).confined(snapshot)).hasToString(snapshot);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "file:///var/snapshots",
        "file:///var/snapshots/",
        "file:///var/snapshots-of-others/a",
        "file:///var/snapshots/../../etc/passwd",
        "file:///var/snapshots/a/../b",
        "file:///var/snapshots/./b",
        "file:///var/snapshots/%2e%2e/%2E%2E/etc/passwd",
        "file:///var/snapshots/..%2F..%2Fetc/passwd",
        "file:///var/snapshots/a%00b",
        "file:///var/snapshots/..%5C..%5Cetc",
        "file://evil.example/var/snapshots/a",
        "http://evil.example/var/snapshots/a",
        "jar:file:///var/snapshots/a!/b",
        "s3://var/snapshots/a",
        "file:var/snapshots/a",
        "/var/snapshots/a",
        "var/snapshots/a",
        "file:///var/snapshots/a?b",
        "file:///var/snapshots/a#b",
        "file:///var/snapshots/a b",
        "file:///var/snapshots/%zz",
        ""
      })
  void refusesWhatLiesElsewhere(String snapshot) {
    assertThatThrownBy(() -> new SnapshotRoot("file:///var/snapshots").confined(snapshot))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a snapshot must lie below file:///var/snapshots: " + snapshot);
  }

  @Test
  void followsNoLinkOutOfTheRoot(@TempDir Path directory) throws Exception {
    assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Path root = Files.createDirectory(directory.resolve("snapshots"));
    Path secret = Files.writeString(directory.resolve("secret"), "s3cr3t");
    Path inside = Files.writeString(root.resolve("inside"), "weights");
    Path leading = Files.createSymbolicLink(root.resolve("leading"), secret);
    Path harmless = Files.createSymbolicLink(root.resolve("harmless"), inside);
    // A root may be a link itself, as mounted volumes are.
    Path linked = Files.createSymbolicLink(directory.resolve("linked"), root);
    SnapshotRoot snapshots = new SnapshotRoot(linked.toUri().toString());

    assertThat(snapshots.file(uri(linked, harmless))).hasContent("weights");
    assertThatThrownBy(() -> snapshots.file(uri(linked, leading)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a snapshot must lie below ");
    assertThatThrownBy(() -> snapshots.file(uri(linked, root.resolve("none"))))
        .isInstanceOf(NoSuchFileException.class);
  }

  private static String uri(Path root, Path file) {
    return root.resolve(file.getFileName()).toUri().toString();
  }
}
