package dev.perennial.learner.step;

import ai.djl.Device;
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
import org.jspecify.annotations.Nullable;

/**
 * A script as libtorch compiled it, which all programs of that script on one thread share: it takes
 * some milliseconds and more memory than a small learner. A module keeps nothing but the tensors it
 * works on, so it is given those of a program whenever another one ran before. Lives as long as one
 * of its programs. Owned by one thread.
 */
final class Compiled {

  private static final ThreadLocal<Map<Script, Compiled>> OF_THREAD =
      ThreadLocal.withInitial(HashMap::new);

  private final Script script;
  private final boolean records;
  private final Map<Script, Compiled> others;
  private final PtNDManager manager;
  private final PtSymbolBlock module;
  private final NDArray nothing;
  private final Map<String, NDArray> methods = new HashMap<>();
  private int programs;
  private @Nullable Program boundTo;

  private Compiled(Script script, Device device, Map<Script, Compiled> others) {
    this.script = script;
    this.records = script.records();
    this.others = others;
    this.manager = (PtNDManager) NDManager.newBaseManager(device);
    try {
      this.module =
          JniUtils.loadModule(manager, new ByteArrayInputStream(script.archive()), false, false);
    } catch (IOException impossible) {
      manager.close();
      throw new UncheckedIOException(impossible);
    } catch (RuntimeException | Error refused) {
      manager.close();
      throw refused;
    }
    this.nothing = manager.create(0);
  }

  /**
   * The script for one more program of the calling thread, compiled unless that was done.
   *
   * @throws ai.djl.engine.EngineException if libtorch refuses the script
   */
  static Compiled joined(Script script, Device device) {
    Map<Script, Compiled> ofThread = OF_THREAD.get();
    Compiled compiled =
        ofThread.computeIfAbsent(script, first -> new Compiled(first, device, ofThread));
    compiled.programs++;
    return compiled;
  }

  /** Whether a method has autograd record what it does. */
  boolean records() {
    return records;
  }

  /** Works on the tensors of a program from now on. */
  void bind(Program program, List<NDArray> state) {
    bind(state);
    boundTo = program;
  }

  /** Works on the tensors of a program from now on, unless it does already. */
  void ensureBound(Program program, List<NDArray> state) {
    if (boundTo != program) {
      bind(program, state);
    }
  }

  /** A program that was given no tensors sees an empty one. */
  private void bind(List<NDArray> given) {
    List<NDArray> state = given.isEmpty() ? List.of(nothing) : given;
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
   * Calls a method. libtorch may simplify a script that records nothing, once it has run, which
   * changes no bit; autograd's graphs it would give formulas of its own, from some call on.
   *
   * @param isTraining whether autograd records what it does
   * @return its result, the caller's to close
   */
  NDArray call(String method, NDArray argument, boolean isTraining) {
    JniUtils.setGraphExecutorOptimize(!records);
    return IValueUtils.forward(module, new NDList(argument, method(method)), isTraining).get(0);
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

  /** A program is no more: its tensors are let go of. */
  void leave(Program program) {
    programs--;
    if (programs == 0) {
      others.remove(script);
      manager.close();
    } else if (boundTo == program) {
      bind(List.of());
      boundTo = null;
    }
  }
}
