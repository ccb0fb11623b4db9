package dev.perennial.ingest.topology;

import static dev.perennial.ingest.topology.PartitionFixture.boundary;
import static dev.perennial.ingest.topology.PartitionFixture.label;
import static dev.perennial.ingest.topology.PartitionFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.settings.SettingsFile;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a label that comes apart from its sample does, told as timelines. */
class LateLabelsTest {

  private static final long SECOND = 1_000;

  private final PartitionFixture partition = patientFor("PT10S", 100);

  @Test
  void aSampleStandsWithoutItsLabelWhereItCameAndWithItWhereTheLabelCame() {
    unlabelled(0, "a");
    unlabelled(1, "b");
    partition.label(0, label("s", "a", "cat").build());
    unlabelled(2, "c");
    partition.label(1, label("s", "c", "dog").build());

    assertThat(told("s"))
        .containsExactly(
            "0 a UNLABELLED",
            "1 b UNLABELLED",
            "2 a LATE cat from 0",
            "3 c UNLABELLED",
            "4 c LATE dog from 3");
    assertThat(partition.rejects).isEmpty();
  }

  @Test
  void aLateExampleIsTheSampleAsItCame() {
    Sample sample = sample("s", "a").setLabel(null).setTask("pets").build();
    partition.sample(0, sample);
    partition.label(0, label("s", "a", "cat").build());

    Example late = partition.lastExample();
    assertThat(late.getFeatures()).isEqualTo(sample.getFeatures());
    assertThat(late.getTask().getName()).isEqualTo("pets");
    assertThat(late.getLabel().getName()).isEqualTo("cat");
    assertThat(partition.experiences.get(1).getEventTime()).isEqualTo(sample.getEventTime());
  }

  @Test
  void aLateExampleBelongsToTheTaskOfItsArrival() {
    unlabelled(0, "a");
    partition.command(0, TaskNamingTest.change("c").build());
    unlabelled(1, "b");
    partition.label(0, label("s", "a", "cat").build());

    assertThat(partition.lastExample().getId()).isEqualTo("a");
    assertThat(partition.lastExample().getTask().getName()).isEqualTo("default");
  }

  @Test
  void aLabelMayComeBeforeItsSample() {
    partition.label(0, label("s", "a", "cat").build());
    unlabelled(0, "a");

    assertThat(told("s")).containsExactly("0 a UNLABELLED", "1 a LATE cat from 0");
  }

  @Test
  void aSampleThatFallsToHoldOutGoesThereWhenItsLabelComes() {
    PartitionFixture heldOut = new PartitionFixture(IngestSettings.DEFAULTS.withHoldoutShare(1));
    heldOut.sample(0, sample("s", "a").setLabel(null).setSplit(Split.AUTO).build());
    heldOut.sample(1, sample("s", "b").setLabel(null).setSplit(Split.TRAIN).build());
    heldOut.label(0, label("s", "a", "cat").build());
    heldOut.label(1, label("s", "b", "cat").build());

    assertThat(told(heldOut, "s"))
        .containsExactly(
            "0 a UNLABELLED", "1 b UNLABELLED", "2 a HOLDOUT cat from 0", "3 b LATE cat from 1");
  }

  @Test
  void aLabelJoinsTheSampleOfItsStreamAlone() {
    unlabelled(0, "a");
    partition.sample(1, sample("t", "a").setLabel(null).build());
    partition.label(0, label("t", "a", "cat").build());

    assertThat(told("t")).containsExactly("0 a UNLABELLED", "1 a LATE cat from 0");
    assertThat(told("s")).containsExactly("0 a UNLABELLED");
  }

  @Test
  void aLabelThatNamesItsPlaceStandsThereWhenItIsReadEarly() {
    partition.label(0, label("s", "a", "cat").setAfterOffset(2L).build());
    partition.command(0, boundary("s", "end").setAfterOffset(2L).build());
    partition.label(1, label("s", "b", "cat").setAfterOffset(2L).build());
    unlabelled(0, "a");
    unlabelled(1, "b");
    partition.restart();
    unlabelled(2, "c");

    // Labels of a place stand before its commands: what the boundary ends is learned by then.
    assertThat(partition.log("s")).containsExactly("a", "b", "c", "a", "b", "end");
  }

