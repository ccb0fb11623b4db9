package dev.perennial.cli;

import dev.perennial.schemas.settings.InvalidSettingsException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Collects what is wrong with a command's options, each under the option's name, so that a user
 * sees all of it at once. Not thread-safe.
 */
final class OptionProblems {

  // learners.er.recipe.batch is known to a command as batch.
  private static final Pattern SECTION =
      Pattern.compile("^(recipe|learner|learners|curriculum|ingest|gateway)\\.(\\S*\\.)?");
  // learners.er.scoring.every is known as score-every.
  private static final Pattern SCORING = Pattern.compile("\\.scoring\\.(?=[a-z])");
  private static final Pattern KEY = Pattern.compile("^[a-z][A-Za-z-]*(?= )");
  private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

  /** Each once, in the order they were found. */
  private final Set<String> found = new LinkedHashSet<>();

  /** What {@code check} answers, or {@code otherwise} with its problems noted. */
  <T> T valueOr(T otherwise, Supplier<T> check) {
    try {
      return check.get();
    } catch (InvalidSettingsException e) {
      e.problems().forEach(problem -> found.add(asOption(problem)));
      return otherwise;
    }
  }

  /** Notes a problem unless {@code holds}. */
  void require(boolean holds, String problem) {
    if (!holds) {
      found.add(problem);
    }
  }

  /**
   * Ends the collection.
   *
   * @throws InvalidSettingsException if anything was noted
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidSettingsException(List.copyOf(found));
    }
  }

  /** {@code recipe.replayBatch must ...} as {@code --replay-batch must ...}. */
  static String asOption(String problem) {
    String line =
        SECTION
            .matcher(SCORING.matcher(problem).replaceFirst(".score-"))
            .replaceFirst("")
            .replaceFirst("^holdoutShare ", "holdout ");
    return KEY.matcher(line).replaceFirst(key -> "--" + kebab(key.group()));
  }

  private static String kebab(String name) {
    return CAPITAL.matcher(name).replaceAll(c -> "-" + c.group().toLowerCase(Locale.ROOT));
  }
}
