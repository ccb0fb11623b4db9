package dev.perennial.ingest.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.ingest.data.DataSource;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamedCurriculumIT {

  private static final CurriculumSettings SETTINGS = CurriculumSettings.of("s", 1);

  @TempDir private Path directory;

  private DataSource table(String rows) throws IOException {
    Path file = Files.writeString(directory.resolve("t.csv"), rows);
    return DataSource.parse("csv:" + file);
  }

  private static List<Sample> held(DataSource source, CurriculumSettings settings)
      throws IOException {
    return samples(new AsIs(Curriculum.Order.FILE).arrange(source.load(), settings).samples());
  }

  private static List<Sample> streamed(DataSource source, CurriculumSettings settings) {
    return samples(
        new AsIs(Curriculum.Order.FILE)
            .streamed(source.rows().orElseThrow(), settings)
            .orElseThrow());
  }

  private static List<Sample> samples(SampleSequence sequence) {
    return StreamSupport.stream(sequence.spliterator(), false).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,class\n1,x\n2,y\n3,x\n", "a,task,class\n1,d,x\n2,d,y\n3,n,x\n4,d,x\n"})
  void givesTheSamplesThatHoldingTheDataGives(String rows) throws IOException {
    DataSource source = table(rows);

    for (int passes = 1; passes <= 3; passes++) {
      CurriculumSettings settings = SETTINGS.withPasses(passes);
      assertThat(streamed(source, settings)).isEqualTo(held(source, settings));
    }
  }

  @Test
  void aLimitKeepsTheFirstRows() throws IOException {
    DataSource source = table("a,class\n1,x\n2,y\n3,x\n");
    CurriculumSettings settings = SETTINGS.withPasses(2).withLimit(4);

    assertThat(streamed(source, settings)).hasSize(4).isEqualTo(held(source, settings));
  }

  @Test
  void aFileIsHeldWhereALimitIsSharedAmongTasks() throws IOException {
    DataSource source = table("a,task,class\n1,t,x\n");

    assertThat(
            new AsIs(Curriculum.Order.FILE)
                .streamed(source.rows().orElseThrow(), SETTINGS.withLimit(1)))
        .isEmpty();
  }

  @Test
  void aPipeWhoseRowsNameTasksHasNoLimit() {
    InputStream before = System.in;
    System.setIn(
        new ByteArrayInputStream("a,task,class\n1,t,x\n".getBytes(StandardCharsets.UTF_8)));
    try {
      assertThatThrownBy(() -> streamed(DataSource.parse("csv:-"), SETTINGS.withLimit(1)))
          .isInstanceOf(InvalidSettingsException.class)
          .hasMessage("limit must not be given with rows that are piped in and name tasks");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void anEndlessPipeIsReadAsItComes() {
    InputStream before = System.in;
    try {
      // The header, then the same row for ever.
      System.setIn(
          new InputStream() {
            private final InputStream header =
                new ByteArrayInputStream("a,class\n".getBytes(StandardCharsets.UTF_8));
            private long at;

            @Override
            public int read() throws IOException {
              int first = header.read();
              return first >= 0 ? first : "1,x\n".charAt((int) (at++ % 4));
            }
          });

      Iterator<Sample> samples =
          new AsIs(Curriculum.Order.FILE)
              .streamed(DataSource.parse("csv:-").rows().orElseThrow(), SETTINGS)
              .orElseThrow()
              .iterator();

      for (int i = 0; i < 200_000; i++) {
        assertThat(samples.next().getId()).isEqualTo("train-0-0-" + i);
      }
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void whatIsPipedInIsHeldWhereItIsNeededAgainOrShuffled() {
    DataSource piped = DataSource.parse("csv:-");

    assertThat(
            new AsIs(Curriculum.Order.FILE)
                .streamed(piped.rows().orElseThrow(), SETTINGS.withPasses(2)))
        .isEmpty();
    assertThat(
            new AsIs(Curriculum.Order.FILE)
                .shuffled()
                .streamed(piped.rows().orElseThrow(), SETTINGS))
        .isEmpty();
  }

  @Test
  void shufflingKeepsTheRowsOfAStretchAndChangesTheirOrderInEachPass() throws IOException {
    StringBuilder rows = new StringBuilder("a,task,class\n");
    for (int i = 0; i < 40; i++) {
      rows.append(i).append(i < 20 ? ",t,x\n" : ",u,x\n");
    }
    List<Sample> samples =
        samples(
            new AsIs(Curriculum.Order.FILE)
                .shuffled()
                .arrange(table(rows.toString()).load(), SETTINGS.withPasses(2))
                .samples());

    assertThat(samples.subList(0, 20)).extracting(Sample::getTask).containsOnly("t");
    assertThat(samples.subList(20, 40)).extracting(Sample::getTask).containsOnly("u");
    assertThat(samples).extracting(Sample::getId).doesNotHaveDuplicates();
    List<Integer> first = samples.subList(0, 20).stream().map(StreamedCurriculumIT::row).toList();
    List<Integer> second = samples.subList(40, 60).stream().map(StreamedCurriculumIT::row).toList();
    assertThat(first).isNotEqualTo(second).containsExactlyInAnyOrderElementsOf(second);
  }

  private static int row(Sample sample) {
    return Integer.parseInt(sample.getId().replaceFirst(".*-", ""));
  }
}