  @Test
  void aLabelThatNamesItsPlaceStandsAtOnceWhenItIsReadLate() {
    unlabelled(0, "a");
    unlabelled(1, "b");
    partition.label(0, label("s", "a", "cat").setAfterOffset(0L).build());

    assertThat(partition.log("s")).containsExactly("a", "b", "a");
  }

  @Test
  void aSampleWhoseLabelNeverComesIsRejectedWhenItsTimeIsOver() {
    unlabelled(7, "a");
    partition.now += 10 * SECOND;
    unlabelled(8, "b");
    assertThat(partition.rejects).isEmpty();
    partition.now += 1;
    unlabelled(9, "c");

    Reject reject = partition.rejects.get(0);
    assertThat(partition.rejects).hasSize(1);
    assertThat(reject.getReason()).isEqualTo("label-missing");
    assertThat(reject.getDetail())
        .isEqualTo(
            "no label came for sample a: it waits for PT10S, and at most 100 of 67108864 bytes wait");
    assertThat(reject.getTopic()).isEqualTo("samples");
    assertThat(reject.getOffset()).isEqualTo(7);
    assertThat(reject.getRecordTime())
        .isEqualTo(Instant.ofEpochMilli(PartitionFixture.RECORD_TIME));
    assertThat(reject.getValue())
        .isEqualTo(ByteBuffer.wrap(partition.encoded(sample("s", "a").setLabel(null).build())));
    assertThat(partition.log("s")).containsExactly("a", "b", "c");
  }

  @Test
  void aLabelThatComesTooLateIsRejected() {
    unlabelled(0, "a");
    partition.now += 10 * SECOND + 1;
    partition.label(5, label("s", "a", "cat").build());

    assertThat(reasons()).containsExactly("label-missing", "label-too-late");
    assertThat(partition.rejects.get(1).getDetail())
        .isEqualTo(
            "sample a waits no longer for its label: it was forgotten, or did so for PT10S, and at"
                + " most 100 of 67108864 bytes wait");
    assertThat(partition.rejects.get(1).getOffset()).isEqualTo(5);
    assertThat(partition.log("s")).containsExactly("a");
  }

  @Test
  void aLabelThatComesInTimeIsJoinedToTheMillisecond() {
    unlabelled(0, "a");
    partition.now += 10 * SECOND;
    partition.label(0, label("s", "a", "cat").build());

    assertThat(partition.log("s")).containsExactly("a", "a");
  }

  @Test
  void aLabelWhoseSampleNeverComesIsRejectedWhenItsTimeIsOver() {
    partition.label(3, label("s", "ghost", "cat").build());
    partition.now += 10 * SECOND + 1;
    unlabelled(0, "a");

    assertThat(reasons()).containsExactly("sample-missing");
    assertThat(partition.rejects.get(0).getTopic()).isEqualTo("labels");
    assertThat(partition.rejects.get(0).getOffset()).isEqualTo(3);
  }

  @Test
  void aSecondLabelIsRejectedWhetherTheFirstCameWithTheSampleOrAfterIt() {
    partition.sample(0, sample("s", "with").build());
    partition.label(0, label("s", "with", "cat").build());
    unlabelled(1, "after");
    partition.label(1, label("s", "after", "cat").build());
    partition.label(2, label("s", "after", "dog").build());

    assertThat(reasons()).containsExactly("label-repeated", "label-repeated");
    assertThat(partition.log("s")).containsExactly("with", "after", "after");
  }

  @Test
  void anEarlyLabelOfASampleThatBringsItsOwnIsRejected() {
    partition.label(0, label("s", "a", "cat").build());
    partition.sample(0, sample("s", "a").setLabel("dog").build());

    assertThat(reasons()).containsExactly("label-repeated");
    assertThat(told("s")).containsExactly("0 a TRAINING dog");
  }

