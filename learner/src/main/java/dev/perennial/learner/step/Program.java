package dev.perennial.learner.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A compiled {@link Script}. Owned by one thread; everything native hangs on its own manager. */
public final class Program implements AutoCloseable {

  private final PtNDManager manager;
  private final PtSymbolBlock module;
  private final Map<String, NDArray> methods = new HashMap<>();

  /**
   * Compiles a script, in some milliseconds.
   *
   * @param parent the manager whose device the program runs on
   * @throws ai.djl.engine.EngineException if libtorch refuses the script
   */
  public Program(NDManager parent, Script script) {
    this.manager = (PtNDManager) parent.newSubManager();
    try {
      this.module =
          JniUtils.loadModule(manager, new ByteArrayInputStream(script.archive()), false, false);
    } catch (IOException impossible) {
      manager.close();
      throw new UncheckedIOException(impossible);
    }
  }

  /** Lets the program work on these tensors from now on; they stay the caller's. */
  public void bind(List<NDArray> state) {
    NDList arguments = new NDList(state.size() + 1);
    for (NDArray tensor : state) {
      tensor.setName("state[]");
      arguments.add(tensor);
    }
    arguments.add(method("bind"));
    IValueUtils.forward(module, arguments, false).close();
    state.forEach(tensor -> tensor.setName(null));
  }

  /**
   * Calls a method that computes gradients.
   *
   * @param argument its only argument
   * @return its result, the caller's to close
   */
  public NDArray train(String method, NDArray argument) {
    JniUtils.setGradMode(true);
    try {
      // Autograd inside a script records nothing unless the call, too, is one for training.
      return IValueUtils.forward(module, new NDList(argument, method(method)), true).get(0);
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
    return IValueUtils.forward(module, new NDList(argument, method(method)), false).get(0);
  }

  /** DJL takes the method's name from the name of an array among the arguments. */
  private NDArray method(String name) {
    return methods.computeIfAbsent(
        name,
        key -> {
          NDArray named = manager.create(0);
          named.setName("module_method:" + key);
          return named;
        });
  }

  @Override
  public void close() {
    manager.close();
  }
}
