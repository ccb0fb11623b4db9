package dev.perennial.cli.image;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;

/** Adds some numbers by libtorch, in a JVM of its own. */
final class Sum {

  private Sum() {}

  public static void main(String[] none) {
    Engine engine = Engine.getInstance();
    try (NDManager manager = NDManager.newBaseManager()) {
      System.out.printf(
          "the sum of %s at %s is %s%n",
          engine.getVersion(),
          System.getenv("PYTORCH_LIBRARY_PATH"),
          manager.create(new float[] {1, 2, 3}).sum().getFloat());
    }
  }
}
