package dev.perennial.evaluator.topology;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How a state becomes bytes and back. The bytes begin with a version, and every version ever
 * released can be read. Owned by one thread.
 */
interface StateCodec<S> {

  /** The state of a learner nothing is known of. */
  S initial();

  void save(S state, DataOutput out) throws IOException;

  S load(DataInput in) throws IOException;
}
