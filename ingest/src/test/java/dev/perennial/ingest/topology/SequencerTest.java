package dev.perennial.ingest.topology;

import static dev.perennial.ingest.topology.PartitionFixture.EVENT_TIME;
import static dev.perennial.ingest.topology.PartitionFixture.boundary;
import static dev.perennial.ingest.topology.PartitionFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Role;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensors;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequencerTest {

  private final PartitionFixture partition = new PartitionFixture(IngestSettings.DEFAULTS);

  @Nested
  class AnAcceptedSample {

    @Test
    void becomesAnExperienceWithEverythingItStated() {
      var features = Tensors.float32(List.of(3), 0.5f, -1f, 2f);
      partition.sample(
          7,
          sample("s", "a")
              .setFeatures(features)
              .setLabel("cat")
              .setTask("pets")
              .setSplit(Split.TRAIN)
              .build());

      Experience experience = partition.experiences.get(0);
      assertThat(experience.getStream()).isEqualTo("s");
      assertThat(experience.getSequence()).isZero();
      assertThat(experience.getEventTime()).isEqualTo(EVENT_TIME);
      Example example = (Example) experience.getBody();
      assertThat(example.getId()).isEqualTo("a");
      assertThat(example.getRole()).isEqualTo(Role.TRAINING);
      assertThat(example.getLabel().getIndex()).isZero();
      assertThat(example.getLabel().getName()).isEqualTo("cat");
      assertThat(example.getTask().getIndex()).isZero();
      assertThat(example.getTask().getName()).isEqualTo("pets");
      assertThat(example.getFeatures()).isEqualTo(features);
    }

    @Test
    void belongsToTheDefaultTaskIfItNamesNone() {
      partition.sample(0, sample("s", "a").setTask(null).build());

      assertThat(partition.lastExample().getTask().getName()).isEqualTo("default");
    }

    @Test
    void isUnlabelledWithoutALabelWhateverItsTrainingSplit() {
      partition.sample(0, sample("s", "a").setLabel(null).setSplit(Split.AUTO).build());
      partition.sample(1, sample("s", "b").setLabel(null).setSplit(Split.TRAIN).build());

      assertThat(partition.experiences)
          .extracting(experience -> ((Example) experience.getBody()).getRole())
          .containsExactly(Role.UNLABELLED, Role.UNLABELLED);
      assertThat(partition.lastExample().getLabel()).isNull();
    }

    @Test
    void goesWhereItsSplitSaysWhateverTheShare() {
      PartitionFixture allHeldOut =
          new PartitionFixture(IngestSettings.DEFAULTS.withHoldoutShare(1));
      allHeldOut.sample(0, sample("s", "a").setSplit(Split.TRAIN).build());
      PartitionFixture noneHeldOut =
          new PartitionFixture(IngestSettings.DEFAULTS.withHoldoutShare(0));
      noneHeldOut.sample(0, sample("s", "a").setSplit(Split.HOLDOUT).build());

      assertThat(allHeldOut.lastExample().getRole()).isEqualTo(Role.TRAINING);
      assertThat(noneHeldOut.lastExample().getRole()).isEqualTo(Role.HOLDOUT);
    }

    @ParameterizedTest(name = "share {0}")
    @ValueSource(doubles = {0, 1})
    void goesWhereTheShareSaysIfItsSplitIsAuto(double share) {
      PartitionFixture fixture =
          new PartitionFixture(IngestSettings.DEFAULTS.withHoldoutShare(share));
      fixture.sample(0, sample("s", "a").setSplit(Split.AUTO).build());

      assertThat(fixture.lastExample().getRole())
          .isEqualTo(share == 1 ? Role.HOLDOUT : Role.TRAINING);
    }

    @Test
    void keepsAnEventTimeThatABrokerWouldNotTakeAsATimestamp() {
      Instant past = Instant.ofEpochMilli(Long.MIN_VALUE);
      Instant future = Instant.ofEpochMilli(Long.MAX_VALUE);
      partition.sample(0, sample("s", "a").setEventTime(past).build());
      partition.sample(1, sample("s", "b").setEventTime(future).build());

      assertThat(partition.experiences)
          .extracting(Experience::getEventTime)
          .containsExactly(past, future);
    }
  }

  @Nested
  class ALog {

    @Test
    void numbersItsEntriesDenselyAndEachStreamByItself() {
      partition.sample(0, sample("s", "a").build());
      partition.sample(1, sample("t", "b").build());
      partition.command(0, boundary("s", "c").build());
      partition.sample(2, sample("s", "").build());
      partition.sample(3, sample("s", "d").build());
      partition.sample(4, sample("t", "e").build());

      assertThat(partition.experiences)
          .extracting(e -> e.getStream() + e.getSequence() + PartitionFixture.id(e))
          .containsExactly("s0a", "t0b", "s1c", "s2d", "t1e");
    }

    @Test
    void givesClassesAndTasksTheirIndexInOrderOfFirstAppearance() {
      partition.sample(0, sample("s", "1").setLabel("b").setTask("y").build());
      partition.sample(1, sample("s", "2").setLabel("a").setTask("y").build());
      partition.sample(2, sample("s", "3").setLabel("b").setTask("x").build());
      partition.sample(3, sample("t", "4").setLabel("a").setTask("x").build());

      assertThat(partition.experiences)
          .extracting(e -> (Example) e.getBody())
          .extracting(e -> e.getLabel().getIndex() + " " + e.getTask().getIndex())
          .containsExactly("0 0", "1 0", "0 1", "0 0");
    }

    @Test
    void leavesNoTraceOfWhatIsRefused() {
      partition.sample(0, sample("s", "").setLabel("never").setTask("never").build());
      partition.sample(1, sample("s", "a").setLabel("first").setTask("first").build());

      assertThat(partition.lastExample().getLabel().getIndex()).isZero();
      assertThat(partition.lastExample().getTask().getIndex()).isZero();
      assertThat(partition.experiences.get(0).getSequence()).isZero();
    }

    @Test
    void goesOnAfterARestartWhereItStood() {
      partition.sample(0, sample("s", "1").setLabel("b").setTask("y").build());
      partition.sample(1, sample("s", "2").setLabel("a").setTask("x").build());
      partition.restart();
      partition.sample(2, sample("s", "3").setLabel("c").setTask("z").build());
      partition.restart();
      partition.sample(3, sample("s", "4").setLabel("a").setTask("y").build());
      partition.sample(
          4, sample("s", "5").setFeatures(Tensors.uint8(List.of(4), new byte[4])).build());

      // c is the third class and z the third task; a keeps 1 and y keeps 0.
      assertThat(partition.experiences)
          .extracting(
              e -> {
                Example body = (Example) e.getBody();
                return List.of(
                    e.getSequence(), body.getLabel().getIndex(), body.getTask().getIndex());
              })
          .containsExactly(
              List.of(0L, 0, 0), List.of(1L, 1, 1), List.of(2L, 2, 2), List.of(3L, 1, 0));
      assertThat(partition.rejects).extracting(r -> r.getReason()).containsExactly("shape-differs");
    }
  }

  @Nested
  class ACommand {

    @Test
    void keepsEverythingItStates() {
      Command command =
          boundary("s", "c")
              .setAfterOffset(0L)
              .setParameters(Map.of("k", "v"))
              .setPrincipal("p")
              .build();
      partition.command(0, command);
      partition.sample(0, sample("s", "a").build());

      assertThat(partition.experiences.get(1).getBody()).isEqualTo(command);
      assertThat(partition.experiences.get(1).getEventTime()).isEqualTo(EVENT_TIME);
    }

    @Test
    void withoutAPlaceStandsWhereItIsRead() {
      partition.sample(0, sample("s", "a").build());
      partition.command(0, boundary("s", "c").build());
      partition.sample(1, sample("s", "b").build());

      assertThat(partition.log("s")).containsExactly("a", "c", "b");
    }

    @Test
    void readBeforeItsSampleStandsDirectlyAfterIt() {
      partition.command(0, boundary("s", "c").setAfterOffset(1L).build());
      samples(0, 1, 2);

      assertThat(partition.log("s")).containsExactly("0", "1", "c", "2");
    }

    @Test
    void readAfterItsSampleStandsAtOnce() {
      samples(0, 1);
      partition.command(0, boundary("s", "c").setAfterOffset(1L).build());
      samples(2);

      assertThat(partition.log("s")).containsExactly("0", "1", "c", "2");
    }

    @Test
    void readAfterItsSampleAndARestartStandsAtOnce() {
      samples(0, 1);
      partition.restart();
      partition.command(0, boundary("s", "c").setAfterOffset(1L).build());

      assertThat(partition.log("s")).containsExactly("0", "1", "c");
    }

    @Test
    void readBeforeARestartIsStillHeld() {
      partition.command(0, boundary("s", "c").setAfterOffset(1L).build());
      samples(0);
      partition.restart();
      samples(1);
      partition.restart();
      samples(2);

      assertThat(partition.log("s")).containsExactly("0", "1", "c", "2");
    }

    @Test
    void standsAfterASampleThatWasRefused() {
      partition.command(0, boundary("s", "c").setAfterOffset(1L).build());
      samples(0);
      partition.sampleBytes(1, null, null);
      partition.command(1, boundary("s", "d").setAfterOffset(1L).build());
      samples(2);

      assertThat(partition.log("s")).containsExactly("0", "c", "d", "2");
    }

    @Test
    void whoseOffsetHoldsNoRecordStandsBeforeTheNextSample() {
      partition.command(0, boundary("s", "c").setAfterOffset(1L).build());
      samples(0, 3);

      assertThat(partition.log("s")).containsExactly("0", "c", "3");
    }

    @Test
    void isReleasedByASampleOfAnotherStream() {
      partition.command(0, boundary("s", "c").setAfterOffset(1L).build());
      samples(0);
      partition.sample(1, sample("t", "1").build());

      assertThat(partition.log("s")).containsExactly("0", "c");
    }

    @Test
    void keepsItsOrderAmongCommandsOfTheSamePlace() {
      partition.command(4, boundary("s", "late").setAfterOffset(2L).build());
      partition.command(5, boundary("s", "c").setAfterOffset(0L).build());
      partition.command(6, boundary("s", "d").setAfterOffset(0L).build());
      partition.restart();
      samples(0, 1, 2);

      assertThat(partition.log("s")).containsExactly("0", "c", "d", "1", "2", "late");
    }

    @Test
    void mayComeBeforeTheFirstSampleOfItsStream() {
      partition.command(0, boundary("s", "c").build());
      samples(0);

      assertThat(partition.log("s")).containsExactly("c", "0");
      assertThat(partition.experiences.get(1).getSequence()).isEqualTo(1);
    }

    private void samples(long... offsets) {
      LongStream.of(offsets)
          .forEach(offset -> partition.sample(offset, sample("s", "" + offset).build()));
    }
  }
}
