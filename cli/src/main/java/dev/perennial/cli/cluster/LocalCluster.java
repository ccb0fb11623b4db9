package dev.perennial.cli.cluster;

import dev.perennial.cli.cluster.Member.Role;
import dev.perennial.cli.flink.FlinkCluster;
import dev.perennial.cli.flink.FlinkFailedException;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.StartFailedException;
import dev.perennial.learner.job.LearnerSettings;
import dev.perennial.learner.job.Roster;
import dev.perennial.schemas.admin.Topics;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.SettingsFile;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Broker, schema registry, Flink's job manager and task managers, ingest and evaluator, each a
 * process of its own on the loopback interface. They outlive the JVM that starts them; all that is
 * known of them is in one directory, so any later JVM can watch, kill, restart and stop them.
 *
 * <p>Not thread-safe, and at one time only one JVM may steer a cluster.
 */
public final class LocalCluster {

  private static final String APPLICATION = "application.yaml";

  /** Below the directory. */
  public static final String CHECKPOINTS = "checkpoints";

  private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);

  /** The name of the member that {@link #addPublisher} adds. */
  public static final String PUBLISHER = "publisher";

  /** The name of the member that holds the job. */
  public static final String JOB_MANAGER = "jobmanager";

  /** Those that need nobody; all others need them. */
  private static final Set<Role> FIRST = EnumSet.of(Role.BROKER, Role.REGISTRY);

  private static final Set<Role> JOB = EnumSet.of(Role.JOB_MANAGER, Role.TASK_MANAGER);

  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration END = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Path directory;
  private Plan plan;

  private LocalCluster(Path directory, Plan plan) {
    this.directory = directory;
    this.plan = plan;
  }

  /**
   * What a member is doing.
   *
   * @param running its process; empty if it has ended
   */
  public record Status(String name, Optional<Running> running) {}

  /**
   * A process that runs.
   *
   * @param residentBytes memory it holds; 0 if the system does not say
   * @param openFiles files and connections it holds; 0 if the system does not say
   * @param since when it was started
   */
  public record Running(long pid, long residentBytes, long openFiles, Instant since) {}

  /**
   * Starts a cluster and returns when all of it works.
   *
   * @param blueprint what the parts read; addresses and directories in it are replaced
   * @param directory where everything is written; created if missing. One that was a cluster's goes
   *     on where that ended, with these settings
   * @param taskManagers how many; at least 1
   * @throws InvalidSettingsException if the blueprint does not fit, or the directory's state cannot
   *     go on with it, or the directory's cluster runs
   * @throws StartFailedException if a process ends or does not answer; all are then ended
   * @throws InterruptedException if the thread is interrupted; all are then ended
   */
  public static LocalCluster start(Blueprint blueprint, Path directory, int taskManagers)
      throws InterruptedException {
    blueprint.check();
    if (Plan.isIn(directory)
        && Plan.in(directory).members().stream().anyMatch(member -> member.process().isPresent())) {
      throw new InvalidSettingsException(
          List.of("--directory holds a cluster that runs, `stop` ends it: " + directory));
    }
    requireThatStateGoesOn(blueprint, directory);
    Plan plan = Layout.lay(blueprint, directory, taskManagers);
    LocalCluster cluster = new LocalCluster(real(directory), plan);
    cluster.startAll();
    return cluster;
  }

  /** Refuses before anything starts what the job would refuse of what it finds. */
  private static void requireThatStateGoesOn(Blueprint blueprint, Path directory) {
    Roster now =
        Roster.of(
            blueprint
                .sections()
                .named("learners", LearnerSettings.class, LearnerSettings.DEFAULTS));
    RestorePoints points = RestorePoints.of(directory, JobManager.JOB);
    points.newest().ifPresent(LocalCluster::requireWholeSavepoint);
    Optional<Roster> saved = points.newestWhole().flatMap(LocalCluster::roster);
    List<String> obstacles = saved.map(before -> before.obstaclesTo(now)).orElse(List.of());
    if (!obstacles.isEmpty()) {
      throw new InvalidSettingsException(obstacles);
    }
    saved
        .map(before -> before.without(now))
        .orElse(Set.of())
        .forEach(
            name -> LOG.warn("A learner is in no section, its state is dropped name={}", name));
  }

  /** What was stopped for a change must not go on from before the stop without a word. */
  private static void requireWholeSavepoint(RestorePoint newest) {
    if (newest.kind() == RestorePoint.Kind.SAVEPOINT && newest.flaw().isPresent()) {
      throw new InvalidSettingsException(
          List.of(
              "--directory holds a damaged savepoint, %s: %s; delete it to go on from what is older, or from the log's beginning"
                  .formatted(newest.path(), newest.flaw().get())));
    }
  }

  private static Optional<Roster> roster(RestorePoint point) {
    try {
      return point.roster();
    } catch (IllegalStateException unreadable) {
      throw new InvalidSettingsException(
          List.of("--directory holds a state of another version: " + unreadable.getMessage()));
    }
  }

  /**
   * What a directory's cluster was last started with; empty if the directory holds none.
   *
   * @throws InvalidSettingsException if the directory is not whole
   */
  public static Optional<Blueprint> lastBlueprint(Path directory) {
    return Plan.isIn(directory)
        ? Optional.of(Blueprint.read(directory.resolve(APPLICATION)))
        : Optional.empty();
  }

  /** How many task managers a directory's cluster has; empty if the directory holds none. */
  public static Optional<Integer> lastTaskManagers(Path directory) {
    return Plan.isIn(directory)
        ? Optional.of(
            (int)
                Plan.in(directory).members().stream()
                    .filter(member -> member.role() == Role.TASK_MANAGER)
                    .count())
        : Optional.empty();
  }

  /**
   * The cluster of a directory, whatever of it runs.
   *
   * @throws InvalidSettingsException if the directory holds none
   */
  public static LocalCluster at(Path directory) {
    return new LocalCluster(real(directory), Plan.in(directory));
  }

  private static Path real(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      throw new InvalidSettingsException(
          List.of("--directory holds no cluster, `up --processes` makes one: " + directory));
    }
  }

  private void startAll() throws InterruptedException {
    try {
      List<Member> members = plan.members();
      members.stream().filter(member -> FIRST.contains(member.role())).forEach(this::launch);
      for (Role role : FIRST) {
        awaitAll(role);
      }
      Topics.create(settings());
      // They find each other, so they start side by side.
      plan.members().stream().filter(member -> member.pid() == null).forEach(this::launch);
      for (Role role : Role.values()) {
        awaitAll(role);
      }
    } catch (RuntimeException | InterruptedException failed) {
      destroy();
      throw failed;
    }
  }

  /**
   * Starts a publisher as a further member; it ends by itself when all is published.
   *
   * @param options of {@code publish}, without the cluster's addresses
   */
  public void addPublisher(List<String> options) {
    Member publisher = Member.of(PUBLISHER, Role.PUBLISHER, Layout.publisher(plan, options));
    plan = plan.and(publisher);
    launch(publisher);
  }

  private void awaitAll(Role role) throws InterruptedException {
    for (Member member : plan.members()) {
      if (member.role() == role) {
        await(member.name());
      }
    }
  }

  private void launch(Member member) {
    Path log = log(member.name());
    try {
      ProcessLog.begin(log, member.name());
      ProcessBuilder builder =
          new ProcessBuilder(member.command())
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(Redirect.appendTo(log.toFile()));
      // Two threads of libtorch on small batches are many times slower, and round differently.
      builder.environment().put("OMP_NUM_THREADS", "1");
      builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
      ProcessHandle process = builder.start().toHandle();
      LOG.info("a process is started name={} pid={}", member.name(), process.pid());
      note(member.as(process));
    } catch (IOException e) {
      throw new StartFailedException(member.name() + " could not be started", e);
    }
  }

  private void note(Member changed) {
    plan = plan.with(changed);
    plan.write(directory);
  }

  /**
   * Starts a member again, ending it first if it runs, and returns when it works.
   *
   * @throws InvalidSettingsException if there is none of that name
   * @throws StartFailedException if it ends or does not answer
   * @throws InterruptedException if the thread is interrupted
   */
  public void restart(String name) throws InterruptedException {
    end(List.of(plan.member(name)));
    launch(name);
    await(name);
  }

  /** Starts a member that does not run, without waiting for it. */
  public void launch(String name) {
    launch(plan.member(name));
  }

  /**
   * Waits until a member works: until it does what its role is for, not only lives.
   *
   * @throws StartFailedException if it ends or does not answer
   * @throws InterruptedException if the thread is interrupted
   */
  public void await(String name) throws InterruptedException {
    Member member = plan.member(name);
    Readiness readiness = new Readiness(plan, settings());
    long since = System.nanoTime();
    while (!readiness.holds(member.role())) {
      if (member.process().isEmpty()) {
        throw new StartFailedException(
            refusal(name).orElse("%s ended by itself; its log is %s".formatted(name, log(name))));
      }
      if (System.nanoTime() - since > START.toNanos()) {
        throw new StartFailedException(
            "%s does not work after %d s; its log is %s"
                .formatted(name, START.toSeconds(), log(name)));
      }
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
    }
  }

  /**
   * Kills a member's process at once (SIGKILL).
   *
   * @return whether it ran
   * @throws InvalidSettingsException if there is none of that name
   */
  public boolean kill(String name) {
    Optional<ProcessHandle> running = plan.member(name).process();
    running.ifPresent(
        process -> {
          process.destroyForcibly();
          process.onExit().join();
          LOG.info("a process is killed name={} pid={}", name, process.pid());
        });
    return running.isPresent();
  }

  /**
   * Lets a member's process stand still (SIGSTOP), as a long pause or a frozen machine does.
   *
   * @return whether it ran
   */
  public boolean pause(String name) throws InterruptedException {
    return signal(name, "STOP");
  }

  /** Lets a paused process go on (SIGCONT). */
  public void resume(String name) throws InterruptedException {
    signal(name, "CONT");
  }

  private boolean signal(String name, String signal) throws InterruptedException {
    Optional<ProcessHandle> process = plan.member(name).process();
    if (process.isEmpty()) {
      return false;
    }
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.get().pid()))
          .start()
          .waitFor();
      return true;
    } catch (IOException e) {
      throw new StartFailedException("kill could not be started", e);
    }
  }

  /**
   * Ends every process in order, those that read before those that are read; what they wrote stays.
   */
  public void stop() throws InterruptedException {
    List<Member> backwards = new ArrayList<>(plan.members());
    Collections.reverse(backwards);
    end(backwards.stream().filter(member -> !FIRST.contains(member.role())).toList());
    end(backwards.stream().filter(member -> FIRST.contains(member.role())).toList());
  }

  /**
   * As {@link #stop}, after the job has written a savepoint, which stays until somebody deletes it.
   * The next start goes on from there, with another parallelism if need be.
   *
   * @return where it lies
   * @throws InvalidSettingsException if the job, or a process it takes, does not run; everything
   *     then stays as it is
   * @throws FlinkFailedException if no savepoint is written
   * @throws InterruptedException if the thread is interrupted
   */
  public Path stopWithSavepoint() throws InterruptedException {
    List<String> ended =
        plan.members().stream()
            .filter(member -> JOB.contains(member.role()) && member.process().isEmpty())
            .map(Member::name)
            .toList();
    if (!ended.isEmpty()) {
      throw new InvalidSettingsException(
          List.of(
              "--savepoint takes a job that runs: `restart` first, or `stop` without it; ended: "
                  + String.join(", ", ended)));
    }
    Path savepoint = takeSavepoint();
    stop();
    return savepoint;
  }

  private Path takeSavepoint() throws InterruptedException {
    try (FlinkCluster flink =
        FlinkCluster.at(
            URI.create(plan.flinkAddress()).getAuthority(), settings().properties("flink"))) {
      return Path.of(
          URI.create(
              flink.stopWithSavepoint(
                  JobManager.JOB,
                  Optional.of(RestorePoint.savepoints(directory).toUri().toString()))));
    } catch (FlinkFailedException e) {
      throw e.advising("`status` tells whether the job runs; `stop` ends the rest without it");
    }
  }

  /** Kills every process at once, for a cluster that nobody needs again. */
  public void destroy() {
    List<ProcessHandle> processes =
        plan.members().stream().flatMap(member -> member.process().stream()).toList();
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }

  /** Asks processes to end, and kills those that do not. */
  private static void end(List<Member> members) throws InterruptedException {
    Map<String, ProcessHandle> processes = new LinkedHashMap<>();
    members.forEach(
        member -> member.process().ifPresent(process -> processes.put(member.name(), process)));
    processes.values().forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + END.toNanos();
    for (Map.Entry<String, ProcessHandle> running : processes.entrySet()) {
      ProcessHandle process = running.getValue();
      try {
        process.onExit().get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException slow) {
        LOG.warn("a process did not end in order and is killed name={}", running.getKey());
        process.destroyForcibly();
        process.onExit().join();
      } catch (ExecutionException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  /** What every member is doing, in the order in which they start. */
  public List<Status> status() {
    return plan.members().stream()
        .map(member -> new Status(member.name(), member.process().map(LocalCluster::running)))
        .toList();
  }

  /** The names of those whose process has ended, in the order in which they start. */
  public List<String> ended() {
    return plan.members().stream()
        .filter(member -> member.process().isEmpty())
        .map(Member::name)
        .toList();
  }

  /** Why a member that has ended refused to go on; empty if it ended for another reason. */
  public Optional<String> refusal(String name) {
    return ProcessLog.refusal(log(name));
  }

  private static Running running(ProcessHandle process) {
    return new Running(
        process.pid(),
        ProcessFigures.residentBytes(process.pid()),
        ProcessFigures.openFiles(process.pid()),
        process.info().startInstant().orElse(Instant.EPOCH));
  }

  private Path log(String name) {
    return directory.resolve("logs").resolve(name + ".log");
  }

  /** What the parts read, addresses included. */
  public SettingsFile settings() {
    try {
      return SettingsFile.read(directory.resolve(APPLICATION));
    } catch (IOException e) {
      throw new InvalidSettingsException(List.of("--directory is not whole: " + e));
    }
  }

  /** The newest checkpoint or savepoint that the job completed; empty if there is none. */
  public Optional<Path> newestState() {
    return RestorePoints.of(directory, JobManager.JOB).newest().map(RestorePoint::path);
  }

  /**
   * Cuts a file of the newest checkpoint or savepoint in half, as a disk that failed might leave
   * it.
   *
   * @return the file; empty if there is no checkpoint, or it has no such file
   */
  public Optional<Path> damageNewestState(StatePart part) {
    return newestState().flatMap(state -> StateFiles.damage(state, part));
  }

  /** Where everything is written. */
  public Path directory() {
    return directory;
  }

  /** The broker's address, as host:port. */
  public String bootstrapServers() {
    return plan.bootstrapServers();
  }

  /** The schema registry's Confluent-compatible endpoint. */
  public String registryUrl() {
    return plan.registryUrl();
  }

  /** Flink's web page and REST API. */
  public String flinkAddress() {
    return plan.flinkAddress();
  }

  /** The evaluator's web page and REST API. */
  public String evaluatorAddress() {
    return plan.evaluatorAddress();
  }
}
