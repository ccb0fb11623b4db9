package dev.perennial.cli;

import dev.perennial.cli.pipeline.Received;
import dev.perennial.cli.pipeline.RecordJson;
import dev.perennial.cli.pipeline.TopicReader;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code perennial watch TOPIC}. */
@Command(
    name = "watch",
    description = "Print a topic's records as JSON lines, as they are committed, until Ctrl-C.")
final class WatchCommand implements Runnable {

  private static final Duration POLL = Duration.ofMillis(500);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Parameters(paramLabel = "TOPIC", description = "for example predictions")
  private String topic = "";

  @Option(names = "--from-beginning", description = "begin with the oldest record, not the next")
  private boolean fromBeginning;

  @Option(names = "--limit", paramLabel = "N", description = "end after N records")
  private Optional<Long> limit = Optional.empty();

  @Override
  public void run() {
    Topic known =
        Topic.named(topic)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "TOPIC must be one of %s: %s".formatted(names(), topic)));
    if (limit.isPresent() && limit.get() < 1) {
      throw new ParameterException(
          spec.commandLine(), "--limit must be at least 1: " + limit.get());
    }
    KafkaSettings kafka = cluster.reachedKafka();
    try (Registry registry = Registry.at(cluster.registry())) {
      watch(known, known.type(), kafka, registry);
    }
  }

  private <T extends SpecificRecord> void watch(
      Topic known, Class<T> type, KafkaSettings kafka, Registry registry) {
    PrintWriter out = spec.commandLine().getOut();
    try (TopicReader<T> reader =
        fromBeginning
            ? TopicReader.fromBeginning(known, type, kafka, registry)
            : TopicReader.fromEnd(known, type, kafka, registry)) {
      long left = limit.orElse(Long.MAX_VALUE);
      while (left > 0 && !out.checkError()) {
        List<Received<T>> batch = reader.poll(POLL);
        batch.stream().limit(left).map(RecordJson::of).forEach(out::println);
        left -= Math.min(left, batch.size());
      }
    }
  }

  private static String names() {
    return Arrays.stream(Topic.values()).map(Topic::topicName).collect(Collectors.joining(", "));
  }
}
