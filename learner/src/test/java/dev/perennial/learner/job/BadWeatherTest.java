package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.Role;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.weather.BadWeather;
import dev.perennial.schemas.weather.RawRecord;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import dev.perennial.schemas.wire.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spoilt entries of the log, with a good stream's in between, through the router and the operator
 * on RocksDB; in the middle the job restarts from a checkpoint.
 */
class BadWeatherTest {

  private static final int MAX_MODELS = 12;
  private static final int MAX_AWAKE_MODELS = 3;
  private static final String GOOD = Log.KEY.stream();

  @TempDir private Path directory;

  @Test
  void everyEntryIsFoldedOrRejectedAndTheGoodStreamLearnsWhatItWould() throws Exception {
    Run run = survives(10_000, (recipe, features, placement) -> new CountingLearner());

    assertThat(run.reasons.keySet())
        .contains(
            "not-avro",
            "not-wire-format",
            "unknown-schema",
            "incompatible-schema",
            "key-differs",
            "already-folded",
            "sequence-gap",
            "negative-sequence",
            "negative-index",
            "no-label",
            "long-id",
            "wrong-length",
            "too-many-tasks",
            "unknown-role");
  }

  @Test
  @Tag("soak")
  void everyOneOfAHundredThousandEntriesIsFoldedOrRejected() throws Exception {
    survives(100_000, (recipe, features, placement) -> new CountingLearner());
  }

  @Test
  void aNetworkOfAGoodStreamIsTheSameToTheBit() throws Exception {
    survives(2_000, Learners::open);
  }

  private Run survives(int spoilt, LearnerFactory.Anywhere learners) throws Exception {
    Run fair = new Run(directory, learners);
    fair.through(spoilt, false);
    Run foul = new Run(directory, learners);
    foul.through(spoilt, true);

    assertThat(fair.good).hasSizeGreaterThan(spoilt / 20);
    assertThat(foul.good.equals(fair.good))
        .as("predictions, steps, scores and snapshots are the same, byte by byte")
        .isTrue();
    assertThat(foul.folded).isGreaterThan(spoilt / 50);
    assertThat(foul.predicted + foul.pending()).isEqualTo(foul.toPredict);
    assertThat(foul.begun).isLessThanOrEqualTo(MAX_MODELS);
    assertThat(foul.reasons).containsKey("too-many-models");
    return foul;
  }

  /** A log as it comes out of the broker, and what the job makes of it. */
  private static final class Run {
    final List<String> good = new ArrayList<>();
    final Map<String, Integer> reasons = new TreeMap<>();

    /** Spoilt entries that were not rejected. */
    int folded;

    /** Those among them that a model is asked about, and its answers. */
    int toPredict;

    int predicted;
    long begun;

    private final Path snapshots;
    private final LearnerFactory.Anywhere learners;
    private final Registry registry = Registry.at(Log.REGISTRY);
    private final RecordEncoder<Experience> encoder =
        RecordEncoder.of(Topic.EXPERIENCES, Experience.class, registry);
    private final RecordDecoder<Experience> decoder =
        RecordDecoder.of(Topic.EXPERIENCES, Experience.class, registry);
    private final RecordDecoder<Reject> rejects =
        RecordDecoder.of(Topic.REJECTS, Reject.class, registry);
    private final LearnerSettings settings =
        new LearnerSettings(
            "*",
            new Recipe("er", "mlp:4", 10, 2, 2, 1, "sgd", 0.1, 0, 0, 1),
            ScoringSettings.AT_BOUNDARIES,
            10);
    private final ExperienceRouter router = new ExperienceRouter(Map.of("er", settings));
    private final Map<String, Long> next = new TreeMap<>();
    private final Map<String, Integer> training = new TreeMap<>();
    private KeyedOneInputStreamOperatorTestHarness<String, Routed, Emission> job;
    private long offset;

    Run(Path snapshots, LearnerFactory.Anywhere learners) {
      this.snapshots = snapshots;
      this.learners = learners;
    }

    void through(int records, boolean spoilt) throws Exception {
      List<Routed> log = goodLog(records / 10);
      job = harness();
      job.open();
      // What follows a reading of results is let out with the first barrier.
      job.getOneInputOperator().prepareSnapshotPreBarrier(0);
      BadWeather weather = null;
      for (int i = 0; i < records; i++) {
        if (i == records / 2) {
          restart();
        }
        if (i % 10 == 0) {
          read(new RawRecord("good", utf8(GOOD), log.get(i / 10).value, List.of()));
        }
        if (i % 100 == 0) {
          weather = weather(i);
        }
        if (spoilt) {
          read(weather.next());
        }
      }
      job.close();
    }

