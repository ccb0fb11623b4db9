package dev.perennial.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A cluster as its directory knows it, in {@code cluster.json}: whoever has the directory can watch
 * and steer the cluster.
 *
 * @param bootstrapServers the broker's address
 * @param registryUrl the schema registry's Confluent-compatible endpoint
 * @param flinkAddress the job manager's web page and REST API
 * @param evaluatorAddress the evaluator's web page and REST API
 * @param members in the order in which they start
 */
record Plan(
    String bootstrapServers,
    String registryUrl,
    String flinkAddress,
    String evaluatorAddress,
    List<Member> members) {

  private static final String FILE = "cluster.json";
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  /** Copies the members. */
  Plan {
    members = List.copyOf(members);
  }

  /** Whether that directory holds a plan. */
  static boolean isIn(Path directory) {
    return Files.exists(directory.resolve(FILE));
  }

  /**
   * The plan of that directory.
   *
   * @throws InvalidSettingsException if it holds none
   */
  static Plan in(Path directory) {
    try {
      return JSON.readValue(Files.readString(directory.resolve(FILE)), Plan.class);
    } catch (NoSuchFileException e) {
      throw new InvalidSettingsException(
          List.of("--directory holds no cluster, `up --processes` makes one: " + directory));
    } catch (JsonProcessingException e) {
      throw new InvalidSettingsException(
          List.of(
              "--directory holds a %s of another version: %s"
                  .formatted(FILE, e.getOriginalMessage())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the plan down; whoever reads meanwhile finds this one or the one before. */
  void write(Path directory) {
    try {
      Path draft = Files.createTempFile(directory, FILE, ".draft");
      Files.writeString(draft, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this));
      Files.move(draft, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The member of that name.
   *
   * @throws InvalidSettingsException if there is none, with the names there are
   */
  Member member(String name) {
    return members.stream()
        .filter(member -> member.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidSettingsException(
                    List.of(
                        "NAME must be one of %s: %s"
                            .formatted(
                                String.join(", ", members.stream().map(Member::name).toList()),
                                name))));
  }

  /** The same with one member more, which starts last. */
  Plan and(Member added) {
    List<Member> more = new ArrayList<>(members);
    more.add(added);
    return new Plan(bootstrapServers, registryUrl, flinkAddress, evaluatorAddress, more);
  }

  /** The same with a member in place of the one of its name. */
  Plan with(Member changed) {
    return new Plan(
        bootstrapServers,
        registryUrl,
        flinkAddress,
        evaluatorAddress,
        members.stream()
            .map(member -> member.name().equals(changed.name()) ? changed : member)
            .toList());
  }
}
