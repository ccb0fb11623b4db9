package dev.perennial.learner.memory;

class BalancedMemoryTest extends ReplayMemoryContract {

  @Override
  UpdatePolicy policy(long seed) {
    return UpdatePolicy.classBalanced(seed);
  }

  @Override
  Retrieval retrieval(long seed) {
    return Retrieval.classBalanced(seed);
  }
}
