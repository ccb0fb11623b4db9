package dev.perennial.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.perennial.cli.report.IndentedJson;
import dev.perennial.cli.speed.Cell;
import dev.perennial.cli.speed.CellResult;
import dev.perennial.cli.speed.Device;
import dev.perennial.cli.speed.Part;
import dev.perennial.cli.speed.SpeedBench;
import dev.perennial.cli.speed.SpeedPage;
import dev.perennial.cli.speed.SpeedPlot;
import dev.perennial.cli.speed.SpeedReport;
import dev.perennial.cli.stack.WorkingDirectory;
import dev.perennial.learner.step.Cuda;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial bench speed}. */
@Command(
    name = "speed",
    description =
        "Measure how many samples a second are learned, from the bare products of matrices to the"
            + " whole pipeline, beside bare PyTorch where that is installed; write speed.md,"
            + " speed.json and speed.svg, cell after cell. What stands there and is not measured again"
            + " stays. A cell with all parts takes some minutes; choose with the options.",
    sortOptions = false)
final class SpeedBenchCommand implements Callable<Integer> {

  private static final Path REFERENCE = Path.of("..", "shared", "reference", "replay_reference.py");
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description =
          "where learners compute: cpu, or gpu, the first one, with a memory of 1,000,000 images,"
              + " the learner alone, into speed-gpu.* (${DEFAULT-VALUE})")
  private String device = "cpu";

  @Option(
      names = "--strategy",
      paramLabel = "ID",
      split = ",",
      description =
          "learning systems (naive,er,er-ace,der++,slda,acil; on a GPU naive,er,er-ace,der++)")
  private List<String> strategies = List.of();

  @Option(
      names = "--network",
      paramLabel = "SPEC",
      split = ";",
      description =
          "networks, with semicolons between (mlp:400,400;mlp:256,256;cnn; on a GPU"
              + " cnn:192,384,768,1088, 10.9 million parameters)")
  private List<String> networks = List.of();

  @Option(
      names = "--batch",
      paramLabel = "N",
      split = ",",
      description = "rows an update; as many are replayed (10,64,256; on a GPU 128)")
  private List<Integer> batches = List.of();

  @Option(
      names = "--part",
      paramLabel = "PART",
      split = ",",
      defaultValue = "bound,step,pair,operator,slots,pipeline,reference",
      description = "what is measured (${DEFAULT-VALUE})")
  private List<String> parts = List.of();

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "5",
      description = "repetitions, after one that does not count (${DEFAULT-VALUE})")
  private int repeat = 5;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "2",
      description = "of each trial; three times as many of the pipeline (${DEFAULT-VALUE})")
  private int seconds = 2;

  @Option(
      names = "--reference",
      paramLabel = "FILE.py",
      description =
          "the same work in PyTorch: a script with the options that docs/benchmarks/README.md says; left"
              + " out without one (../shared/reference/replay_reference.py, if it is there)")
  private @Nullable Path reference;

  @Option(
      names = "--python",
      paramLabel = "FILE",
      description = "an interpreter with PyTorch (/usr/bin/python3)")
  private @Nullable Path python;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "docs/benchmarks",
      description = "where the report goes (${DEFAULT-VALUE})")
  private Path out = Path.of("");

  @Mixin private ReportOption report = new ReportOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    OptionProblems problems = new OptionProblems();
    List<Part> chosen = new ArrayList<>();
    for (String part : parts) {
      Optional<Part> known = Part.named(part);
      problems.require(known.isPresent(), "--part must be of %s: %s".formatted(partNames(), part));
      known.ifPresent(chosen::add);
    }
    Optional<Device> named = Device.named(device);
    problems.require(named.isPresent(), "--device must be cpu or gpu: " + device);
    Device on = named.orElse(Device.CPU);
    problems.require(
        on == Device.CPU || Cuda.isThere(),
        "--device gpu needs a tensor engine with CUDA, and this one is built without (docs/gpu.md)");
    problems.require(repeat >= 1, "--repeat must be at least 1: " + repeat);
    problems.require(seconds >= 1, "--seconds must be at least 1: " + seconds);
    problems.require(
        !Files.exists(out) || Files.isDirectory(out), "--out must be a directory: " + out);
    if (on.has(Part.REFERENCE) && chosen.contains(Part.REFERENCE) && !hasReference(problems)) {
      chosen.remove(Part.REFERENCE);
    }
    for (int batch : batches) {
      problems.require(batch >= 1, "--batch must be at least 1: " + batch);
    }
    if (batches.stream().allMatch(batch -> batch >= 1)) {
      cells(on)
          .forEach(
              cell ->
                  problems.valueOr(
                      cell,
                      () -> {
                        cell.check(on);
                        return cell;
                      }));
    }
    report.check(problems);
    problems.throwIfAny();
    PrintWriter err = spec.commandLine().getErr();
    for (Part part : List.copyOf(chosen)) {
      if (!on.has(part)) {
        chosen.remove(part);
        err.printf("no %s on a %s%n", part, on);
      }
    }
    SpeedReport earlier = earlier(on);
    Files.createDirectories(out);
    SpeedReport measured = report(on, List.of());
    try (WorkingDirectory directory = WorkingDirectory.temporary()) {
      SpeedBench bench =
          new SpeedBench(
              chosen,
              on,
              repeat,
              Duration.ofSeconds(seconds),
              interpreter(),
              script(),
              directory.path());
      List<CellResult> results = new ArrayList<>();
      for (Cell cell : cells(on)) {
        results.add(bench.run(cell, repetition -> tell(cell, repetition)));
        measured = report(on, results);
        publish(measured.after(earlier), on);
      }
    }
    SpeedReport told = measured;
    report.write(() -> IndentedJson.of(told));
    return ExitCode.OK;
  }

  private static String partNames() {
    return Arrays.stream(Part.values()).map(Part::toString).collect(Collectors.joining(", "));
  }

  /** Whether the reference can be measured; a problem if it was asked for by name and cannot. */
  private boolean hasReference(OptionProblems problems) throws InterruptedException {
    boolean isScript = Files.isReadable(script());
    boolean isTorch = SpeedBench.hasTorch(interpreter());
    problems.require(
        isScript || reference == null, "--reference must be a file that can be read: " + reference);
    problems.require(
        isTorch || python == null, "--python must be an interpreter that has PyTorch: " + python);
    if (!isScript || !isTorch) {
      spec.commandLine()
          .getErr()
          .printf("no reference: %s needs %s with PyTorch%n", script(), interpreter());
    }
    return isScript && isTorch;
  }

  private Path script() {
    return reference == null ? REFERENCE : reference;
  }

  private Path interpreter() {
    return python == null ? PYTHON : python;
  }

  /** What stands in the directory already. */
  private SpeedReport earlier(Device on) throws IOException {
    Path json = out.resolve(on.fileName() + ".json");
    try {
      return Files.exists(json) ? SpeedReport.read(json) : report(on, List.of());
    } catch (JsonProcessingException e) {
      throw new InvalidSettingsException(
          List.of(
              "--out must hold no other %s than a report: %s"
                  .formatted(json, e.getOriginalMessage())));
    }
  }

  private void publish(SpeedReport all, Device on) throws IOException {
    String plot = on.fileName() + ".svg";
    Files.writeString(out.resolve(on.fileName() + ".json"), IndentedJson.of(all) + "\n");
    Files.writeString(out.resolve(on.fileName() + ".md"), SpeedPage.markdown(all, plot));
    Files.writeString(out.resolve(plot), SpeedPlot.svg(all));
  }

  private void tell(Cell cell, Map<Part, OptionalDouble> repetition) {
    String figures =
        repetition.entrySet().stream()
            .filter(part -> part.getValue().isPresent())
            .map(part -> "  %s %,.0f".formatted(part.getKey(), part.getValue().getAsDouble()))
            .collect(Collectors.joining());
    PrintWriter err = spec.commandLine().getErr();
    err.println(cell + figures);
    err.flush();
  }

  private SpeedReport report(Device on, List<CellResult> results) {
    return new SpeedReport(
        "./perennial " + String.join(" ", spec.commandLine().getParseResult().originalArgs()),
        Versions.machine() + (on == Device.GPU ? ", a GPU" : ""),
        Versions.all(),
        results);
  }

  private List<Cell> cells(Device on) {
    List<Cell> cells = new ArrayList<>();
    for (String network : networks.isEmpty() ? on.networks() : networks) {
      for (int batch : batches.isEmpty() ? on.batches() : batches) {
        for (String strategy : strategies.isEmpty() ? on.strategies() : strategies) {
          cells.add(new Cell(strategy, network, batch));
        }
      }
    }
    return cells;
  }
}
