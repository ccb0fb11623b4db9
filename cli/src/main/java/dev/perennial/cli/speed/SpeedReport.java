package dev.perennial.cli.speed;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is told of some cells.
 *
 * @param command what a reader types to have the same; of several runs the last
 * @param machine the kind of machine, in words
 * @param versions of Perennial and what it is made of
 * @param results by cell; several of one cell where runs measured different parts of it
 */
public record SpeedReport(
    @JsonProperty(required = true) String command,
    @JsonProperty(required = true) String machine,
    @JsonProperty(required = true) Map<String, String> versions,
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

  /**
   * The same with what an earlier one has and this one has not measured again. Parts of one cell
   * that different runs measured stay apart, as results of their own: they have no turns in common.
   */
  public SpeedReport after(SpeedReport earlier) {
    Map<Cell, Set<Part>> again =
        results.stream()
            .collect(
                Collectors.toMap(CellResult::cell, result -> result.samplesPerSecond().keySet()));
    Stream<CellResult> kept =
        earlier.results().stream()
            .map(result -> result.without(again.getOrDefault(result.cell(), Set.of())))
            .filter(result -> !result.samplesPerSecond().isEmpty());
    return new SpeedReport(
        command, machine, versions, Stream.concat(results.stream(), kept).toList());
  }

  /** The fewest repetitions of any part; 0 if nothing was measured. */
  int repetitions() {
    return results.stream()
        .flatMap(result -> result.samplesPerSecond().values().stream())
        .mapToInt(List::size)
        .min()
        .orElse(0);
  }
}
