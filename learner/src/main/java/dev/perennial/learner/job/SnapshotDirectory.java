package dev.perennial.learner.job;

import dev.perennial.learner.learning.Model;
import dev.perennial.learner.snapshot.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Snapshots as safetensors files {@code root/stream/learner/version.safetensors} on any file system
 * that Flink knows. A file that exists is overwritten: after a failure the same version is written
 * again with the same bytes.
 *
 * @param root a URI
 */
record SnapshotDirectory(String root) implements Snapshots {

  @Override
  public File write(LearnerKey key, long version, Model model, Map<String, String> metadata) {
    byte[] bytes = Safetensors.encode(model, metadata);
    Path path =
        new Path(
            "%s/%s/%s/%d.safetensors"
                .formatted(root, encoded(key.stream()), encoded(key.learner()), version));
    try {
      FileSystem files = path.getFileSystem();
      files.mkdirs(path.getParent());
      try (FSDataOutputStream out = files.create(path, FileSystem.WriteMode.OVERWRITE)) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("snapshot " + path + " was not written", e);
    }
    return new File(path.toUri().toString(), sha256(bytes), bytes.length);
  }

  private static String encoded(String name) {
    // A name may be "." or "..", which URL encoding leaves alone.
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace(".", "%2E");
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
