package dev.perennial.learner.memory;

class RingMemoryTest extends ReplayMemoryContract {

  @Override
  UpdatePolicy policy(long seed) {
    return UpdatePolicy.ring();
  }

  @Override
  Retrieval retrieval(long seed) {
    return Retrieval.uniform(seed);
  }
}
