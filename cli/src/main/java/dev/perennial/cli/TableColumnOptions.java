package dev.perennial.cli;

import dev.perennial.ingest.data.BadRows;
import dev.perennial.ingest.data.TableOptions;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** What the columns of a table are, and what becomes of rows that cannot be used. */
final class TableColumnOptions {

  private static final int MOST_TOLD = 10;

  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      defaultValue = TableOptions.DEFAULT_LABEL,
      description = "of a table: the class (${DEFAULT-VALUE})")
  private String label = TableOptions.DEFAULT_LABEL;

  @Option(
      names = "--task-column",
      paramLabel = "NAME",
      defaultValue = TableOptions.DEFAULT_TASK,
      description = "of a table: the task, where it has the column (${DEFAULT-VALUE})")
  private String task = TableOptions.DEFAULT_TASK;

  @Option(
      names = "--id-column",
      paramLabel = "NAME",
      description = "of a table: what names a sample; otherwise its place does")
  private Optional<String> id = Optional.empty();

  @Option(
      names = "--time-column",
      paramLabel = "NAME",
      description =
          "of a table: the event time, as 2026-01-31T09:00:00Z or milliseconds since 1970;"
              + " otherwise a millisecond a sample from 2026 on")
  private Optional<String> time = Optional.empty();

  @Option(
      names = "--ignore-columns",
      paramLabel = "NAME",
      split = ",",
      defaultValue = TableOptions.DEFAULT_IGNORED,
      description = "of a table: what is no feature either (${DEFAULT-VALUE})")
  private Set<String> ignored = Set.of(TableOptions.DEFAULT_IGNORED);

  @Option(
      names = "--skip-bad-rows",
      description = "of a table: go on behind rows that cannot be used, and count them")
  private boolean skipBadRows;

  private final List<String> told = new ArrayList<>();
  private long skipped;

  /** What a table is read with. */
  TableOptions table() {
    BadRows badRows =
        skipBadRows
            ? row -> {
              skipped++;
              if (told.size() < MOST_TOLD) {
                told.add(row.getMessage());
              }
            }
            : BadRows.refused();
    return new TableOptions(label, task, id, time, ignored, badRows);
  }

  /** Begins to count anew, where the table is read anew. */
  void forgetSkipped() {
    told.clear();
    skipped = 0;
  }

  /** Says how many rows were skipped, and why the first of them; nothing if none were. */
  void tellSkipped(PrintWriter err) {
    told.forEach(err::println);
    if (skipped > 0) {
      err.printf("skipped %,d rows that cannot be used%n", skipped);
    }
  }

  /** The same options for another command. */
  List<String> stated() {
    List<String> stated = new ArrayList<>();
    stated.addAll(List.of("--label-column", label, "--task-column", task));
    stated.addAll(List.of("--ignore-columns", String.join(",", ignored)));
    id.ifPresent(name -> stated.addAll(List.of("--id-column", name)));
    time.ifPresent(name -> stated.addAll(List.of("--time-column", name)));
    if (skipBadRows) {
      stated.add("--skip-bad-rows");
    }
    return stated;
  }
}