  @Test
  void aSampleThatIsForgottenIsNotLearnedWhenItsLabelComes() {
    unlabelled(0, "a");
    unlabelled(1, "b");
    partition.command(0, forget("one", "[\"a\", \"never\"]").build());
    partition.command(1, forget("broken", "b").build());
    partition.command(1, forget("object", "{\"x\": \"b\"}").build());
    partition.command(1, forget("numbers", "[\"b\", 1]").build());
    partition.command(
        1, forget("both", "[]").setParameters(Map.of("ids", "[\"b\"]", "class", "cat")).build());
    partition.command(2, forget("other", "[\"b\"]").setLearner("er").build());
    partition.label(0, label("s", "a", "cat").build());
    partition.label(1, label("s", "b", "cat").build());

    assertThat(partition.log("s"))
        .containsExactly("a", "b", "one", "broken", "object", "numbers", "both", "other", "b");
    assertThat(reasons()).containsExactly("label-too-late");
  }

  private static Command.Builder forget(String id, String ids) {
    return boundary("s", id).setKind(CommandKind.FORGET).setParameters(Map.of("ids", ids));
  }

  @Test
  void noMoreSamplesWaitThanMay() {
    PartitionFixture few = patientFor("PT10S", 2);
    for (int i = 0; i < 4; i++) {
      few.sample(i, sample("s", "" + i).setLabel(null).build());
    }
    few.label(0, label("s", "0", "cat").build());
    few.label(1, label("s", "3", "cat").build());

    assertThat(few.rejects).extracting(Reject::getReason).hasSize(3);
    assertThat(few.rejects)
        .extracting(reject -> reject.getReason() + " " + reject.getOffset())
        .containsExactly("label-missing 0", "label-missing 1", "label-too-late 0");
    assertThat(few.log("s")).containsExactly("0", "1", "2", "3", "3");
  }

  @Test
  void noMoreBytesWaitThanMay() {
    byte[] one = partition.encoded(sample("s", "0").setLabel(null).build());
    PartitionFixture few =
        new PartitionFixture(
            SettingsFile.parse(
                    "ingest: {labels: {maxWaitingBytes: %d}}".formatted(2 * one.length),
                    name -> null)
                .section("ingest", IngestSettings.class, IngestSettings.DEFAULTS));
    for (int i = 0; i < 5; i++) {
      few.sample(i, sample("s", "" + i).setLabel(null).build());
      few.restart();
    }

    assertThat(few.rejects).extracting(Reject::getOffset).containsExactly(0L, 1L, 2L);
  }

