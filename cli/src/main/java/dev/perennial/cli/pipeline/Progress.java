package dev.perennial.cli.pipeline;

/** Hears how far a run is. Called from the thread that runs it, often; must not block. */
public interface Progress {

  /** A phase began, named in a few words, for example {@code measuring version 0}. */
  void phase(String name);

  /** So many of so many training samples have been learned and measured by the slowest learner. */
  void measured(long done, long total);
}
