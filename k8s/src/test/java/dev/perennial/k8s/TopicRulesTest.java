package dev.perennial.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.schemas.topic.Topic;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class TopicRulesTest {

  static final List<String> OVERLAYS = Manifests.OVERLAYS;

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void topicsAreThoseOfTheCode(String overlay) {
    assertThat(TopicRules.problems(Manifests.of(overlay))).isEmpty();
  }

  @Test
  void thereIsNoOtherTopicButTheRegistrys() {
    assertThat(Manifests.of("production").all(KafkaTopic.class))
        .extracting(of -> of.getMetadata().getName())
        .hasSize(Topic.values().length + 3)
        .contains("kafkasql-journal", "kafkasql-snapshots", "registry-events");
  }

  @Test
  void kafkaIsOfTheVersionThatTheBuildTests() {
    assertThat(
            Manifests.of("production")
                .one(Kafka.class, "perennial")
                .getSpec()
                .getKafka()
                .getVersion())
        .isEqualTo(System.getProperty("kafka.version"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "KafkaTopic samples | /spec/config/retention.ms | 1000 | topic samples has retention.ms 1000, and the code says 604800000",
        "KafkaTopic experiences | /spec/config/retention.ms | 604800000 | topic experiences has retention.ms 604800000, and the code says -1",
        "KafkaTopic experiences | /spec/config/cleanup.policy | compact | topic experiences has cleanup.policy compact, and the code says delete",
        "KafkaTopic samples | /spec/config/max.message.bytes | 8388608 | topic samples has max.message.bytes 8388608, and the code says 2097152",
        "KafkaTopic samples | /spec/config/message.timestamp.type | | topic samples has message.timestamp.type null, and the code says LogAppendTime",
        "KafkaTopic samples | /spec/config/segment.bytes | 1000000 | topic samples has segment.bytes 1000000, and the code says null",
        "KafkaTopic samples | /metadata/name | sample | there is no topic samples",
        "KafkaTopic samples | /spec/replicas | 4 | topic samples has 4 copies on 3 brokers",
        "KafkaTopic samples | /spec/partitions | 6 | all topics must have equally many partitions and copies: TopicSettings[partitions=6, replicationFactor=3, minInSyncReplicas=2], TopicSettings[partitions=12, replicationFactor=3, minInSyncReplicas=2]",
        "Kafka perennial | /spec/kafka/config/offsets.topic.replication.factor | 1 | offsets.topic.replication.factor is 1 on 3 brokers",
        "Kafka perennial | /spec/kafka/config/auto.create.topics.enable | | a topic whose name is misspelt must not come into being",
      })
  void aTopicThatIsOtherwiseIsNoticed(String object, String pointer, String value, String problem) {
    assertThat(TopicRules.problems(Manifests.of("production").with(object, pointer, value)))
        .contains(problem);
  }
}
