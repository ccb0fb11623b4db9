package dev.perennial.ingest.scenario;

import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.Problems;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a curriculum is besides its data and scenario.
 *
 * @param stream the stream its samples belong to; not blank
 * @param seed decides every random choice
 * @param limit the most training samples in all, an equal share from each task and pass; empty for
 *     all there are
 * @param passes how often all training samples are published; at least 1
 * @param start the event time of the first sample; each later one is a millisecond after the one
 *     before
 */
public record CurriculumSettings(
    String stream, long seed, OptionalLong limit, int passes, Instant start) {

  private static final Instant DEFAULT_START = Instant.parse("2026-01-01T00:00:00Z");

  /**
   * Checks the values.
   *
   * @throws InvalidSettingsException if one is out of range
   */
  public CurriculumSettings {
    new Problems("curriculum")
        .notBlank("stream", stream)
        .atLeast("limit", limit.orElse(1), 1)
        .atLeast("passes", passes, 1)
        .throwIfAny();
  }

  /** All training samples once, from the start of 2026. */
  public static CurriculumSettings of(String stream, long seed) {
    return new CurriculumSettings(stream, seed, OptionalLong.empty(), 1, DEFAULT_START);
  }

  /** The same with at most that many training samples in all. */
  public CurriculumSettings withLimit(long limit) {
    return new CurriculumSettings(stream, seed, OptionalLong.of(limit), passes, start);
  }

  /** The same with that many passes over the training samples. */
  public CurriculumSettings withPasses(int passes) {
    return new CurriculumSettings(stream, seed, limit, passes, start);
  }

  /**
   * The most training samples of one task in one pass.
   *
   * @throws InvalidSettingsException if that is none
   */
  int mostOfEach(int tasks) {
    if (limit.isEmpty()) {
      return Integer.MAX_VALUE;
    }
    long share = limit.getAsLong() / tasks / passes;
    if (share < 1) {
      throw new InvalidSettingsException(
          List.of(
              "limit must leave a sample for each of %d tasks in each of %d passes: %d"
                  .formatted(tasks, passes, limit.getAsLong())));
    }
    return (int) Math.min(share, Integer.MAX_VALUE);
  }
}
