package dev.perennial.cli.quality;

import dev.perennial.evaluator.Evaluator;
import dev.perennial.ingest.Ingest;
import dev.perennial.learner.Learners;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Which code a result was made by: one digest over the classes of all modules it runs through. */
public final class CodeDigest {

  private static final List<Class<?>> MODULES =
      List.of(Sample.class, Ingest.class, Learners.class, Evaluator.class);

  private CodeDigest() {}

  /** The digest of the code that runs: 64 hexadecimal digits. */
  public static String running() {
    MessageDigest digest = Sha256.digest();
    try {
      for (Class<?> module : MODULES) {
        Path place = Path.of(module.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(place)) {
          add(digest, place);
        } else {
          try (FileSystem jar = FileSystems.newFileSystem(place)) {
            add(digest, jar.getPath("/"));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the running code cannot be read", e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class comes from no file", e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
        digest.update(Files.readAllBytes(file));
      }
    }
  }
}
