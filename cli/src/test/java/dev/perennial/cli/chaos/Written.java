package dev.perennial.cli.chaos;

import dev.perennial.cli.pipeline.Received;
import dev.perennial.cli.pipeline.TopicReader;
import dev.perennial.learner.job.JobSettings;
import dev.perennial.learner.snapshot.SnapshotRoot;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;

/** What a learner job wrote, and the log it read. */
final class Written {

  private static final Duration POLL = Duration.ofMillis(100);

  private Written() {}

  /** Everything that stands there, of learners that are wanted, and what they were told. */
  static Transcript transcript(SettingsFile settings, Predicate<String> learner) {
    Transcript transcript =
        new Transcript(
            new SnapshotRoot(
                settings.section("job", JobSettings.class, JobSettings.DEFAULTS).snapshots()));
    try (Registry registry = Registry.at(settings.registry())) {
      Stream.of(Topic.EXPERIENCES, Topic.PREDICTIONS, Topic.STEPS, Topic.SCORES, Topic.MODELS)
          .forEach(topic -> note(topic, topic.type(), settings, registry, learner, transcript));
    }
    return transcript;
  }

  private static <T extends SpecificRecord> void note(
      Topic topic,
      Class<T> type,
      SettingsFile settings,
      Registry registry,
      Predicate<String> learner,
      Transcript into) {
    read(
        topic,
        type,
        settings,
        registry,
        received -> learner.test(learner(received.orThrow())),
        received -> into.add(topic, received));
  }

  private static String learner(IndexedRecord entry) {
    var field = entry.getSchema().getField("learner");
    return field == null ? "" : String.valueOf(entry.get(field.pos()));
  }

  /** Reads what stands there and is wanted, until nothing more comes. */
  static <T extends SpecificRecord> void read(
      Topic topic,
      Class<T> type,
      SettingsFile settings,
      Registry registry,
      Predicate<Received<T>> wanted,
      Consumer<Received<T>> consumer) {
    try (TopicReader<T> reader =
        TopicReader.fromBeginning(topic, type, settings.kafka(), registry)) {
      reader.forEachUntilSettled(
          received -> {
            if (wanted.test(received)) {
              consumer.accept(received);
            }
          });
    }
  }

  /** Waits until so many predictions are committed. */
  static void awaitPredictions(SettingsFile settings, long count) {
    try (Registry registry = Registry.at(settings.registry());
        TopicReader<Prediction> reader =
            TopicReader.fromBeginning(
                Topic.PREDICTIONS, Prediction.class, settings.kafka(), registry)) {
      long found = 0;
      while (found < count) {
        found += reader.poll(POLL).size();
      }
    }
  }

  /** Waits for so many snapshots of a command. */
  static List<ModelManifest> awaitModels(SettingsFile settings, String command, int count) {
    List<ModelManifest> models = new ArrayList<>();
    try (Registry registry = Registry.at(settings.registry());
        TopicReader<ModelManifest> reader =
            TopicReader.fromBeginning(
                Topic.MODELS, ModelManifest.class, settings.kafka(), registry)) {
      while (models.size() < count) {
        reader.poll(POLL).stream()
            .map(Received::orThrow)
            .filter(manifest -> command.equals(manifest.getCommand()))
            .forEach(models::add);
      }
    }
    return models;
  }
}
