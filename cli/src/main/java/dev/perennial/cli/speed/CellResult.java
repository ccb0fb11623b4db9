package dev.perennial.cli.speed;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.perennial.cli.report.Spread;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What one run measured of a cell, by turns: the first repetition of every part, then the second.
 *
 * @param samplesPerSecond by part, one for each repetition, in their order
 */
public record CellResult(
    @JsonProperty(required = true) Cell cell,
    @JsonProperty(required = true) Map<Part, List<Double>> samplesPerSecond) {

  /** Copies the map. */
  public CellResult {
    samplesPerSecond = new TreeMap<>(samplesPerSecond);
  }

  /** The median of a part, with what was least and most; empty if the cell has no such part. */
  public Optional<Spread> of(Part part) {
    return Optional.ofNullable(samplesPerSecond.get(part)).map(Spread::of);
  }

  /**
   * How much faster the one part is than the other, the median over the pairs of one repetition.
   */
  public Optional<Spread> ratio(Part part, Part to) {
    List<Double> one = samplesPerSecond.get(part);
    List<Double> other = samplesPerSecond.get(to);
    if (one == null || other == null) {
      return Optional.empty();
    }
    return Optional.of(
        Spread.of(
            IntStream.range(0, Math.min(one.size(), other.size()))
                .mapToObj(i -> one.get(i) / other.get(i))
                .toList()));
  }

  /** The same without those parts. */
  CellResult without(Set<Part> parts) {
    Map<Part, List<Double>> others = new TreeMap<>(samplesPerSecond);
    others.keySet().removeAll(parts);
    return new CellResult(cell, others);
  }

  /** The same with one more repetition, of the parts that it has. */
  CellResult and(Map<Part, OptionalDouble> repetition) {
    Map<Part, List<Double>> more = new TreeMap<>(samplesPerSecond);
    repetition.forEach(
        (part, value) ->
            value.ifPresent(
                found ->
                    more.merge(
                        part,
                        List.of(found),
                        (some, one) -> Stream.concat(some.stream(), one.stream()).toList())));
    return new CellResult(cell, more);
  }
}
