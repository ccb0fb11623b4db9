package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.CommandKind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.metrics.groups.InternalOperatorMetricGroup;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups;
import org.apache.flink.runtime.metrics.util.InterceptingOperatorMetricGroup;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Five streams whose entries come in a random order, learned by real learners of which two are in
 * memory at once. What a fold that was paged out and woke again says is, byte for byte, what it
 * says where there is room for all.
 */
class PagingTest {

  private static final int STREAMS = 5;
  private static final int PIXELS = 6;
  private static final int BATCH = 3;
  private static final int HOLDOUT = 3;

  @TempDir private Path directory;

  /** Learners that were opened and not closed. */
  private int open;

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"er", "der++", "icarl", "slda", "forest", "knn", "tame", "auto"})
  void aPagedFoldSaysWhatOneSaysThatWasAlwaysAwake(String strategy) throws Exception {
    List<Routed> entries = interleaved(new Random(1));

    List<String> always = outcome(strategy, entries, STREAMS);
    List<String> paged = outcome(strategy, entries, 2);

    assertThat(paged).isEqualTo(always);
    for (int stream = 0; stream < STREAMS; stream++) {
      String key = " stream-" + stream + "/one ";
      // The ends of three periods, a snapshot, and a roll-back: that is refused to learners whose
      // snapshots hold examples, as some were to be forgotten.
      assertThat(always)
          .filteredOn(line -> line.startsWith("MODELS" + key))
          .hasSize(Set.of("knn", "auto").contains(strategy) ? 4 : 5);
      assertThat(always).filteredOn(line -> line.startsWith("AUDITS" + key)).hasSize(7);
      assertThat(always).anyMatch(line -> line.startsWith("REJECTS" + key));
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"er", "slda", "forest"})
  void goesOnFromACheckpointWhoeverIsAwake(String strategy) throws Exception {
    List<Routed> entries = interleaved(new Random(2));
    List<String> always = outcome(strategy, entries, STREAMS);

    for (int cut = 20; cut < entries.size(); cut += 41) {
      List<String> paged = new ArrayList<>();
      OperatorSubtaskState state;
      try (var first = new Running(strategy, 2)) {
        first.harness.open();
        paged.addAll(first.feed(entries.subList(0, cut)));
        state = first.checkpoint();
      }
      try (var second = new Running(strategy, 2)) {
        second.harness.initializeState(state);
        second.harness.open();
        paged.addAll(second.feed(entries.subList(cut, entries.size())));
      }
      assertThat(paged).as("checkpoint after %d entries", cut).isEqualTo(always);
    }
  }

  @Test
  void writesWhatAFoldLearnedSinceTheCheckpointBeforeItLeftMemory() throws Exception {
    List<Routed> entries = interleaved(new Random(3));
    List<String> always = outcome("er", entries, STREAMS);
    List<String> paged = new ArrayList<>();

    // A save at a checkpoint leaves out what has not changed: the one after it must not.
    try (var running = new Running("er", 2)) {
      running.harness.open();
      for (int at = 0; at < entries.size(); at++) {
        paged.addAll(running.feed(entries.subList(at, at + 1)));
        if (at % 3 == 0) {
          running.harness.getOneInputOperator().prepareSnapshotPreBarrier(at);
        }
      }
    }

    assertThat(paged).isEqualTo(always);
  }

  @Test
  void closesTheLearnersThatAreNotInMemory() throws Exception {
    List<Routed> entries = interleaved(new Random(4));

    try (var running = new Running("er", 2)) {
      running.harness.open();
      for (Routed entry : entries) {
        running.feed(List.of(entry));

        assertThat(open).as("learners that are open").isBetween(0, 2);
      }
      assertThat(open).isEqualTo(2);
    }
    assertThat(open).isZero();
  }

  @Test
  void theOneThatReadAnEntryLongestAgoMakesRoom() throws Exception {
    Log a = plain("a");
    Log b = plain("b");
    Log c = plain("c");

    try (var running = new Running("er", 2)) {
      running.harness.open();
      // c takes the room of a, and a that of c: b has read since then.
      running.feed(
          List.of(
              a.entries().get(0),
              b.entries().get(0),
              c.entries().get(0),
              b.entries().get(1),
              a.entries().get(1),
              b.entries().get(2)));

      assertThat(running.count("modelsPagedOut")).isEqualTo(2);
      assertThat(running.count("modelsWoken")).isEqualTo(1);
      assertThat(((Gauge<?>) running.metrics.get("modelsAwake")).getValue()).isEqualTo(2);
    }
  }

  /** What comes out where so many folds may be in memory. */
  private List<String> outcome(String strategy, List<Routed> entries, int awake) throws Exception {
    try (var running = new Running(strategy, awake)) {
      running.harness.open();
      return running.feed(entries);
    }
  }

  /** The operator, with so many folds in memory. */
  private final class Running implements AutoCloseable {

    final InterceptingOperatorMetricGroup metrics = new InterceptingOperatorMetricGroup();
    private final MockEnvironment environment =
        new MockEnvironmentBuilder()
            .setMetricGroup(
                new UnregisteredMetricGroups.UnregisteredTaskMetricGroup() {
                  @Override
                  public InternalOperatorMetricGroup getOrAddOperator(
                      OperatorID id, String name, Map<String, String> variables) {
                    return metrics;
                  }
                })
            .build();
    final KeyedOneInputStreamOperatorTestHarness<String, Routed, Emission> harness;

    Running(String strategy, int awake) throws Exception {
      Recipe recipe = new Recipe(strategy, "mlp:5", 8, BATCH, 3, 1, "sgd", 0.05, 0, 0, 1);
      LearnerSettings settings =
          new LearnerSettings("*", recipe, ScoringSettings.wholeEvery(2), HOLDOUT)
              .withMeasureEvery(2);
      harness =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new LearnerOperator(
                  Map.of("one", settings),
                  Log.REGISTRY,
                  (named, features, placement) ->
                      counted(Learners.open(named, features, placement)),
                  directory.toUri().toString(),
                  STREAMS,
                  awake,
                  keys -> Committed.nothing(),
                  false),
              entry -> entry.key,
              Types.STRING,
              environment);
      harness.setStateBackend(new EmbeddedRocksDBStateBackend(true));
      harness.setCheckpointStorage(new FileSystemCheckpointStorage(directory.toUri()));
      harness.setup(
          TypeInformation.of(Emission.class)
              .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    }

    List<String> feed(List<Routed> entries) throws Exception {
      for (Routed entry : entries) {
        harness.processElement(new StreamRecord<>(entry));
      }
      // What follows a reading of results comes with the next barrier.
      harness.getOneInputOperator().prepareSnapshotPreBarrier(0);
      List<String> lines = new ArrayList<>();
      for (Emission emission : harness.extractOutputValues()) {
        lines.add(emission.topic + " " + emission.key + " " + Arrays.toString(emission.value));
      }
      harness.getOutput().clear();
      return lines;
    }

    OperatorSubtaskState checkpoint() throws Exception {
      harness.getOneInputOperator().prepareSnapshotPreBarrier(1);
      return harness.snapshot(1, 1);
    }

    long count(String metric) {
      return ((Counter) metrics.get(metric)).getCount();
    }

    @Override
    public void close() throws Exception {
      harness.close();
      environment.close();
    }
  }

  /** The same learner, whose opening and closing is counted. */
  private Learner counted(Learner learner) {
    open++;
    return (Learner)
        Proxy.newProxyInstance(
            Learner.class.getClassLoader(),
            new Class<?>[] {Learner.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                open--;
              }
              try {
                return method.invoke(learner, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Log plain(String stream) {
    return new Log(new LearnerKey(stream, "one"))
        .train("a", 0, 1)
        .train("a", 1, 2)
        .train("a", 0, 3);
  }

  /** The entries of all streams, each stream's in their order. */
  private static List<Routed> interleaved(Random random) {
    List<Iterator<Routed>> streams = new ArrayList<>();
    for (int stream = 0; stream < STREAMS; stream++) {
      streams.add(log(stream, random).entries().iterator());
    }
    List<Routed> entries = new ArrayList<>();
    while (!streams.isEmpty()) {
      Iterator<Routed> next = streams.get(random.nextInt(streams.size()));
      entries.add(next.next());
      if (!next.hasNext()) {
        streams.remove(next);
      }
    }
    return entries;
  }

  /**
   * A stream that has all that a log can have. Its batches are not full at the same places as those
   * of the others.
   */
  private static Log log(int stream, Random random) {
    Log log = new Log(new LearnerKey("stream-" + stream, "one"));
    log.holdOut("a", 0, row(random)).holdOut("a", 1, row(random));
    long arrival = log.entries().size();
    log.unlabelled("a", row(random)).unlabelled("a", row(random));
    for (int row = 0; row < 2 * BATCH + stream; row++) {
      log.train("a", row % 2, row(random));
    }
    log.command(CommandKind.SNAPSHOT, Map.of())
        .late(arrival, "a", 1, row(random))
        .heldOutLate(arrival + 1, "a", 0, row(random))
        // The model before its first step on b is scored once b has hold-out samples.
        .train("b", 2, row(random))
        .holdOut("b", 2, row(random))
        .train("b", 1, row(random))
        .holdOut("b", 1, row(random))
        .holdOut("b", 2, row(random))
        .train("b", 2, row(random))
        .train("b", 1, row(random))
        .command(CommandKind.SET, Map.of("batch", "2"))
        .train("b", 1, row(random))
        .command(CommandKind.PAUSE, Map.of())
        .train("b", 2, row(random))
        .command(CommandKind.RESUME, Map.of())
        .command(CommandKind.FORGET, Map.of("ids", "[\"s0\", \"s5\"]"))
        .train("b", 2, row(random))
        .command(
            CommandKind.ROLLBACK, Map.of("version", Integer.toString((2 * BATCH + stream) / BATCH)))
        .train("c", 0, row(random))
        .train("c", 3, row(random))
        .bytes((byte) 1, (byte) 2)
        .train("c", 3, row(random))
        .boundary("end");
    return log;
  }

  private static int[] row(Random random) {
    return random.ints(PIXELS, 0, 256).toArray();
  }
}