    private void restart() throws Exception {
      job.getOneInputOperator().prepareSnapshotPreBarrier(1);
      OperatorSubtaskState state = job.snapshot(1, 1);
      job.close();
      job = harness();
      job.initializeState(state);
      job.open();
      job.getOneInputOperator().prepareSnapshotPreBarrier(0);
    }

    /** Five classes, two tasks, hold-out samples, commands. */
    private static List<Routed> goodLog(int entries) {
      Log log = new Log();
      for (int i = 0; i < entries; i++) {
        String task = i < entries / 2 ? "a" : "b";
        switch (i % 20) {
          case 0 -> log.holdOut(task, i % 5, i % 250, 1, 2);
          case 10 -> log.unlabelled(task, i % 250, 3, 4);
          case 19 -> log.boundary("c" + i);
          default -> log.train(task, i % 5, i % 250, 5, i % 7);
        }
      }
      return log.entries();
    }

    /** Over entries that would be the next of four streams and the first of a fifth. */
    private BadWeather weather(long seed) {
      List<String> keys = new ArrayList<>();
      List<byte[]> values = new ArrayList<>();
      for (int stream = 0; stream < 5; stream++) {
        String name = stream == 4 ? "fresh" : "hail-" + stream;
        long sequence = stream == 4 ? 0 : next.getOrDefault(name, 0L);
        List<Object> bodies =
            List.of(
                example(Role.TRAINING, stream),
                example(Role.HOLDOUT, stream),
                example(Role.UNLABELLED, stream),
                new Command(
                    "c", name, CommandKind.BOUNDARY, Instant.EPOCH, null, Map.of(), null, null));
        for (int i = 0; i < 20; i++) {
          keys.add(name);
          values.add(
              encoder.encode(
                  new Experience(
                      name,
                      sequence + (stream == 4 ? 0 : i / 4),
                      Instant.EPOCH,
                      bodies.get(i % 4))));
        }
      }
      return new BadWeather(Topic.EXPERIENCES, registry, keys, values, seed);
    }

    private static Example example(Role role, int label) {
      return new Example(
          "id",
          role,
          new Task(label % 2, "task"),
          role == Role.UNLABELLED ? null : new ClassLabel(label, "class"),
          Tensors.uint8(List.of(3), new byte[] {1, 2, 3}),
          null);
    }

    private void read(RawRecord record) throws Exception {
      List<Routed> routed = new ArrayList<>();
      long at = offset++;
      router.deserialize(
          new ConsumerRecord<>("experiences", 0, at, record.key, record.value),
          new ListCollector<>(routed));
      assertThat(routed).hasSize(1);
      try {
        job.processElement(new StreamRecord<>(routed.get(0)));
      } catch (Exception | Error e) {
        throw new AssertionError(record.kind, e);
      }
      boolean rejected = false;
      for (Emission emission : job.extractOutputValues()) {
        boolean isGood = emission.key.equals(Log.KEY.text());
        if (emission.topic == Topic.REJECTS) {
          Reject reject = rejects.decode(emission.value);
          reasons.merge(reject.getReason(), 1, Integer::sum);
          rejected |= reject.getOffset() == at;
        } else if (isGood) {
          good.add(emission.topic + Arrays.toString(emission.value));
        } else if (emission.topic == Topic.PREDICTIONS) {
          predicted++;
        }
      }
      job.getOutput().clear();
      if (!rejected && !record.kind.equals("good")) {
        fold(record);
      }
    }

    private void fold(RawRecord record) throws WireFormatException {
      Experience entry = decoder.decode(record.value);
      assertThat(new String(record.key, StandardCharsets.UTF_8)).isEqualTo(entry.getStream());
      folded++;
      next.put(entry.getStream(), entry.getSequence() + 1);
      begun = next.size() + 1;
      if (entry.getBody() instanceof Example example && example.getRole() != Role.HOLDOUT) {
        toPredict++;
        if (example.getRole() == Role.TRAINING) {
          training.merge(entry.getStream(), 1, Integer::sum);
        }
      }
    }

    /** Training samples that wait for their batch: what answers have not come for. */
    int pending() {
      int waiting = toPredict - predicted;
      assertThat(waiting).isBetween(0, training.size());
      return waiting;
    }

    private KeyedOneInputStreamOperatorTestHarness<String, Routed, Emission> harness()
        throws Exception {
      var harness =
          new KeyedOneInputStreamOperatorTestHarness<String, Routed, Emission>(
              new LearnerOperator(
                  Map.of("er", settings),
                  Log.REGISTRY,
                  learners,
                  snapshots.toUri().toString(),
                  MAX_MODELS,
                  MAX_AWAKE_MODELS,
                  keys -> Committed.nothing(),
                  false),
              entry -> entry.key,
              Types.STRING);
      harness.setStateBackend(new EmbeddedRocksDBStateBackend(true));
      harness.setup(
          TypeInformation.of(Emission.class)
              .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
      return harness;
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
