package dev.perennial.cli.speed;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is told of some cells.
 *
 * @param command what a reader types to have the same; of several runs the last
 * @param machine the kind of machine, in words
 * @param versions of Perennial and what it is made of
 * @param repetitions of the last run
 * @param results by cell
 */
public record SpeedReport(
    @JsonProperty(required = true) String command,
    @JsonProperty(required = true) String machine,
    @JsonProperty(required = true) Map<String, String> versions,
    @JsonProperty(required = true) int repetitions,
    @JsonProperty(required = true) List<CellResult> results) {

  private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());

  /** Sorts the results. */
  public SpeedReport {
    versions = new TreeMap<>(versions);
    results = results.stream().sorted((one, other) -> one.cell().compareTo(other.cell())).toList();
  }

  /**
   * The report in a file.
   *
   * @throws IOException if it cannot be read or is none
   */
  public static SpeedReport read(Path file) throws IOException {
    return JSON.readValue(Files.readAllBytes(file), SpeedReport.class);
  }

  /** The same with the cells of an earlier one that this one does not have. */
  public SpeedReport after(SpeedReport earlier) {
    List<Cell> own = results.stream().map(CellResult::cell).toList();
    return new SpeedReport(
        command,
        machine,
        versions,
        repetitions,
        Stream.concat(
                earlier.results().stream().filter(result -> !own.contains(result.cell())),
                results.stream())
            .toList());
  }
}
