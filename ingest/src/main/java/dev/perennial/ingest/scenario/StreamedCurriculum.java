package dev.perennial.ingest.scenario;

import dev.perennial.ingest.data.ExampleReader;
import dev.perennial.ingest.data.ExampleReader.LabelledExample;
import dev.perennial.ingest.data.RowSource;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The samples of {@code as-is} in file order, each read when it is asked for. */
record StreamedCurriculum(RowSource rows, CurriculumSettings settings) implements SampleSequence {

  @Override
  public OptionalLong size() {
    return OptionalLong.empty();
  }

  @Override
  public boolean canBeReadAgain() {
    return rows.canBeReadAgain();
  }

  @Override
  public Iterator<Sample> iterator() {
    return new Samples();
  }

  private final class Samples implements Iterator<Sample> {

    private final int most = settings.mostOfEach(1);
    private long published;
    private int pass;
    private int row;
    private int lesson;
    private @Nullable String task;
    private @Nullable ExampleReader reader;
    private Optional<LabelledExample> next = Optional.empty();

    @Override
    public boolean hasNext() {
      while (next.isEmpty() && pass < settings.passes()) {
        next = read();
        if (next.isEmpty()) {
          pass++;
        }
      }
      return next.isPresent();
    }

    @Override
    public Sample next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      LabelledExample example = next.orElseThrow();
      next = Optional.empty();
      String named = example.task().orElse(AsIs.ONLY_TASK);
      if (task != null && !task.equals(named)) {
        lesson++;
      }
      task = named;
      return new Sample(
          Curriculum.trainingId(example.id(), pass, lesson, row++),
          settings.stream(),
          eventTime(example),
          example.features(),
          example.label(),
          named,
          Split.AUTO);
    }

    private Instant eventTime(LabelledExample example) {
      Instant byPlace = settings.start().plusMillis(published++);
      return example.time().orElse(byPlace);
    }

    /** The next example of this pass; empty at its end, and the reader then closed. */
    private Optional<LabelledExample> read() {
      try {
        if (reader == null) {
          reader = open();
        }
        Optional<LabelledExample> read = row < most ? reader.next() : Optional.empty();
        if (read.isEmpty()) {
          reader.close();
          reader = null;
          row = 0;
          lesson = 0;
          task = null;
        }
        return read;
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }

    private ExampleReader open() throws IOException {
      ExampleReader opened = rows.open();
      if (opened.namesTasks() && settings.limit().isPresent()) {
        opened.close();
        throw new InvalidSettingsException(
            List.of("limit must not be given with rows that are piped in and name tasks"));
      }
      return opened;
    }
  }
}
