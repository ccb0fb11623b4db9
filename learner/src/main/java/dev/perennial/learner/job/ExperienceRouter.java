package dev.perennial.learner.job;

import dev.perennial.schemas.topic.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sends each entry of the log, undecoded, to every learner of its stream; the record's key is the
 * stream.
 */
final class ExperienceRouter implements KafkaRecordDeserializationSchema<Routed> {

  private static final byte[] NOTHING = {};

  private final Map<String, LearnerSettings> learners;

  /** Routes to those learners, by name. */
  ExperienceRouter(Map<String, LearnerSettings> learners) {
    this.learners = learners;
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Routed> out)
      throws IOException {
    String stream = stream(record.key());
    byte[] value = record.value() == null ? NOTHING : record.value();
    learners.forEach(
        (name, settings) -> {
          if (settings.learns(stream)) {
            out.collect(
                new Routed(
                    new LearnerKey(stream, name).text(),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    value));
          }
        });
  }

  /** What a key names; text that is too long for a name is cut to what still is no name. */
  private static String stream(byte @Nullable [] key) {
    String text = key == null ? "" : new String(key, StandardCharsets.UTF_8);
    return text.length() <= Topic.LONGEST_NAME ? text : text.substring(0, Topic.LONGEST_NAME + 1);
  }

  @Override
  public TypeInformation<Routed> getProducedType() {
    return TypeInformation.of(Routed.class);
  }
}
