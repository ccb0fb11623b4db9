package dev.perennial.cli;

import dev.perennial.cli.control.Asked;
import dev.perennial.cli.control.ControlSettings;
import dev.perennial.cli.control.Trail;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.schemas.Audit;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.wire.Registry;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code perennial control STREAM COMMAND}. */
@Command(
    name = "control",
    description = {
      "Steer the learners of a stream, or print what commands did.",
      "",
      "  boundary                 learn what is pending, score every task, write a snapshot",
      "  change [--task NAME]     begin another task",
      "  set KEY=VALUE...         go on with other values in the recipe",
      "  pause, resume            learn nothing, and predict as before; learn again",
      "  snapshot                 write the model as it is",
      "  rollback --version V     go back to the model of a snapshot (or --sha256 DIGEST)",
      "  forget --ids ID...       remove examples that are kept (or --class NAME, --task NAME)",
      "  log                      print the audits of the stream",
      "",
      "Section control of --config says who gives commands; without it the user does.",
      "docs/steering.md says what each does."
    },
    sortOptions = false)
final class ControlCommand implements Callable<Integer> {

  private static final String LOG = "log";

  /** Learners of one stream answer with one of two checkpoints; so long is waited for another. */
  private static final Duration QUIET = Duration.ofSeconds(5);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Parameters(index = "0", paramLabel = "STREAM", description = "whose learners are steered")
  private String stream = "";

  @Parameters(index = "1", paramLabel = "COMMAND", description = "one of the above")
  private String word = "";

  @Parameters(index = "2..*", paramLabel = "KEY=VALUE", description = "of set")
  private List<String> settings = List.of();

  @Option(names = "--task", paramLabel = "NAME", description = "of change and forget")
  private Optional<String> task = Optional.empty();

  @Option(names = "--version", paramLabel = "V", description = "of rollback")
  private Optional<Long> version = Optional.empty();

  @Option(names = "--sha256", paramLabel = "DIGEST", description = "of rollback, 64 digits")
  private Optional<String> sha256 = Optional.empty();

  @Option(names = "--ids", paramLabel = "ID", arity = "1..*", description = "of forget")
  private List<String> ids = List.of();

  @Option(names = "--class", paramLabel = "NAME", description = "of forget")
  private Optional<String> className = Optional.empty();

  @Option(
      names = "--learner",
      paramLabel = "NAME",
      description = "the only learner it is for; default: every learner of the stream")
  private Optional<String> learner = Optional.empty();

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "names the command in audits and snapshots; default: a random one")
  private Optional<String> id = Optional.empty();

  @Option(
      names = "--after",
      paramLabel = "OFFSET",
      description =
          "its place: after the sample at this offset of the stream's samples partition;"
              + " default: where the log is when the command is read")
  private Optional<Long> after = Optional.empty();

  @Option(
      names = "--wait",
      description = "wait for the audits and print them; the exit code is 1 if one was not obeyed")
  private boolean wait;

  @Option(
      names = "--wait-seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "with --wait: the longest wait for the first audit (${DEFAULT-VALUE})")
  private int waitSeconds;

  @Override
  public Integer call() {
    List<String> problems = new ArrayList<>();
    Asked.Stated stated = stated();
    Optional<Asked> asked = word.equals(LOG) ? Optional.empty() : Asked.of(word, stated, problems);
    if (after.filter(offset -> offset < 0).isPresent()) {
      problems.add("--after must be at least 0: " + after.get());
    }
    if (waitSeconds < 1) {
      problems.add("--wait-seconds must be at least 1: " + waitSeconds);
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    String giver =
        cluster.config().map(ControlSettings::read).orElse(ControlSettings.DEFAULTS).giver();
    KafkaSettings kafka = cluster.reachedKafka();
    try (Registry registry = Registry.at(cluster.registry())) {
      return asked.isPresent()
          ? send(asked.get(), giver, kafka, registry)
          : printTrail(kafka, registry);
    }
  }

  private Asked.Stated stated() {
    Map<String, String> named = new HashMap<>();
    task.ifPresent(name -> named.put("task", name));
    version.ifPresent(number -> named.put("version", Long.toString(number)));
    sha256.ifPresent(digest -> named.put("sha256", digest));
    className.ifPresent(name -> named.put("class", name));
    return new Asked.Stated(settings, ids, named);
  }

  private int printTrail(KafkaSettings kafka, Registry registry) {
    PrintWriter out = spec.commandLine().getOut();
    Trail.forEach(stream, kafka, registry, audit -> out.println(Trail.line(audit)));
    return 0;
  }

  private int send(Asked asked, String giver, KafkaSettings kafka, Registry registry) {
    dev.perennial.schemas.Command command =
        new dev.perennial.schemas.Command(
            id.orElseGet(() -> UUID.randomUUID().toString()),
            stream,
            asked.kind(),
            Instant.now().truncatedTo(ChronoUnit.MILLIS),
            after.orElse(null),
            asked.parameters(),
            giver.isBlank() ? null : giver,
            learner.orElse(null));
    if (!wait) {
      publish(command, kafka, registry);
      spec.commandLine().getErr().printf("command %s is sent%n", command.getId());
      return 0;
    }
    try (Trail trail = Trail.fromNow(kafka, registry)) {
      publish(command, kafka, registry);
      return tell(
          command.getId(),
          trail.await(stream, command.getId(), learner, Duration.ofSeconds(waitSeconds), QUIET));
    }
  }

  private static void publish(
      dev.perennial.schemas.Command command, KafkaSettings kafka, Registry registry) {
    try (SamplePublisher publisher = SamplePublisher.connect(kafka, registry, Pace.unlimited())) {
      publisher.command(command);
      publisher.flush();
    }
  }

  private int tell(String command, List<Audit> audits) {
    audits.forEach(audit -> spec.commandLine().getOut().println(Trail.line(audit)));
    if (audits.isEmpty()) {
      spec.commandLine()
          .getErr()
          .printf(
              "nobody has answered command %s within %d s; if it was rejected, ./perennial rejects"
                  + " --topic control says why%n",
              command, waitSeconds);
    }
    boolean obeyed = !audits.isEmpty() && audits.stream().allMatch(Audit::getObeyed);
    return obeyed ? 0 : Perennial.EXIT_FAILURE;
  }
}
