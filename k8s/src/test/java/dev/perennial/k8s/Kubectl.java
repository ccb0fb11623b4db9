package dev.perennial.k8s;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Renders a kustomization with the kubectl on the PATH. It asks no cluster. */
final class Kubectl {

  private Kubectl() {}

  /**
   * The YAML of a kustomization's objects. Where there is no kubectl, the test that asks is
   * skipped; where {@code CI=true}, it fails.
   *
   * @throws IllegalStateException if kubectl refuses it, with its reason
   */
  static String kustomize(Path directory) {
    Process kubectl;
    try {
      kubectl = new ProcessBuilder("kubectl", "kustomize", directory.toString()).start();
    } catch (IOException e) {
      if ("true".equals(System.getenv("CI"))) {
        fail("kubectl must be on the PATH where CI=true: " + e.getMessage());
      }
      assumeTrue(false, "no kubectl: " + e.getMessage());
      throw new UncheckedIOException(e);
    }
    try (InputStream rendered = kubectl.getInputStream();
        InputStream problems = kubectl.getErrorStream()) {
      String yaml = new String(rendered.readAllBytes(), StandardCharsets.UTF_8);
      String said = new String(problems.readAllBytes(), StandardCharsets.UTF_8);
      // A warning is one of something that will stop working.
      if (kubectl.waitFor() != 0 || !said.isEmpty()) {
        throw new IllegalStateException("kubectl kustomize %s: %s".formatted(directory, said));
      }
      return yaml;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while rendering " + directory, e);
    }
  }
}
