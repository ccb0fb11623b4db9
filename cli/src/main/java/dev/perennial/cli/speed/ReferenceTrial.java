package dev.perennial.cli.speed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * {@link Part#REFERENCE}: a script in Python, a process of its own with one thread, which says how
 * many samples it learned a second without what it read and scored.
 */
final class ReferenceTrial implements Trial {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> STRATEGIES = Set.of("naive", "er", "er-ace", "der++");
  private static final String DENSE = "mlp:";

  private final List<String> command;

  /**
   * A trial of images that stand in a directory already.
   *
   * @param python an interpreter that has PyTorch
   */
  ReferenceTrial(Path python, Path script, Path directory) {
    this.command = List.of(python.toString(), script.toString(), directory.toString());
  }

  /** Whether an interpreter is there and has PyTorch. */
  static boolean isThere(Path python) throws InterruptedException {
    try {
      return new ProcessBuilder(python.toString(), "-c", "import torch, numpy")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  @Override
  public OptionalDouble samplesPerSecond(Cell cell) throws IOException, InterruptedException {
    if (!STRATEGIES.contains(cell.strategy()) || !cell.network().startsWith(DENSE)) {
      return OptionalDouble.empty();
    }
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(
        List.of(
            "--strategy", cell.strategy(),
            "--memory", Integer.toString(Device.CPU.memory()),
            "--batch", Integer.toString(cell.batch()),
            "--hidden", cell.network().substring(DENSE.length()),
            "--classes-per-task", "10"));
    ProcessBuilder builder =
        new ProcessBuilder(arguments).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("OMP_NUM_THREADS", "1");
    Process process = builder.start();
    try {
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IOException("%s ended with %d".formatted(String.join(" ", arguments), exit));
      }
      JsonNode result = JSON.readTree(said);
      return OptionalDouble.of(result.required("samplesPerSecond").asDouble());
    } finally {
      process.destroy();
    }
  }
}
