package dev.perennial.cli.speed;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Measures cells, their parts by turns, so that what disturbs the machine disturbs all of them. */
public final class SpeedBench {

  private final Map<Part, Trial> trials;
  private final int repetitions;

  /**
   * A bench of those parts.
   *
   * @param device has the parts
   * @param time of each trial, what comes before it not counted
   * @param python an interpreter with PyTorch, for {@link Part#REFERENCE}
   * @param script the reference
   * @param directory an empty one, for files
   * @throws IOException if files cannot be written
   */
  public SpeedBench(
      Collection<Part> parts,
      Device device,
      int repetitions,
      Duration time,
      Path python,
      Path script,
      Path directory)
      throws IOException {
    this.repetitions = repetitions;
    Images images = new Images();
    images.write(directory);
    this.trials = new EnumMap<>(Part.class);
    for (Part part : parts) {
      trials.put(
          part,
          switch (part) {
            case BOUND -> new BoundTrial(time);
            case STEP -> new StepTrial(images, device, time);
            case PAIR -> new PairTrial(new StepTrial(images, device, time));
            case OPERATOR -> new OperatorTrial(1, time);
            case SLOTS -> new OperatorTrial(2, time);
            case PIPELINE -> new PipelineTrial(images, time.multipliedBy(3));
            case REFERENCE -> new ReferenceTrial(python, script, directory);
          });
    }
  }

  /** Whether an interpreter is there and has PyTorch. */
  public static boolean hasTorch(Path python) throws InterruptedException {
    return ReferenceTrial.isThere(python);
  }

  /**
   * Measures a cell.
   *
   * @param progress is told each repetition
   */
  public CellResult run(Cell cell, Consumer<Map<Part, OptionalDouble>> progress)
      throws IOException, InterruptedException {
    // What a virtual machine loads and compiles first counts for no part.
    repetition(cell);
    CellResult result = new CellResult(cell, Map.of());
    for (int i = 0; i < repetitions; i++) {
      Map<Part, OptionalDouble> repetition = repetition(cell);
      progress.accept(repetition);
      result = result.and(repetition);
    }
    return result;
  }

  private Map<Part, OptionalDouble> repetition(Cell cell) throws IOException, InterruptedException {
    Map<Part, OptionalDouble> measured = new TreeMap<>();
    for (Map.Entry<Part, Trial> trial : trials.entrySet()) {
      measured.put(trial.getKey(), trial.getValue().samplesPerSecond(cell));
    }
    return measured;
  }
}
