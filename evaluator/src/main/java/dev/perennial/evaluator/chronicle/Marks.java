package dev.perennial.evaluator.chronicle;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The newest marks of one learner, so many of each kind. Owned by one thread. */
final class Marks {

  /** How many of a kind are kept. */
  static final int MOST_OF_A_KIND = 100;

  private record Numbered(long number, Mark mark) {}

  private final Map<Mark.Kind, Deque<Numbered>> newest = new EnumMap<>(Mark.Kind.class);
  private long count;

  /** Adds a mark, unless one of its kind says the same at the same place. */
  void add(Mark mark) {
    Deque<Numbered> ofKind = newest.computeIfAbsent(mark.kind(), first -> new ArrayDeque<>());
    if (ofKind.stream().anyMatch(known -> known.mark().equals(mark))) {
      return;
    }
    ofKind.add(new Numbered(count++, mark));
    if (ofKind.size() > MOST_OF_A_KIND) {
      ofKind.remove();
    }
  }

  /** How many were ever added. */
  long count() {
    return count;
  }

  /** Those that were added after the first so many, by place. */
  List<Mark> after(long number) {
    return newest.values().stream()
        .flatMap(Deque::stream)
        .filter(of -> of.number() >= number)
        .map(Numbered::mark)
        .sorted(Mark.BY_PLACE)
        .toList();
  }
}
