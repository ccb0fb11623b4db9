package dev.perennial.learner.memory;

class HerdingMemoryTest extends ReplayMemoryContract {

  @Override
  UpdatePolicy policy(long seed) {
    return UpdatePolicy.herding(seed);
  }

  @Override
  Retrieval retrieval(long seed) {
    return Retrieval.classBalanced(seed);
  }
}
