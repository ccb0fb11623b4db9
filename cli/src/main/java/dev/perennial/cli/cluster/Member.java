package dev.perennial.cli.cluster;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One process of a cluster: how it is started, and which process it was last.
 *
 * @param name names it and its log file, for example {@code taskmanager-1}
 * @param role what it does
 * @param command the program and its arguments
 * @param pid of the process it was last; null before the first start
 * @param startedMillis when that process began, by the system's account: a process id alone may
 *     have gone to a stranger since
 */
record Member(
    String name,
    Role role,
    List<String> command,
    @Nullable Long pid,
    @Nullable Long startedMillis) {

  /** What a member does. In the order in which they start. */
  enum Role {
    BROKER,
    REGISTRY,
    JOB_MANAGER,
    TASK_MANAGER,
    INGEST,
    EVALUATOR,
    PUBLISHER
  }

  /** Copies the command. */
  Member {
    command = List.copyOf(command);
  }

  /** One that was never started. */
  static Member of(String name, Role role, List<String> command) {
    return new Member(name, role, command, null, null);
  }

  /** The same as that process. */
  Member as(ProcessHandle process) {
    return new Member(name, role, command, process.pid(), startOf(process));
  }

  /** Its process, if that lives. */
  Optional<ProcessHandle> process() {
    return pid == null
        ? Optional.empty()
        : ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .filter(process -> startOf(process) == (startedMillis == null ? 0 : startedMillis));
  }

  private static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(instant -> instant.toEpochMilli()).orElse(0L);
  }
}
