package dev.perennial.cli.quality;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.perennial.ingest.scenario.Scenario;
import dev.perennial.learner.Learners;
import dev.perennial.learner.job.LearnerSettings;
import dev.perennial.learner.learning.Recipe;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Every benchmark there is: {@code benchmarks.yaml}, the one place that holds their recipes. */
public final class Benchmarks {

  private static final String SHIPPED = "benchmarks.yaml";

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .addModule(new Jdk8Module())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .withConfigOverride(
              Map.class, map -> map.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
          .withConfigOverride(
              List.class,
              list -> list.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
          .build();

  /** The file. */
  private record Catalogue(
      Map<String, Map<String, Object>> recipes,
      Map<String, Map<String, Object>> strategies,
      Map<String, Group> groups,
      Map<String, Entry> benchmarks) {}

  /** One benchmark of the file, or one for each memory. */
  private record Entry(
      BenchmarkSet set,
      String data,
      String scenario,
      Optional<Long> limit,
      Optional<Integer> holdoutCapacity,
      List<Integer> memories,
      String from,
      Map<String, Object> recipe,
      Map<String, Map<String, Object>> strategies,
      Map<String, String> without,
      Optional<String> only) {

    /** Why learning systems are not run, by id. */
    Map<String, String> excluded(Map<String, Group> groups) {
      Map<String, String> excluded = new LinkedHashMap<>(without);
      only.map(groups::get)
          .ifPresent(
              group ->
                  Learners.ids().stream()
                      .filter(id -> !group.strategies().contains(id))
                      .forEach(id -> excluded.putIfAbsent(id, group.otherwise())));
      return excluded;
    }
  }

  /** The only learning systems that some benchmarks run, and what is said of the others. */
  private record Group(List<String> strategies, String otherwise) {}

  private Benchmarks() {}

  /** Those that are shipped, in their order. */
  public static List<Benchmark> shipped() {
    try (InputStream file = Benchmarks.class.getResourceAsStream(SHIPPED)) {
      return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(SHIPPED + " cannot be read", e);
    }
  }

  /**
   * Those that YAML text describes, in its order.
   *
   * @throws IllegalArgumentException if it names a learning system, a key or a scenario that does
   *     not exist, or a value that does not fit
   */
  static List<Benchmark> parse(String yaml) {
    try {
      Catalogue catalogue = YAML.readValue(yaml, Catalogue.class);
      requireKnown("strategies", catalogue.strategies().keySet());
      catalogue
          .groups()
          .forEach((name, group) -> requireKnown("groups." + name, Set.copyOf(group.strategies())));
      List<Benchmark> benchmarks = new ArrayList<>();
      for (Map.Entry<String, Entry> named : catalogue.benchmarks().entrySet()) {
        Entry entry = named.getValue();
        check(named.getKey(), entry, catalogue);
        if (entry.memories().isEmpty()) {
          benchmarks.add(benchmark(named.getKey(), catalogue, entry, Map.of()));
        }
        for (int memory : entry.memories()) {
          benchmarks.add(
              benchmark(named.getKey() + "-" + memory, catalogue, entry, Map.of("memory", memory)));
        }
      }
      return List.copyOf(benchmarks);
    } catch (IOException e) {
      throw new IllegalArgumentException("the benchmarks cannot be read: " + e.getMessage(), e);
    }
  }

  private static Benchmark benchmark(
      String name, Catalogue catalogue, Entry entry, Map<String, Object> memory)
      throws IOException {
    Map<String, Object> base = Objects.requireNonNull(catalogue.recipes().get(entry.from()));
    Map<String, String> excluded = entry.excluded(catalogue.groups());
    Map<String, Recipe> recipes = new LinkedHashMap<>();
    for (String strategy : Learners.ids()) {
      if (!excluded.containsKey(strategy)) {
        Recipe recipe =
            recipe(
                Stream.of(
                    base,
                    entry.recipe(),
                    memory,
                    catalogue.strategies().getOrDefault(strategy, Map.of()),
                    entry.strategies().getOrDefault(strategy, Map.of()),
                    Map.of("strategy", strategy)));
        Learners.check(recipe);
        recipes.put(strategy, recipe);
      }
    }
    return new Benchmark(
        name,
        entry.set(),
        entry.data(),
        entry.scenario(),
        entry.limit().map(OptionalLong::of).orElse(OptionalLong.empty()),
        entry.holdoutCapacity().orElse(LearnerSettings.DEFAULTS.holdoutCapacity()),
        recipes,
        excluded);
  }

  /** The default recipe with all of these over it, the later over the earlier. */
  private static Recipe recipe(Stream<Map<String, Object>> stated) throws IOException {
    ObjectNode recipe = YAML.valueToTree(Recipe.DEFAULTS);
    for (Map<String, Object> over : stated.toList()) {
      merge(recipe, YAML.valueToTree(over));
    }
    return YAML.treeToValue(recipe, Recipe.class);
  }

  private static void merge(ObjectNode under, ObjectNode over) throws JsonMappingException {
    for (var entry : over.properties()) {
      if (under.get(entry.getKey()) instanceof ObjectNode inner
          && entry.getValue() instanceof ObjectNode innerOver) {
        merge(inner, innerOver);
      } else {
        under.set(entry.getKey(), entry.getValue());
      }
    }
  }

  private static void check(String name, Entry entry, Catalogue catalogue) {
    Set<String> recipes = catalogue.recipes().keySet();
    Set<String> groups = catalogue.groups().keySet();
    requireKnown(name + ".strategies", entry.strategies().keySet());
    requireKnown(name + ".without", entry.without().keySet());
    if (!entry.only().map(groups::contains).orElse(true)) {
      throw new IllegalArgumentException(
          "%s.only must be one of %s: %s".formatted(name, groups, entry.only().get()));
    }
    Scenario.parse(entry.scenario());
    if (!recipes.contains(entry.from())) {
      throw new IllegalArgumentException(
          "%s.from must be one of %s: %s".formatted(name, recipes, entry.from()));
    }
  }

  private static void requireKnown(String where, Set<String> strategies) {
    for (String strategy : strategies) {
      if (!Learners.ids().contains(strategy)) {
        throw new IllegalArgumentException(
            "%s must name learning systems of %s: %s".formatted(where, Learners.ids(), strategy));
      }
    }
  }
}
