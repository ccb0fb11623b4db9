package dev.perennial.learner.job;

import dev.perennial.learner.learning.Model;
import dev.perennial.learner.snapshot.Safetensors;
import dev.perennial.schemas.Sha256;
import java.util.Map;
import java.util.TreeMap;

/** Snapshots in memory, by their digest. */
final class KeptSnapshots implements Snapshots {

  final Map<String, byte[]> files = new TreeMap<>();

  @Override
  public File write(LearnerKey key, long version, Model model, Map<String, String> metadata) {
    byte[] bytes = Safetensors.encode(model, metadata);
    String sha256 = Sha256.hex(bytes);
    files.put(sha256, bytes);
    return new File("memory:" + version, sha256, bytes.length);
  }

  @Override
  public Model read(LearnerKey key, long version, String sha256) {
    byte[] bytes = files.get(sha256);
    if (bytes == null) {
      throw new IllegalArgumentException("its file is not there");
    }
    return Safetensors.decode(bytes).model();
  }
}
