package dev.perennial.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.topic.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonRecordTest {

  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void areWhatTheyWere() {
    Sample sample =
        new Sample(
            "s-1",
            "digits",
            TIME,
            Tensors.uint8(List.of(3), new byte[] {0, 1, (byte) 255}),
            null,
            "t",
            Split.HOLDOUT);
    LabelEvent label = new LabelEvent("digits", "s-1", "seven", TIME, 7L);
    Command command =
        new Command("c", "digits", CommandKind.SET, TIME, null, Map.of("batch", "5"), "ada", null);

    assertThat(JsonRecord.of(RecordJson.of(sample), Topic.SAMPLES, Sample.class)).isEqualTo(sample);
    assertThat(JsonRecord.of(RecordJson.of(label), Topic.LABELS, LabelEvent.class))
        .isEqualTo(label);
    assertThat(JsonRecord.of(RecordJson.of(command), Topic.CONTROL, Command.class))
        .isEqualTo(command);
  }

  @Test
  void haveTheDefaultsOfTheirSchemaWhereAFieldIsLeftOut() throws JsonProcessingException {
    assertThat(
            JsonRecord.of(
                json(
                    "{'id': 'c', 'stream': 's', 'kind': 'PAUSE', 'eventTime':"
                        + " '2026-01-01T00:00:00Z'}"),
                Topic.CONTROL,
                Command.class))
        .isEqualTo(new Command("c", "s", CommandKind.PAUSE, TIME, null, Map.of(), null, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | LabelEvent must be a JSON object: []",
        "{'stream': 's'} | LabelEvent.sampleId must be given",
        "{'stream': 7} | LabelEvent.stream must be text: 7",
        "{'class': 'x'} | LabelEvent has no field class; it has [stream, sampleId, label, eventTime,"
            + " afterOffset]",
        "{'stream': 's', 'sampleId': 'a', 'label': 'l', 'eventTime': 'noon'} |"
            + " LabelEvent.eventTime must be a time such as 2026-01-01T00:00:00Z: \"noon\"",
        "{'stream': 's', 'sampleId': 'a', 'label': 'l', 'eventTime': '+1000000000-01-01T00:00:00Z'} |"
            + " LabelEvent.eventTime must be a time such as 2026-01-01T00:00:00Z:"
            + " \"+1000000000-01-01T00:00:00Z\"",
        "{'stream': 's', 'sampleId': 'a', 'label': 'l', 'eventTime': '2026-01-01T00:00:00Z',"
            + " 'afterOffset': 1.5} | LabelEvent.afterOffset must be a whole number: 1.5",
      })
  void sayWhatDoesNotFit(String text, String problem) {
    assertThatThrownBy(() -> JsonRecord.of(json(text), Topic.LABELS, LabelEvent.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(problem);
  }

  @Test
  void sayWhereATensorDoesNotFit() {
    String start = "{'id': 'a', 'stream': 's', 'eventTime': '2026-01-01T00:00:00Z', 'features': ";
    assertThatThrownBy(
            () ->
                JsonRecord.of(
                    json(start + "{'shape': [2, 'x'], 'elementType': 'UINT8', 'data': ''}}"),
                    Topic.SAMPLES,
                    Sample.class))
        .hasMessage("Sample.features.shape[1] must be a whole number: \"x\"");
    assertThatThrownBy(
            () ->
                JsonRecord.of(
                    json(start + "{'shape': [2], 'elementType': 'INT4', 'data': ''}}"),
                    Topic.SAMPLES,
                    Sample.class))
        .hasMessage("Sample.features.elementType must be one of [FLOAT32, UINT8]: \"INT4\"");
    assertThatThrownBy(
            () ->
                JsonRecord.of(
                    json(start + "{'shape': [2], 'elementType': 'UINT8', 'data': '?'}}"),
                    Topic.SAMPLES,
                    Sample.class))
        .hasMessage("Sample.features.data must be bytes in Base64: \"?\"");
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text.replace('\'', '"'));
  }
}
