package dev.perennial.ingest.topology;

import static dev.perennial.ingest.topology.PartitionFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.settings.SettingsFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class DuplicatesTest {

  private final PartitionFixture partition = new PartitionFixture(IngestSettings.DEFAULTS);

  @Test
  void ofAFileThatIsPublishedAgainChangeNothing() {
    for (int i = 0; i < 1_000; i++) {
      partition.sample(i, sample("s", "id-" + i).build());
      partition.sample(1_000 + i, sample("t", "id-" + i).build());
    }
    List<?> log = List.copyOf(partition.experiences);
    partition.restart();
    for (int i = 0; i < 1_000; i++) {
      partition.sample(2_000 + i, sample("s", "id-" + i).setLabel("another").build());
    }

    assertThat(partition.experiences).hasSize(2_000).isEqualTo(log);
    assertThat(partition.rejects)
        .hasSize(1_000)
        .extracting(Reject::getReason)
        .containsOnly("duplicate");
  }

  @Test
  void ofACommandChangeNothing() {
    partition.command(0, PartitionFixture.boundary("s", "c").build());
    partition.restart();
    partition.command(1, PartitionFixture.boundary("s", "c").build());
    partition.command(2, PartitionFixture.boundary("t", "c").build());
    partition.command(3, PartitionFixture.boundary("s", "held").setAfterOffset(9L).build());
    partition.command(4, PartitionFixture.boundary("s", "held").build());

    assertThat(partition.log("s")).containsExactly("c");
    assertThat(partition.log("t")).containsExactly("c");
    assertThat(partition.rejects)
        .extracting(reject -> reject.getReason() + " " + reject.getOffset())
        .containsExactly("duplicate 1", "duplicate 4");
  }

  @Test
  void areKnownByStreamAndIdTogether() {
    partition.sample(0, sample("ab", "c").build());
    partition.sample(1, sample("a", "bc").build());

    assertThat(partition.rejects).isEmpty();
  }

  @Test
  void ofARefusedSampleAreNone() {
    partition.sample(0, sample("s", "a").setLabel("").build());
    partition.sample(1, sample("s", "a").build());

    assertThat(partition.rejects).extracting(Reject::getReason).containsExactly("empty-label");
    assertThat(partition.log("s")).containsExactly("a");
  }

  @Test
  void areKnownAsFarBackAsTheHorizonAndLittleFurther() {
    PartitionFixture short100 =
        new PartitionFixture(
            SettingsFile.parse("ingest: {rememberedIds: 100}", name -> null)
                .section("ingest", IngestSettings.class, IngestSettings.DEFAULTS));
    int offset = 0;
    for (int i = 0; i < 1_000; i++) {
      short100.sample(offset++, sample("s", "" + i).build());
      if (i % 97 == 0) {
        short100.restart();
      }
    }
    short100.sample(offset++, sample("s", "900").build());
    assertThat(short100.rejects).hasSize(1);
    // Blocks of 64 are forgotten whole: of 1,000 the newest 168 are known, two blocks and 40.
    short100.sample(offset++, sample("s", "800").build());
    assertThat(short100.rejects).hasSize(1);
    assertThat(short100.log("s")).last().isEqualTo("800");
  }

  @Test
  void areNotKnownWithoutAHorizon() {
    PartitionFixture none =
        new PartitionFixture(
            SettingsFile.parse("ingest: {rememberedIds: 0}", name -> null)
                .section("ingest", IngestSettings.class, IngestSettings.DEFAULTS));
    none.sample(0, sample("s", "a").build());
    none.sample(1, sample("s", "a").build());

    assertThat(none.log("s")).containsExactly("a", "a");
  }
}
