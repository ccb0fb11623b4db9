package dev.perennial.learner.memory;

class SlidingWindowTest extends ReplayMemoryContract {

  @Override
  UpdatePolicy policy(long seed) {
    return UpdatePolicy.slidingWindow();
  }

  @Override
  Retrieval retrieval(long seed) {
    return Retrieval.uniform(seed);
  }
}
