package dev.perennial.learner.job;

import java.util.Locale;
import org.apache.flink.util.FlinkUserCodeClassLoader;

/**
 * Where the tensor engine's classes come from. Its native library can be loaded by one class loader
 * a JVM only, so it must be on the task manager's own class path: in the job's jar it works until
 * the first failover, which then cannot succeed.
 */
final class EnginePlacement {

  private static final String ENGINE = "ai.djl.engine.Engine";

  private EnginePlacement() {}

  /**
   * Checks where {@code jobLoader} finds the engine.
   *
   * @throws EngineRefusedException if the job's jar holds the engine or if nobody does, with what
   *     to do
   */
  static void check(ClassLoader jobLoader) {
    ClassLoader owner;
    try {
      owner = Class.forName(ENGINE, false, jobLoader).getClassLoader();
    } catch (ClassNotFoundException e) {
      throw new EngineRefusedException(
          "DJL is not on the class path: put its jars into the task manager's lib directory", e);
    }
    if (owner instanceof FlinkUserCodeClassLoader
        || owner.getClass().getName().toLowerCase(Locale.ROOT).contains("childfirst")) {
      throw new EngineRefusedException(
          "DJL must come from the task manager's class path, not from the job's jar:"
              + " put its jars into lib/ and set"
              + " classloader.parent-first-patterns.additional: ai.djl.;com.sun.jna.",
          null);
    }
  }
}
