package dev.perennial.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.schemas.Example;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskWindowsTest {

  @Test
  void areSoManyPlacesLong() {
    TaskWindows windows = new TaskWindows(100, 10);

    assertThat(List.of(windows.at(0), windows.at(99), windows.at(100), windows.at(250)))
        .containsExactly("window-0", "window-0", "window-1", "window-2");
  }

  @Test
  void haveALastOneWithoutAnEnd() {
    assertThat(new TaskWindows(100, 10).at(Long.MAX_VALUE)).isEqualTo("window-9");
  }

  @Test
  void areOneTaskWhereNoLengthIsSet() {
    assertThat(new TaskWindows(0, 10).at(1_000)).isEqualTo("default");
  }

  @Test
  void areTheTasksOfSamplesThatNameNone() {
    PartitionFixture partition =
        new PartitionFixture(IngestSettings.DEFAULTS.withHoldoutShare(0).withTaskWindow(2));
    for (int i = 0; i < 4; i++) {
      partition.sample(i, PartitionFixture.sample("s", "" + i).setTask(null).build());
    }
    partition.restart();
    partition.sample(4, PartitionFixture.sample("s", "4").setTask("named").build());
    partition.sample(5, PartitionFixture.sample("s", "5").setTask(null).build());

    assertThat(partition.experiences)
        .extracting(experience -> ((Example) experience.getBody()).getTask().getName())
        .containsExactly("window-0", "window-0", "window-1", "window-1", "named", "window-2");
  }
}
