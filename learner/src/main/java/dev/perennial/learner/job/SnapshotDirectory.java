package dev.perennial.learner.job;

import dev.perennial.learner.learning.Model;
import dev.perennial.learner.snapshot.Safetensors;
import dev.perennial.schemas.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Snapshots as safetensors files {@code root/stream/learner/version-digest.safetensors} on any file
 * system that Flink knows. The digest is the beginning of the SHA-256: a class that appears changes
 * a model without a step, so a version alone may name two files. A file that exists is overwritten,
 * with the same bytes: after a failure the same snapshot is written again.
 *
 * @param root a URI
 */
record SnapshotDirectory(String root) implements Snapshots {

  private static final int NAMED_DIGITS = 12;

  @Override
  public File write(LearnerKey key, long version, Model model, Map<String, String> metadata) {
    byte[] bytes = Safetensors.encode(model, metadata);
    String sha256 = Sha256.hex(bytes);
    Path path = path(key, version, sha256);
    try {
      FileSystem files = path.getFileSystem();
      files.mkdirs(path.getParent());
      try (FSDataOutputStream out = files.create(path, FileSystem.WriteMode.OVERWRITE)) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("snapshot " + path + " was not written", e);
    }
    return new File(path.toUri().toString(), sha256, bytes.length);
  }

  @Override
  public Model read(LearnerKey key, long version, String sha256) {
    Path path = path(key, version, sha256);
    byte[] bytes;
    try (FSDataInputStream in = path.getFileSystem().open(path)) {
      bytes = in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalArgumentException("its file cannot be read: " + path.getName(), e);
    }
    String found = Sha256.hex(bytes);
    if (!found.equals(sha256)) {
      throw new IllegalArgumentException(
          "its file %s is damaged: its SHA-256 is %s".formatted(path.getName(), found));
    }
    return Safetensors.decode(bytes).model();
  }

  private Path path(LearnerKey key, long version, String sha256) {
    return new Path(
        "%s/%s/%s/%d-%s.safetensors"
            .formatted(
                root,
                encoded(key.stream()),
                encoded(key.learner()),
                version,
                sha256.substring(0, NAMED_DIGITS)));
  }

  private static String encoded(String name) {
    // A name may be "." or "..", which URL encoding leaves alone.
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace(".", "%2E");
  }
}
