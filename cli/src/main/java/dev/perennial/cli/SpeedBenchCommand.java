package dev.perennial.cli;

import dev.perennial.cli.report.IndentedJson;
import dev.perennial.cli.speed.Cell;
import dev.perennial.cli.speed.Device;
import dev.perennial.cli.speed.Part;
import dev.perennial.cli.speed.SpeedBench;
import dev.perennial.cli.speed.SpeedPage;
import dev.perennial.cli.speed.SpeedPlot;
import dev.perennial.cli.speed.SpeedReport;
import dev.perennial.cli.stack.WorkingDirectory;
import dev.perennial.learner.step.Cuda;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
            + " speed.json and speed.svg. Cells that stand there and are not measured again stay.",
    sortOptions = false)
final class SpeedBenchCommand implements Callable<Integer> {

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
      defaultValue = "bound,step,pair,operator,pipeline,reference",
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
      defaultValue = "../shared/reference/replay_reference.py",
      description = "the same work in PyTorch; left out where it is not there (${DEFAULT-VALUE})")
  private Path reference = Path.of("");

  @Option(
      names = "--python",
      paramLabel = "FILE",
      defaultValue = "/usr/bin/python3",
      description = "an interpreter with PyTorch (${DEFAULT-VALUE})")
  private Path python = Path.of("");

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
      problems.require(
          known.isPresent(),
          "--part must be of bound, step, pair, operator, pipeline, reference: " + part);
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
    problems.require(Files.isDirectory(out), "--out must be a directory: " + out);
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
    if (chosen.contains(Part.REFERENCE)
        && !(Files.isReadable(reference) && SpeedBench.hasTorch(python))) {
      chosen.remove(Part.REFERENCE);
      err.printf("no reference: %s needs %s with PyTorch%n", reference, python);
    }
    SpeedReport measured = measured(chosen, on, err);
    Path json = out.resolve(on.fileName() + ".json");
    SpeedReport all = Files.exists(json) ? measured.after(SpeedReport.read(json)) : measured;
    Files.writeString(json, IndentedJson.of(all) + "\n");
    String plot = on.fileName() + ".svg";
    Files.writeString(out.resolve(on.fileName() + ".md"), SpeedPage.markdown(all, plot));
    Files.writeString(out.resolve(plot), SpeedPlot.svg(all));
    report.write(() -> IndentedJson.of(measured));
    return ExitCode.OK;
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

  private SpeedReport measured(List<Part> chosen, Device on, PrintWriter err)
      throws IOException, InterruptedException {
    try (WorkingDirectory directory = WorkingDirectory.temporary();
        SpeedBench bench =
            new SpeedBench(
                chosen,
                on,
                repeat,
                Duration.ofSeconds(seconds),
                python,
                reference,
                directory.path())) {
      return new SpeedReport(
          "./perennial " + String.join(" ", spec.commandLine().getParseResult().originalArgs()),
          Versions.machine() + (on == Device.GPU ? ", a GPU" : ""),
          Versions.all(),
          repeat,
          bench.run(
              cells(on),
              (cell, found) -> {
                err.println(
                    cell
                        + found.entrySet().stream()
                            .filter(part -> part.getValue().isPresent())
                            .map(
                                part ->
                                    "  %s %,.0f"
                                        .formatted(part.getKey(), part.getValue().getAsDouble()))
                            .collect(Collectors.joining()));
                err.flush();
              }));
    }
  }
}
