package dev.perennial.learner.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Boundary;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.schemas.ElementType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Memory outside the heap over twenty thousand steps, for every learning system: it grows by no
 * more than what the learner saves. Its profile gives the JVM a heap that is all there from the
 * start, so that what is resident grows by native memory alone.
 */
@Tag("soak")
class EnduranceTest {

  private static final Features FEATURES = Streams.image(ElementType.UINT8);
  private static final int CLASSES = 10;
  private static final int WARM_UP_STEPS = 5_000;
  private static final int STEPS = 20_000;
  private static final int PERIOD_STEPS = 5_000;

  /** Some 250 bytes a step; a batch is 640. */
  private static final long MOST_BYTES = 5_000_000;

  private static final List<Batch> BATCHES =
      IntStream.range(0, 40)
          .mapToObj(number -> Streams.batch(FEATURES, number, Streams.labels(number, 10, CLASSES)))
          .toList();

  static List<String> ids() {
    return Learners.ids();
  }

  @ParameterizedTest
  @MethodSource("ids")
  void nativeMemoryIsFlatOverTwentyThousandSteps(String id) throws Exception {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/proc/self/statm")), "resident memory is only known on Linux");
    String optimizer = id.equals("upgd") ? id : "sgd";
    var recipe = Streams.recipe(id, "mlp:24,16", optimizer).withMemoryBytes(500_000);
    Map<String, byte[]> saved = new HashMap<>();
    StateStore store = StateStore.of(saved);
    try (Learner learner = Learners.open(recipe, FEATURES)) {
      churn(learner, store, 0, WARM_UP_STEPS);
      long before = residentBytes() - savedBytes(saved);
      churn(learner, store, WARM_UP_STEPS, WARM_UP_STEPS + STEPS);
      long grown = residentBytes() - savedBytes(saved) - before;
      System.out.printf("%s grew by %,d bytes%n", id, grown);

      assertThat(grown).isLessThan(MOST_BYTES);
      assertThat(learner.version()).isGreaterThanOrEqualTo(WARM_UP_STEPS + STEPS);
    }
  }

  private static void churn(Learner learner, StateStore store, int from, int to) {
    for (int step = from; step < to; step++) {
      Batch batch = BATCHES.get(step % BATCHES.size());
      learner.observe(batch);
      if (step % 10 == 0) {
        learner.predict(batch.inputs());
      }
      if (step % 500 == 499) {
        learner.save(store);
      }
      if (step % PERIOD_STEPS == PERIOD_STEPS - 1) {
        learner.onBoundary(new Boundary(step / PERIOD_STEPS));
      }
    }
  }

  /** A learner may keep more rows the longer it learns; what it saves says how much. */
  private static long savedBytes(Map<String, byte[]> saved) {
    return saved.values().stream().mapToLong(bytes -> bytes.length).sum();
  }

  private static long residentBytes() throws Exception {
    System.gc();
    return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * 4096;
  }
}
