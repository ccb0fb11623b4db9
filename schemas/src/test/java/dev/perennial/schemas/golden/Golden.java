package dev.perennial.schemas.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What each version of Perennial wrote: {@code src/test/resources/golden/VERSION/NAME.bin} of the
 * module under test, byte strings by name. A version that was released keeps its files for good,
 * and every test reads those of all versions.
 *
 * <p>The files of the version in {@code pom.xml} are written anew by {@code mvn test
 * -Dtest='Golden*' -Dsurefire.failIfNoSpecifiedTests=false -Dgolden.write=true}: after a new format
 * number, or for a new version.
 */
public final class Golden {

  private static final Path ROOT = Path.of("src", "test", "resources", "golden");
  private static final Pattern VERSION =
      Pattern.compile("<version>([0-9.]+)(-SNAPSHOT)?</version>");

  private Golden() {}

  /** The versions that have files, and the one that is being built. */
  public static List<String> versions() {
    Set<String> versions = new TreeSet<>(Set.of(current()));
    if (Files.exists(ROOT)) {
      try (Stream<Path> directories = Files.list(ROOT)) {
        directories.forEach(directory -> versions.add(directory.getFileName().toString()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return List.copyOf(versions);
  }

  /** The version that is being built, without {@code -SNAPSHOT}. */
  public static String current() {
    try {
      Matcher version = VERSION.matcher(Files.readString(Path.of("pom.xml")));
      assertThat(version.find()).isTrue();
      return version.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether this run is to write the files of the current version. */
  public static boolean isWriting(String version) {
    return Boolean.getBoolean("golden.write") && version.equals(current());
  }

  /** Writes a file of the current version. */
  public static void write(String name, Map<String, byte[]> content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(content.size());
      for (Map.Entry<String, byte[]> entry : new TreeMap<>(content).entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeInt(entry.getValue().length);
        out.write(entry.getValue());
      }
      out.flush();
      Path path = path(current(), name);
      Files.createDirectories(path.getParent());
      Files.write(path, bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a version wrote, names in order; every call gives new arrays. */
  public static Map<String, byte[]> read(String version, String name) {
    Path path = path(version, name);
    assertThat(path).as("a golden file; -Dgolden.write=true writes those of this version").exists();
    Map<String, byte[]> content = new TreeMap<>();
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(path)))) {
      for (int left = in.readInt(); left > 0; left--) {
        content.put(in.readUTF(), in.readNBytes(in.readInt()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return content;
  }

  /** A text among what a version wrote. */
  public static String text(Map<String, byte[]> content, String name) {
    byte[] bytes = content.get(name);
    assertThat(bytes).as(name).isNotNull();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A text as a byte string. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Checks that what is written today is, byte for byte, what the current version wrote. */
  public static void requireSame(
      String version, Map<String, byte[]> written, Map<String, byte[]> golden) {
    if (!version.equals(current())) {
      return;
    }
    String hint = "a format that changes needs a new number: see Golden";
    assertThat(written.keySet()).as(hint).isEqualTo(golden.keySet());
    written.forEach(
        (name, bytes) -> assertThat(bytes).as("%s; %s", name, hint).isEqualTo(golden.get(name)));
  }

  private static Path path(String version, String name) {
    return ROOT.resolve(version).resolve(name + ".bin");
  }
}
