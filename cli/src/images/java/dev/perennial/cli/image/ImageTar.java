package dev.perennial.cli.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An image in the tar that the build has written: its configuration, and of each layer what it
 * holds, in the order in which layers lie on each other.
 *
 * @param config of the image, without what the registry adds
 */
record ImageTar(Path file, JsonNode config, List<List<TarArchiveEntry>> layers) {

  private interface Reader {
    void read(TarArchiveEntry entry, InputStream content) throws IOException;
  }

  /** The image of that name; the build tells where it is. */
  static ImageTar of(String name) throws IOException {
    Path file = Path.of(System.getProperty("perennial.images"), name + ".tar");
    Map<String, byte[]> documents = new HashMap<>();
    forEach(
        file,
        (entry, content) -> {
          if (entry.getName().endsWith(".json")) {
            documents.put(entry.getName(), content.readAllBytes());
          }
        });
    JsonNode manifest = json(documents.get("manifest.json")).path(0);
    Map<String, List<TarArchiveEntry>> layers = new HashMap<>();
    forEach(
        file,
        (entry, content) -> {
          if (entry.getName().endsWith(".tar.gz")) {
            List<TarArchiveEntry> entries = new ArrayList<>();
            forEachOfLayer(content, (part, nothing) -> entries.add(part));
            layers.put(entry.getName(), entries);
          }
        });
    List<List<TarArchiveEntry>> ordered = new ArrayList<>();
    manifest.path("Layers").forEach(layer -> ordered.add(layers.get(layer.asText())));
    return new ImageTar(
        file, json(documents.get(manifest.path("Config").asText())).path("config"), ordered);
  }

  private static JsonNode json(byte[] document) throws IOException {
    return new ObjectMapper().readTree(document);
  }

  private static void forEach(Path file, Reader reader) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      forEach(in, reader);
    }
  }

  private static void forEach(InputStream in, Reader reader) throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name());
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      reader.read(entry, tar);
    }
  }

  private static void forEachOfLayer(InputStream layer, Reader reader) throws IOException {
    forEach(new GZIPInputStream(layer), reader);
  }

  /** The files of a layer, without directories, in the order of their paths. */
  List<String> files(int layer) {
    return layers.get(layer).stream()
        .filter(entry -> !entry.isDirectory())
        .map(entry -> "/" + entry.getName())
        .sorted()
        .toList();
  }

  /** The files of all layers, in the order of their paths. */
  List<String> files() {
    return layers.stream()
        .flatMap(List::stream)
        .filter(entry -> !entry.isDirectory())
        .map(entry -> "/" + entry.getName())
        .sorted()
        .toList();
  }

  /** The texts of an array of the configuration. */
  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    config.path(key).forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** Its environment. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    for (String pair : texts("Env")) {
      environment.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return environment;
  }

  /** Writes all layers below a directory, where nothing may be written afterwards. */
  void unpack(Path root) throws IOException {
    forEach(
        file,
        (entry, layer) -> {
          if (entry.getName().endsWith(".tar.gz")) {
            forEachOfLayer(layer, (part, content) -> unpack(part, content, root));
          }
        });
  }

  private static void unpack(TarArchiveEntry part, InputStream content, Path root)
      throws IOException {
    Path path = root.resolve(part.getName()).normalize();
    assertThat(path.startsWith(root)).as(part.getName()).isTrue();
    if (part.isDirectory()) {
      Files.createDirectories(path);
    } else {
      Files.createDirectories(path.getParent());
      Files.copy(content, path);
    }
  }
}
