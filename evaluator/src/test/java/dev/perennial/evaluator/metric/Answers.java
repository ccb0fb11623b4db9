package dev.perennial.evaluator.metric;

import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Sequences of answers, for tests. */
final class Answers {

  private Answers() {}

  /** Up to 400 answers over 5 classes, some of them "no class". */
  static List<Answer> random(Random random) {
    return IntStream.range(0, 1 + random.nextInt(400))
        .mapToObj(
            i ->
                new Answer(
                    random.nextInt(10) == 0
                        ? OptionalInt.empty()
                        : OptionalInt.of(random.nextInt(5)),
                    random.nextInt(5),
                    i / 50))
        .toList();
  }

  /** Answers written as "predicted actual" digit pairs; {@code -} predicts no class. */
  static List<Answer> of(String pairs) {
    return Stream.of(pairs.split(" "))
        .map(
            pair ->
                new Answer(
                    pair.charAt(0) == '-'
                        ? OptionalInt.empty()
                        : OptionalInt.of(pair.charAt(0) - '0'),
                    pair.charAt(1) - '0'))
        .toList();
  }

  static Measured folded(RunningMetric<Answer, ?> metric, List<Answer> answers) {
    answers.forEach(metric::add);
    return metric.value();
  }
}
