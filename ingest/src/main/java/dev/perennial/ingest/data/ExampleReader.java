package dev.perennial.ingest.data;

import dev.perennial.schemas.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Labelled examples in file order, read as they are asked for. Owned by one thread. */
public interface ExampleReader extends Closeable {

  /**
   * One example.
   *
   * @param features the input
   * @param label the class's name
   * @param task the task's name; empty where the data name none
   * @param id what the data call it; empty where they do not
   * @param time when it was observed; empty where the data do not say
   */
  record LabelledExample(
      Tensor features,
      String label,
      Optional<String> task,
      Optional<String> id,
      Optional<Instant> time) {}

  /** Whether examples name their task. */
  boolean namesTasks();

  /**
   * The next example; empty at the end.
   *
   * @throws IOException if the data cannot be read on
   */
  Optional<LabelledExample> next() throws IOException;
}
