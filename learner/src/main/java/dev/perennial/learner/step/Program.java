package dev.perennial.learner.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/**
 * A {@link Script} at work on tensors of its own. What libtorch compiled is shared with the other
 * programs of the same script on the same thread, so that a thousand learners of one recipe need
 * one. Owned by one thread, which also closes it.
 */
public final class Program implements AutoCloseable {

  private final Compiled compiled;
  private List<NDArray> state = List.of();
  private boolean isClosed;

  /**
   * Compiles a script, in some milliseconds, unless a program of this thread has done so.
   *
   * @param parent the manager whose device the program runs on
   * @throws ai.djl.engine.EngineException if libtorch refuses the script
   */
  public Program(NDManager parent, Script script) {
    this.compiled = Compiled.joined(script, parent.getDevice());
  }

  /** Lets the program work on these tensors from now on; they stay the caller's. */
  public void bind(List<NDArray> tensors) {
    state = List.copyOf(tensors);
    compiled.bind(this, state);
  }

  /**
   * Calls a method that may compute gradients; of a script that records nothing, as {@link #run}.
   *
   * @param argument its only argument
   * @return its result, the caller's to close
   */
  public NDArray train(String method, NDArray argument) {
    if (!compiled.records()) {
      return run(method, argument);
    }
    compiled.ensureBound(this, state);
    JniUtils.setGradMode(true);
    try {
      // Autograd inside a script records nothing unless the call, too, is one for training.
      return compiled.call(method, argument, true);
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  /**
   * Calls a method that computes no gradients.
   *
   * @param argument its only argument
   * @return its result, the caller's to close
   */
  public NDArray run(String method, NDArray argument) {
    compiled.ensureBound(this, state);
    return compiled.call(method, argument, false);
  }

  /**
   * Calls a method whose result outlives it: what {@link #run} makes can never be trained.
   *
   * @param argument its only argument
   * @return its result, the caller's to close
   */
  NDArray make(String method, NDArray argument) {
    compiled.ensureBound(this, state);
    return compiled.call(method, argument, true);
  }

  /** Idempotent. */
  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      compiled.leave(this);
    }
  }
}
