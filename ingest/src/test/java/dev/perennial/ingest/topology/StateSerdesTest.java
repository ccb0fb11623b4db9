package dev.perennial.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.ElementType;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of version 1, written out by hand from the javadoc: they must stay readable. */
class StateSerdesTest {

  static Stream<Arguments> versionOne() {
    return Stream.of(
        Arguments.of(
            StateSerdes.streamState(),
            StreamState.EMPTY,
            "01 0000000000000000 00000000 00000000 00"),
        Arguments.of(
            StateSerdes.streamState(),
            new StreamState(
                258, 3, 4, Optional.of(new Format(ElementType.UINT8, List.of(28, 300)))),
            "01 0000000000000102 00000003 00000004 02 0000001c 0000012c"),
        Arguments.of(
            StateSerdes.streamState(),
            new StreamState(1, 0, 1, Optional.of(new Format(ElementType.FLOAT32, List.of()))),
            "01 0000000000000001 00000000 00000001 01"),
        Arguments.of(
            StateSerdes.name(), new Name("sö", Name.Kind.CLASS, "ab"), "01 00000003 73c3b6 6162"),
        Arguments.of(StateSerdes.name(), new Name("s", Name.Kind.TASK, "t"), "02 00000001 73 74"),
        Arguments.of(StateSerdes.index(), 5, "01 00000005"),
        Arguments.of(StateSerdes.offset(), 5L, "01 0000000000000005"),
        Arguments.of(
            StateSerdes.place(),
            new HeldRecords.Place(1, HeldRecords.Kind.LABEL, 2),
            "0000000000000001 01 0000000000000002"),
        Arguments.of(
            StateSerdes.place(),
            new HeldRecords.Place(1, HeldRecords.Kind.COMMAND, 2),
            "0000000000000001 02 0000000000000002"),
        Arguments.of(
            StateSerdes.held(),
            new HeldRecords.Held(7, Bytes.wrap(new byte[] {9, 8})),
            "01 0000000000000007 0908"),
        Arguments.of(StateSerdes.sampleName(), new SampleName("sö", "a"), "00000003 73c3b6 61"),
        Arguments.of(
            StateSerdes.unlabelled(),
            new Waiting.ForLabel(1, 2, 3, "t", Bytes.wrap(new byte[] {9})),
            "01 0000000000000001 0000000000000002 0000000000000003 00000001 74 09"),
        Arguments.of(
            StateSerdes.early(),
            new Waiting.ForSample(1, 2, Bytes.wrap(new byte[] {9})),
            "01 0000000000000001 0000000000000002 09"),
        Arguments.of(StateSerdes.block(), new byte[] {9, 8}, "01 0908"),
        Arguments.of(StateSerdes.number(), 5L, "0000000000000005"),
        Arguments.of(
            StateSerdes.regimes(),
            new RegimeState(2, 3, Map.of(1, "b"), Bytes.wrap(new byte[] {9})),
            "01 00000002 00000003 00000001 00000001 00000001 62 09"));
  }

  @ParameterizedTest
  @MethodSource("versionOne")
  <T> void areAsTheyWereReleased(Serde<T> serde, T value, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));

    assertThat(serde.serializer().serialize("", value)).isEqualTo(bytes);
    assertThat(serde.deserializer().deserialize("", bytes)).isEqualTo(value);
  }

  @Test
  void ofAnotherVersionAreRefused() {
    assertThatThrownBy(
            () -> StateSerdes.offset().deserializer().deserialize("", new byte[] {2, 0, 0}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("state of version 2 cannot be read: this application knows version 1");
  }

  @Test
  void doNotTakeOneNameForAnother() {
    byte[] one =
        StateSerdes.name().serializer().serialize("", new Name("ab", Name.Kind.CLASS, "c"));
    byte[] other =
        StateSerdes.name().serializer().serialize("", new Name("a", Name.Kind.CLASS, "bc"));

    assertThat(one).isNotEqualTo(other);
  }
}
