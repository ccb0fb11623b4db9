package dev.perennial.cli.speed;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

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
    double[] ratios = new double[Math.min(one.size(), other.size())];
    Arrays.setAll(ratios, i -> one.get(i) / other.get(i));
    return Optional.of(Spread.of(Arrays.stream(ratios).boxed().toList()));
  }

  /**
   * Some values.
   *
   * @param median the middle one; of an even number the mean of the two in the middle
   */
  public record Spread(double least, double median, double most) {

    static Spread of(List<Double> values) {
      double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      if (sorted.length == 0) {
        throw new IllegalArgumentException("there must be a value");
      }
      int middle = sorted.length / 2;
      double median =
          sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
      return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }
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
                        (some, one) ->
                            java.util.stream.Stream.concat(some.stream(), one.stream()).toList())));
    return new CellResult(cell, more);
  }
}
