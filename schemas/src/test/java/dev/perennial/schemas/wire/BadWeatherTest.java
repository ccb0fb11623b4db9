package dev.perennial.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.weather.BadWeather;
import dev.perennial.schemas.weather.RawRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadWeatherTest {

  private final Registry registry = Registry.at(RegistrySettings.at("mock://" + UUID.randomUUID()));
  private final byte[] good =
      RecordEncoder.of(Topic.SAMPLES, Sample.class, registry)
          .encode(
              new Sample(
                  "id",
                  "s",
                  Instant.EPOCH,
                  Tensors.uint8(List.of(2, 2), new byte[] {1, 2, 3, 4}),
                  "label",
                  null,
                  Split.TRAIN));

  private BadWeather weather(long seed) {
    return new BadWeather(Topic.SAMPLES, registry, List.of("s"), List.of(good), seed);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2})
  void isDecodedOrRefusedWithAReasonWhateverComes(long seed) {
    BadWeather weather = weather(seed);
    RecordDecoder<Sample> decoder = RecordDecoder.of(Topic.SAMPLES, Sample.class, registry);
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int i = 0; i < 50_000; i++) {
      RawRecord record = weather.next();
      outcomes.merge(outcome(decoder, record), 1, Integer::sum);
    }

    assertThat(outcomes)
        .containsOnlyKeys(
            "decoded", "incompatible-schema", "not-avro", "not-wire-format", "unknown-schema")
        .allSatisfy((outcome, count) -> assertThat(count).isGreaterThan(100));
  }

  private static String outcome(RecordDecoder<Sample> decoder, RawRecord record) {
    try {
      decoder.decode(record.value);
      return "decoded";
    } catch (WireFormatException refusal) {
      return refusal.reason();
    } catch (RuntimeException | Error failure) {
      throw new AssertionError(record.kind, failure);
    }
  }

  @Test
  void isTheSameForTheSameSeed() {
    BadWeather one = weather(7);
    BadWeather two = weather(7);

    for (int i = 0; i < 2_000; i++) {
      RawRecord first = one.next();
      RawRecord second = two.next();
      assertThat(Arrays.equals(first.key, second.key)).isTrue();
      assertThat(Arrays.equals(first.value, second.value)).isTrue();
    }
  }
}
