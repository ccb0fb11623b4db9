package dev.perennial.learner.memory;

class RecentReservoirTest extends ReplayMemoryContract {

  @Override
  UpdatePolicy policy(long seed) {
    return UpdatePolicy.reservoir(seed);
  }

  @Override
  Retrieval retrieval(long seed) {
    return Retrieval.recency();
  }
}
