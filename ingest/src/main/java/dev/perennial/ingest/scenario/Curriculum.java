package dev.perennial.ingest.scenario;

import dev.perennial.ingest.data.DataSet;
import dev.perennial.ingest.data.Examples;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensor;
import dev.perennial.schemas.random.CounterRandom;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The samples of one stream in the order they are published: every task's hold-out, then the
 * training samples task by task. The same data, scenario and settings give the same samples, byte
 * for byte.
 *
 * <p>Immutable; samples are made when asked for, and nothing is kept of them.
 */
public final class Curriculum {

  /** The order of the training samples within a lesson. */
  enum Order {
    /** As the data has them. */
    FILE,
    /** Random, another order in each pass. */
    SHUFFLED
  }

  private final DataSet data;
  private final List<Lesson> lessons;
  private final Order order;
  private final CurriculumSettings settings;
  private final long trainingSize;
  private final long holdoutSize;

  Curriculum(DataSet data, List<Lesson> lessons, Order order, CurriculumSettings settings) {
    this.data = data;
    this.lessons = List.copyOf(lessons);
    this.order = order;
    this.settings = settings;
    this.trainingSize = settings.passes() * lessons.stream().mapToLong(Lesson::trainingSize).sum();
    this.holdoutSize = lessons.stream().mapToLong(Lesson::holdoutSize).sum();
  }

  /** The tasks' names in the order of their first sample. */
  public List<String> taskNames() {
    return lessons.stream().map(Lesson::task).distinct().toList();
  }

  /**
   * The classes' names in label order; ingest numbers them in order of first appearance instead.
   */
  public List<String> classNames() {
    return data.classNames();
  }

  /** How many samples {@link #training} has. */
  public long trainingSize() {
    return trainingSize;
  }

  /** How many samples {@link #holdout} has; 0 where the data sets none aside. */
  public long holdoutSize() {
    return holdoutSize;
  }

  /**
   * What the training samples say of their split: TRAIN, or AUTO where the data sets no hold-out
   * aside, so that ingest takes its share from them by a hash of the id. As each pass has ids of
   * its own, a share that is taken from several passes holds out examples that another pass learns.
   */
  public Split trainingSplit() {
    return data.holdout().size() == 0 ? Split.AUTO : Split.TRAIN;
  }

  /**
   * The hold-out samples, task by task, with ids {@code holdout-LESSON-EXAMPLE}; a lesson is a
   * stretch of the stream with one task, all counted from 0.
   */
  public Iterable<Sample> holdout() {
    return HoldoutSamples::new;
  }

  /**
   * The training samples in their order. Their ids are those of the data, with {@code /PASS} behind
   * them from pass 1 on; where the data have none, {@code train-PASS-LESSON-EXAMPLE}. A lesson is a
   * stretch of the stream with one task, all counted from 0.
   */
  public Iterable<Sample> training() {
    return TrainingSamples::new;
  }

  /** All samples: the hold-out, then the training samples. */
  public SampleSequence samples() {
    return new SampleSequence() {
      @Override
      public OptionalLong size() {
        return OptionalLong.of(holdoutSize + trainingSize);
      }

      @Override
      public boolean canBeReadAgain() {
        return true;
      }

      @Override
      public Iterator<Sample> iterator() {
        Iterator<Sample> holdout = new HoldoutSamples();
        Iterator<Sample> training = new TrainingSamples();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return holdout.hasNext() || training.hasNext();
          }

          @Override
          public Sample next() {
            return holdout.hasNext() ? holdout.next() : training.next();
          }
        };
      }
    };
  }

  /**
   * The id of a training sample: what the data call it, in later passes with the pass behind it, or
   * where it stands.
   */
  static String trainingId(Optional<String> named, int pass, int lesson, int example) {
    return named
        .map(id -> pass == 0 ? id : id + "/" + pass)
        .orElseGet(() -> "train-" + pass + "-" + lesson + "-" + example);
  }

  private Sample sample(
      String id, long position, Lesson lesson, Examples examples, int example, Split split) {
    return new Sample(
        id,
        settings.stream(),
        examples.time(example).orElseGet(() -> settings.start().plusMillis(position)),
        new Tensor(data.shape(), data.elementType(), lesson.view().of(examples.features(example))),
        data.classNames().get(examples.label(example)),
        lesson.task(),
        split);
  }

  private final class HoldoutSamples implements Iterator<Sample> {

    private long published;
    private int lesson;
    private int place;

    @Override
    public boolean hasNext() {
      return published < holdoutSize;
    }

    @Override
    public Sample next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      while (place == lessons.get(lesson).holdoutSize()) {
        lesson++;
        place = 0;
      }
      Lesson current = lessons.get(lesson);
      int example = current.holdout(place++);
      return sample(
          "holdout-" + lesson + "-" + example,
          published++,
          current,
          data.holdout(),
          example,
          Split.HOLDOUT);
    }
  }

  private final class TrainingSamples implements Iterator<Sample> {

    private long published;
    private int pass;
    private int lesson;
    private int place;
    private int[] examples = examples();

    @Override
    public boolean hasNext() {
      return published < trainingSize;
    }

    @Override
    public Sample next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      while (place == examples.length) {
        lesson++;
        if (lesson == lessons.size()) {
          lesson = 0;
          pass++;
        }
        examples = examples();
        place = 0;
      }
      int example = examples[place++];
      return sample(
          trainingId(data.training().id(example), pass, lesson, example),
          holdoutSize + published++,
          lessons.get(lesson),
          data.training(),
          example,
          trainingSplit());
    }

    private int[] examples() {
      Lesson current = lessons.get(lesson);
      return switch (order) {
        case FILE -> current.inFileOrder();
        case SHUFFLED -> current.shuffled(CounterRandom.of(settings.seed(), "order", pass, lesson));
      };
    }
  }
}
