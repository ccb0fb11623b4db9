package dev.perennial.cli.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Results, a JSON file a cell: what a run that was interrupted goes on from. A file appears whole
 * or not at all. Thread-safe for different cells.
 *
 * @param directory made with the first result
 */
public record CellDirectory(Path directory) {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** The mapper that results are written with. */
  static ObjectMapper json() {
    return JSON;
  }

  /**
   * The result of a cell; empty if there is none, or its recipe or data were others.
   *
   * @throws UncheckedIOException if its file cannot be read
   */
  public Optional<CellResult> find(Cell cell) {
    Path file = file(cell.benchmark().name(), cell.strategy(), cell.seed());
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      CellResult result = JSON.readValue(file.toFile(), CellResult.class);
      return Optional.of(result).filter(found -> found.inputs().equals(cell.inputs()));
    } catch (IOException e) {
      throw new UncheckedIOException("result %s cannot be read".formatted(file), e);
    }
  }

  /**
   * Keeps a result in place of an earlier one of its cell.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public void save(CellResult result) {
    Path file = file(result.benchmark(), result.strategy(), result.seed());
    try {
      Files.createDirectories(directory);
      Path begun = Files.createTempFile(directory, "cell", ".tmp");
      JSON.writeValue(begun.toFile(), result);
      Files.move(begun, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("result %s cannot be written".formatted(file), e);
    }
  }

  /**
   * Takes over the results of a report that have no file here, so that a run goes on from what was
   * published.
   *
   * @param report as JSON; need not exist
   * @throws UncheckedIOException if it cannot be read
   */
  public void takeOver(Path report) {
    if (!Files.isRegularFile(report)) {
      return;
    }
    try {
      for (JsonNode node : JSON.readTree(report.toFile()).path("results")) {
        CellResult result = JSON.treeToValue(node, CellResult.class);
        if (!Files.exists(file(result.benchmark(), result.strategy(), result.seed()))) {
          save(result);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("report %s cannot be read".formatted(report), e);
    }
  }

  private Path file(String benchmark, String strategy, long seed) {
    return directory.resolve("%s.%s.%d.json".formatted(benchmark, strategy, seed));
  }
}
