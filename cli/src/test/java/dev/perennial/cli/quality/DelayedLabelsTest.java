package dev.perennial.cli.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.topology.InMemoryEvaluator;
import dev.perennial.ingest.IngestSettings;
import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.scenario.CurriculumSettings;
import dev.perennial.ingest.scenario.Scenario;
import dev.perennial.ingest.topology.InMemoryIngest;
import dev.perennial.learner.job.InMemoryFold;
import dev.perennial.learner.job.LearnerSettings;
import dev.perennial.learner.job.Results;
import dev.perennial.learner.job.Routed;
import dev.perennial.learner.job.ScoringSettings;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Ingest, a real learner and the evaluator under labels that come late, without Kafka. */
class DelayedLabelsTest {

  private static final String STREAM = "glyphs";

  private final Registry registry = Registry.at(RegistrySettings.at("mock://" + UUID.randomUUID()));

  @Test
  void changeTheAnswersButNotTheModel() throws IOException {
    List<Sample> samples = new ArrayList<>();
    Scenario.parse("classes:5")
        .arrange(
            DataSource.parse("glyphs").load(),
            new CurriculumSettings(STREAM, 1, OptionalLong.of(400), 1, Instant.EPOCH))
        .training()
        .forEach(samples::add);

    Told undelayed = run(samples, 0);
    Told delayed = run(samples, 60);

    // The same samples are learned in the same order.
    assertThat(delayed.manifest).isEqualTo(undelayed.manifest);
    assertThat(delayed.labelled).hasSize(samples.size());
    // Every label is held against what was said when its sample came, 60 samples earlier.
    assertThat(delayed.atArrival).hasSize(samples.size());
    int right = 0;
    for (Prediction labelled : delayed.labelled) {
      Prediction early = delayed.atArrival.get(labelled.getId());
      assertThat(labelled.getPredicted()).isEqualTo(early.getPredicted());
      assertThat(labelled.getVersion()).isEqualTo(early.getVersion());
      assertThat(labelled.getArrival()).isEqualTo(early.getSequence());
      right += labelled.getActual().equals(early.getPredicted()) ? 1 : 0;
    }
    double accuracy = right / (double) samples.size();
    assertThat(prequential(delayed)).isEqualTo(accuracy);
    // An older model answers: at a change of classes it is wrong for longer.
    assertThat(accuracy).isLessThan(prequential(undelayed));
  }

  private static double prequential(Told told) {
    Measured measured = told.evaluator.answers().metrics().get("prequential-accuracy");
    return measured.value().getAsDouble();
  }

  /** Publishes a label {@code delay} samples after its sample; 0: with it. */
  private Told run(List<Sample> samples, int delay) {
    Told told = new Told();
    LearnerSettings settings =
        new LearnerSettings(
            "*", Recipe.DEFAULTS.withStrategy("er"), ScoringSettings.AT_BOUNDARIES, 1_000);
    try (InMemoryFold fold = new InMemoryFold(STREAM, "er", settings, registry, told)) {
      InMemoryIngest ingest =
          new InMemoryIngest(IngestSettings.DEFAULTS.withHoldoutShare(0), registry, fold::accept);
      Deque<LabelEvent> late = new ArrayDeque<>();
      for (Sample sample : samples) {
        if (delay == 0) {
          ingest.accept(sample);
          continue;
        }
        ingest.accept(Sample.newBuilder(sample).setLabel(null).build());
        late.add(
            new LabelEvent(STREAM, sample.getId(), sample.getLabel(), sample.getEventTime(), null));
        if (late.size() > delay) {
          ingest.accept(late.remove());
        }
      }
      late.forEach(ingest::accept);
      ingest.accept(
          new Command(
              "end", STREAM, CommandKind.BOUNDARY, Instant.EPOCH, null, Map.of(), null, null));
      assertThat(ingest.rejected()).isZero();
    }
    return told;
  }

  /** What came out. */
  private static final class Told implements Results {
    final InMemoryEvaluator evaluator = new InMemoryEvaluator(EvaluatorSettings.DEFAULTS.fold());
    final Map<String, Prediction> atArrival = new HashMap<>();
    final List<Prediction> labelled = new ArrayList<>();
    String manifest = "";

    @Override
    public void predicted(Prediction prediction) {
      evaluator.accept(prediction);
      if (prediction.getActual() == null) {
        atArrival.put(prediction.getId(), prediction);
      } else {
        labelled.add(prediction);
      }
    }

    @Override
    public void published(ModelManifest published) {
      manifest = published.getSha256();
    }

    @Override
    public void rejected(Routed entry, String reason, String detail) {
      throw new AssertionError(reason + ": " + detail);
    }
  }
}
