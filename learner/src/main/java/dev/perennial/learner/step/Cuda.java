package dev.perennial.learner.step;

import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;

/** Whether the tensor engine can compute on NVIDIA's GPUs. */
public final class Cuda {

  private Cuda() {}

  /** Whether the engine on the class path was built with CUDA; loads it. */
  public static boolean isThere() {
    return Engine.getInstance().hasCapability(StandardCapabilities.CUDA);
  }
}
