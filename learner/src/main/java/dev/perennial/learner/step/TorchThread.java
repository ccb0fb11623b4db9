package dev.perennial.learner.step;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/** What libtorch keeps per thread and must be told anew in each thread that opens a learner. */
public final class TorchThread {

  private TorchThread() {}

  /**
   * Makes the calling thread compute with one OpenMP thread, so that sums are added in the same
   * order everywhere. Idempotent; microseconds.
   */
  public static void prepare() {
    // Loads the native library that the calls below are in.
    Engine.getInstance();
    JniUtils.setNumThreads(1);
  }
}
