package dev.perennial.cli.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.schemas.CommandKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody asks of a stream's learners.
 *
 * @param kind what to do
 * @param parameters of the command
 */
public record Asked(CommandKind kind, Map<String, String> parameters) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The options of a command line, as they were stated.
   *
   * @param settings {@code key=value}
   * @param ids of samples
   * @param named the other options by the parameter they stand for, as far as they were stated
   */
  public record Stated(List<String> settings, List<String> ids, Map<String, String> named) {

    /** Copies. */
    public Stated {
      settings = List.copyOf(settings);
      ids = List.copyOf(ids);
      named = Map.copyOf(named);
    }

    private Map<String, String> all() {
      Map<String, String> all = new LinkedHashMap<>(named);
      if (!ids.isEmpty()) {
        all.put("ids", json(ids));
      }
      return all;
    }
  }

  /** Copies the map. */
  public Asked {
    parameters = Map.copyOf(parameters);
  }

  /** The words that ask for something, as people type them. */
  public static List<String> words() {
    return Arrays.stream(CommandKind.values())
        .filter(kind -> kind != CommandKind.UNKNOWN)
        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  /**
   * What a word and options ask for; every problem is noted.
   *
   * @return empty if there is a problem
   */
  public static Optional<Asked> of(String word, Stated stated, List<String> problems) {
    if (!words().contains(word)) {
      problems.add("the command must be one of %s or log: %s".formatted(words(), word));
      return Optional.empty();
    }
    CommandKind kind = CommandKind.valueOf(word.toUpperCase(Locale.ROOT));
    List<String> found = new ArrayList<>();
    Map<String, String> parameters =
        kind == CommandKind.SET ? settings(stated, found) : stated.all();
    Set<String> allowed = allowed(kind);
    if (kind != CommandKind.SET) {
      if (!stated.settings().isEmpty()) {
        found.add("%s takes no key=value: %s".formatted(word, stated.settings()));
      }
      parameters.keySet().stream()
          .filter(name -> !allowed.contains(name))
          .sorted()
          .forEach(name -> found.add("%s does not take --%s".formatted(word, name)));
    }
    boolean needsOne = kind == CommandKind.ROLLBACK || kind == CommandKind.FORGET;
    if (needsOne && found.isEmpty() && parameters.size() != 1) {
      found.add(
          "%s needs exactly one of %s"
              .formatted(word, allowed.stream().sorted().map(name -> "--" + name).toList()));
    }
    problems.addAll(found);
    return found.isEmpty() ? Optional.of(new Asked(kind, parameters)) : Optional.empty();
  }

  private static Set<String> allowed(CommandKind kind) {
    return switch (kind) {
      case CHANGE -> Set.of("task");
      case ROLLBACK -> Set.of("version", "sha256");
      case FORGET -> Set.of("ids", "class", "task");
      case BOUNDARY, SET, PAUSE, RESUME, SNAPSHOT, UNKNOWN -> Set.of();
    };
  }

  private static Map<String, String> settings(Stated stated, List<String> problems) {
    stated.all().keySet().stream()
        .sorted()
        .forEach(name -> problems.add("set does not take --" + name));
    Map<String, String> settings = new LinkedHashMap<>();
    for (String setting : stated.settings()) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        problems.add("set needs key=value: " + setting);
      } else {
        settings.put(setting.substring(0, equals), setting.substring(equals + 1));
      }
    }
    if (stated.settings().isEmpty()) {
      problems.add("set needs key=value, for example learningRate=0.01");
    }
    return settings;
  }

  private static String json(List<String> ids) {
    try {
      return JSON.writeValueAsString(ids);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts can be written as JSON", e);
    }
  }
}
