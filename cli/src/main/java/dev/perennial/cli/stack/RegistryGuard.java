package dev.perennial.cli.stack;

import java.io.IOException;
import java.util.Arrays;

/**
 * The first class of the registry's process: starts the program named by its first argument and
 * ends the process when standard input ends. The parent holds the other end of that pipe, so the
 * system closes it however the parent dies, SIGKILL included.
 *
 * <p>It is copied into the child's class path alone, so it must use nothing but the JDK and stay a
 * single class file.
 */
public final class RegistryGuard {

  private RegistryGuard() {}

  /**
   * Starts the program.
   *
   * @param arguments the name of a class with a main method, then its arguments
   * @throws ReflectiveOperationException if there is no such class, or its main method throws
   */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    Thread guard = new Thread(RegistryGuard::endWithParent, "parent-guard");
    guard.setDaemon(true);
    guard.start();
    Class.forName(arguments[0])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // The parent says nothing; only the end counts.
      }
    } catch (IOException e) {
      // A broken pipe is an end too.
    }
    // Storage is in memory: there is nothing to save, and shutdown hooks would only take time.
    Runtime.getRuntime().halt(0);
  }
}