  /** A label that was held enters behind younger ones, and is older than they are. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void waitInTheOrderOfTheBrokersTime(boolean isRestarted) {
    partition.label(0, label("s", "ghost", "cat").setAfterOffset(1L).build());
    partition.now += 5 * SECOND;
    partition.label(1, label("s", "other", "cat").build());
    unlabelled(0, "a");
    unlabelled(1, "b");
    if (isRestarted) {
      partition.restart();
    }
    partition.now += 6 * SECOND;
    unlabelled(2, "c");

    assertThat(partition.rejects)
        .extracting(reject -> reject.getReason() + " " + reject.getOffset())
        .containsExactly("sample-missing 0");
  }

  @Test
  void aSampleThatWaitsIsKnownAlthoughItsIdIsForgotten() {
    PartitionFixture forgetful =
        new PartitionFixture(
            SettingsFile.parse("ingest: {rememberedIds: 1}", name -> null)
                .section("ingest", IngestSettings.class, IngestSettings.DEFAULTS));
    forgetful.sample(0, sample("s", "a").setLabel(null).build());
    for (int i = 1; i <= 200; i++) {
      forgetful.sample(i, sample("s", "id-" + i).build());
    }
    forgetful.sample(201, sample("s", "a").setLabel(null).build());

    assertThat(forgetful.rejects).extracting(Reject::getReason).containsExactly("duplicate");
  }

  @Test
  void aLabelWhosePlaceHasNotComeMovesNoClock() {
    unlabelled(0, "a");
    partition.now += 60 * SECOND;
    partition.label(0, label("s", "later", "cat").setAfterOffset(9L).build());
    partition.label(1, label("s", "", "cat").build());
    partition.now -= 55 * SECOND;
    partition.label(2, label("s", "a", "cat").build());

    assertThat(partition.log("s")).containsExactly("a", "a");
  }

  @Test
  void nothingWaitsWithoutPatience() {
    PartitionFixture off = patientFor("PT0S", 100);
    off.sample(0, sample("s", "a").setLabel(null).build());
    off.now += 10_000 * SECOND;
    off.sample(1, sample("s", "b").setLabel(null).build());
    off.label(0, label("s", "b", "cat").build());

    assertThat(off.rejects).extracting(Reject::getReason).containsExactly("labels-off");
    assertThat(off.log("s")).containsExactly("a", "b");
  }

  /** However the three topics interleave and whenever ingest restarts, nothing is lost. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everythingIsLearnedOnceOrRejected(long seed) {
    Random random = new Random(seed);
    List<String> labels = new ArrayList<>();
    int samples = 500;
    long nextLabel = 0;
    int sampled = 0;
    while (sampled < samples || !labels.isEmpty()) {
      partition.now += random.nextInt(600);
      if (sampled < samples && (labels.isEmpty() || random.nextBoolean())) {
        String id = "" + sampled;
        if (random.nextInt(10) > 0) {
          labels.add(random.nextInt(labels.size() + 1), id);
        }
        unlabelled(sampled++, id);
      } else {
        String id = labels.remove(random.nextInt(Math.min(labels.size(), 5)));
        partition.label(nextLabel++, label("s", id, "l" + id.length()).build());
      }
      if (random.nextInt(20) == 0) {
        partition.restart();
      }
    }
    partition.now += 11 * SECOND;
    unlabelled(samples, "last");

    TreeSet<String> learned = new TreeSet<>();
    TreeSet<Long> missing = new TreeSet<>();
    for (Experience experience : partition.experiences) {
      Example example = (Example) experience.getBody();
      if (example.getLabel() != null) {
        assertThat(learned.add(example.getId())).isTrue();
        assertThat(partition.experiences.get(example.getArrival().intValue()).getBody())
            .extracting(body -> ((Example) body).getId())
            .isEqualTo(example.getId());
      }
    }
    int tooLate = 0;
    for (Reject reject : partition.rejects) {
      if (reject.getReason().equals("label-missing")) {
        assertThat(missing.add(reject.getOffset())).isTrue();
      } else {
        assertThat(reject.getReason()).isEqualTo("label-too-late");
        tooLate++;
      }
    }
    assertThat(learned.size() + missing.size()).isEqualTo(samples);
    assertThat(learned.size() + tooLate).isEqualTo(nextLabel);
    assertThat(learned).hasSizeGreaterThan(samples / 10);
    assertThat(tooLate).isPositive();
  }

  private void unlabelled(long offset, String id) {
    partition.sample(offset, sample("s", id).setLabel(null).build());
  }

  private List<String> reasons() {
    return partition.rejects.stream().map(Reject::getReason).toList();
  }

  private List<String> told(String stream) {
    return told(partition, stream);
  }

  /** Place, id, role, label and arrival of a stream's examples. */
  private static List<String> told(PartitionFixture partition, String stream) {
    return partition.experiences.stream()
        .filter(experience -> experience.getStream().equals(stream))
        .map(
            experience -> {
              Example example = (Example) experience.getBody();
              String told =
                  experience.getSequence() + " " + example.getId() + " " + example.getRole();
              if (example.getLabel() != null) {
                told += " " + example.getLabel().getName();
              }
              return example.getArrival() == null ? told : told + " from " + example.getArrival();
            })
        .toList();
  }

  private static PartitionFixture patientFor(String patience, int most) {
    return new PartitionFixture(
        SettingsFile.parse(
                "ingest: {labels: {patience: %s, maxWaiting: %d}}".formatted(patience, most),
                name -> null)
            .section("ingest", IngestSettings.class, IngestSettings.DEFAULTS));
  }
}
