package dev.perennial.ingest.synthetic;

import dev.perennial.schemas.random.CounterRandom;
import java.util.List;

/**
 * Draws labelled examples, one after the other, each under a concept. One that moves is at another
 * place after each example. Owned by one thread.
 */
interface Generator {

  /** How many features an example has. */
  int features();

  /** What the classes are called, in label order. */
  List<String> classNames();

  /** How many concepts there are, numbered from 0. */
  int concepts();

  /**
   * Draws the next example.
   *
   * @param random what it is drawn with
   * @param concept in [0, concepts)
   * @param features where they are put
   * @return the label
   */
  int draw(CounterRandom random, int concept, float[] features);
}
