package dev.perennial.cli.control;

import dev.perennial.cli.pipeline.Printable;
import dev.perennial.cli.pipeline.TopicReader;
import dev.perennial.schemas.Audit;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Audits as they stand committed. Owned by one thread. */
public final class Trail implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final TopicReader<Audit> audits;

  private Trail(TopicReader<Audit> audits) {
    this.audits = audits;
  }

  /** The audits of a stream that stand committed, in the order of its log for each learner. */
  public static void forEach(
      String stream, KafkaSettings kafka, Registry registry, Consumer<Audit> reader) {
    try (TopicReader<Audit> all =
        TopicReader.fromBeginning(Topic.AUDITS, Audit.class, kafka, registry)) {
      all.forEachUntilEnd(
          found ->
              found.value().filter(audit -> audit.getStream().equals(stream)).ifPresent(reader));
    }
  }

  /** The audits that are committed from now on. */
  public static Trail fromNow(KafkaSettings kafka, Registry registry) {
    return new Trail(TopicReader.fromEnd(Topic.AUDITS, Audit.class, kafka, registry));
  }

  /**
   * Waits for the audits of a command. Who learns a stream is known to no topic, so without a
   * learner the first one may come within {@code longest}, and all others within {@code quiet} of
   * the one before.
   *
   * @param learner the only one that is to answer; empty for all
   * @return the audits, by learner; empty if none came
   */
  public List<Audit> await(
      String stream, String command, Optional<String> learner, Duration longest, Duration quiet) {
    List<Audit> found = new ArrayList<>();
    long deadline = System.nanoTime() + longest.toNanos();
    while (System.nanoTime() < deadline && !(learner.isPresent() && !found.isEmpty())) {
      List<Audit> came =
          audits.poll(POLL).stream()
              .flatMap(received -> received.value().stream())
              .filter(audit -> audit.getStream().equals(stream))
              .filter(audit -> audit.getCommand().equals(command))
              .toList();
      if (!came.isEmpty()) {
        found.addAll(came);
        deadline = System.nanoTime() + quiet.toNanos();
      }
    }
    TreeMap<String, Audit> byLearner = new TreeMap<>();
    found.forEach(audit -> byLearner.put(String.valueOf(audit.getLearner()), audit));
    return List.copyOf(byLearner.values());
  }

  /** An audit in one line: when, who, what, where, and what became of it. */
  public static String line(Audit audit) {
    return Printable.of(
        "%s %s %s%s by %s for %s at %d%s: %s%s"
            .formatted(
                audit.getEventTime(),
                audit.getCommand(),
                audit.getKind(),
                audit.getParameters().isEmpty() ? "" : " " + new TreeMap<>(audit.getParameters()),
                Optional.ofNullable(audit.getPrincipal()).orElse("nobody"),
                Optional.ofNullable(audit.getLearner()).orElse("ingest"),
                audit.getSequence(),
                audit.getVersion() == null ? "" : " version " + audit.getVersion(),
                audit.getObeyed() ? "" : "not obeyed: ",
                audit.getEffect()));
  }

  @Override
  public void close() {
    audits.close();
  }
}
