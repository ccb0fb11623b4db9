package dev.perennial.ingest.synthetic;

import dev.perennial.schemas.random.CounterRandom;
import java.util.List;

/**
 * Examples one after the other, without an end. The same settings give the same. Owned by one
 * thread.
 */
public final class SyntheticStream {

  private final SyntheticSettings settings;
  private final Generator generator;
  private final DriftPlan plan;
  private long index;
  private int concept;

  SyntheticStream(SyntheticSettings settings, Generator generator, DriftPlan plan) {
    this.settings = settings;
    this.generator = generator;
    this.plan = plan;
  }

  /** How many features an example has. */
  public int features() {
    return generator.features();
  }

  /** What the classes are called, in label order. */
  public List<String> classNames() {
    return generator.classNames();
  }

  /** The concept of the example drawn last; 0 before the first. */
  public int concept() {
    return concept;
  }

  /**
   * Draws the next example.
   *
   * @param features where they are put, {@link #features} of them
   * @return its label
   */
  public int next(float[] features) {
    CounterRandom random = CounterRandom.of(settings.seed(), "synthetic", index);
    concept = plan.conceptOf(index, random.nextDouble());
    index++;
    int label = generator.draw(random, concept, features);
    if (settings.flips() > 0 && random.nextDouble() < settings.flips()) {
      int others = classNames().size() - 1;
      return (label + 1 + random.nextInt(others)) % classNames().size();
    }
    return label;
  }
}
