package dev.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.cli.quality.Benchmark;
import dev.perennial.cli.quality.Benchmarks;
import dev.perennial.cli.quality.Cell;
import dev.perennial.cli.quality.CellDirectory;
import dev.perennial.cli.quality.CellResult;
import dev.perennial.learner.Learners;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class OptionsTest {

  private static final String RUN = "run --data glyphs --scenario classes:2 --strategy er ";
  private static final int USAGE = 64;

  private final StringWriter err = new StringWriter();

  private int execute(String... arguments) {
    CommandLine commandLine = Perennial.commandLine();
    commandLine.setErr(new PrintWriter(err));
    commandLine.setOut(new PrintWriter(new StringWriter()));
    return commandLine.execute(arguments);
  }

  private List<String> said() {
    return err.toString().lines().toList();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--streams 0 | --streams must be at least 1: 0",
        "--awake 0 | --awake must be at least 1: 0",
        "--samples 0 | --samples must be at least 1: 0",
        "--bytes 0 | --bytes must be at least 1: 0",
        "--strategy no | --strategy must be one of",
        "--network mlp:0 | --network must",
      })
  void refusesABenchOfStreamsThatCannotBe(String options, String problem) {
    assertThat(execute(("bench streams " + options).split(" "))).isEqualTo(USAGE);
    assertThat(said()).anyMatch(line -> line.startsWith(problem));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--kills -1 | --kills must not be negative: -1",
        "--damages -1 | --damages must not be negative: -1",
        "--overload 0 | --overload must be positive: 0.0",
        "--soak 1s --kills 1 | --soak strikes nobody and overloads nobody",
        "--report no/such/place.json | --report must be in a directory that exists: no/such/place.json",
      })
  void refusesATrialThatCannotBe(String options, String problem) {
    String trial = "chaos --data glyphs --scenario classes:5 --strategy er ";
    assertThat(execute((trial + options).split(" "))).isEqualTo(USAGE);
    assertThat(said()).anyMatch(line -> line.startsWith(problem));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--predictions 0 | --predictions must be at least 1: 0",
        "--learners 0 | --learners must be at least 1: 0",
        "--tasks -1 | --tasks must not be negative: -1",
        "--threads 0 | --threads must be at least 1: 0",
        "--repeat 0 | --repeat must be at least 1: 0",
      })
  void refusesAMeasurementThatCannotBe(String options, String problem) {
    assertThat(execute(("bench evaluator " + options).split(" "))).isEqualTo(USAGE);
    assertThat(said()).contains(problem);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--device tpu | --device must be cpu or gpu: tpu",
        "--device gpu | --device gpu needs a tensor engine with CUDA, and this one is built without (docs/gpu.md)",
        "--device gpu --strategy slda | --strategy must be one that computes on a GPU: slda",
        "--part all | --part must be of bound, step, pair, operator, slots, pipeline, reference: all",
      })
  void refusesToMeasureSpeedWhereItCannot(String options, String problem) {
    assertThat(execute(("bench speed --out . " + options).split(" "))).isEqualTo(USAGE);
    assertThat(said()).contains(problem);
  }

  @Test
  void readsALengthOfTimeAsPeopleWriteIt() {
    assertThat(new Spans().convert("90s")).hasSeconds(90);
    assertThat(new Spans().convert("30m")).hasMinutes(30);
    assertThat(new Spans().convert("2h")).hasHours(2);
    assertThat(execute("chaos --data glyphs --scenario as-is --soak 30".split(" ")))
        .isEqualTo(USAGE);
    assertThat(said()).anyMatch(line -> line.contains("must be a number above 0 with s, m or h"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--memory 0 | --memory must be at least 1: 0",
        "--memory 3000000 | --memory must come to at most 2 GiB: 3000000 rows of 784 bytes",
        "--batch 0 | --batch must be at least 1: 0",
        "--replay-batch -1 | --replay-batch must be at least 0: -1",
        "--replay-steps 0 | --replay-steps must be at least 1: 0",
        "--learning-rate 0 | --learning-rate must be positive: 0.0",
        "--network mpl:3 | --network must be mlp:H,H,... or cnn[:C,C,...]: mpl:3",
        "--optimizer lion | --optimizer must be sgd or adam or upgd: lion",
        "--memory-bytes 0 | --memory-bytes must be positive: 0",
        "--weights luck | --weights must be one of none, ema:DECAY, reptile:EVERY,RATE: luck",
        "--penalty l2:-1 | --penalty strength must not be negative: l2:-1.0",
        "--update none | --loss learns replayed rows, but update keeps none: cross-entropy + replay",
        "--classifier ncm:1,2 | --classifier ncm takes at most 0 numbers: ncm:1.0,2.0",
        "--features random-relu:9 | --features is for learners without a network; a network makes its own: random-relu:9",
        "--on-poison pray | --on-poison must be skip, halve-rate or stop: pray",
        "--score-every 0 | --score-every must be at least 1: 0",
        "--score-share 1.5 | --score-share must be in [0.0, 1.0]: 1.5",
        "--holdout 1.5 | --holdout must be in [0.0, 1.0]: 1.5",
        "--limit 0 | --limit must be at least 1: 0",
        "--passes 0 | --passes must be at least 1: 0",
        "--limit 3 | --limit must leave a sample for each of 5 tasks in each of 1 passes: 3",
        "--seed x | Invalid value for option '--seed': 'x' is not a long",
        "--colour red | Unknown options: '--colour', 'red'",
        "--report no/such/r.json | --report must be in a directory that exists: no/such/r.json",
        "--page no/such/p.html | --page must be in a directory that exists: no/such/p.html",
      })
  void aWrongOptionOfRunIsOneLineAndExitCode64(String option, String line) {
    assertThat(execute((RUN + option).split(" "))).isEqualTo(USAGE);
    assertThat(said()).containsExactly(line);
  }

  @Test
  void aPartThatALearningSystemDoesNotHaveIsRefusedByItsName() {
    int code =
        execute(
            "run --data glyphs --scenario classes:2 --strategy slda --penalty ewc --loss replay"
                .split(" "));

    assertThat(code).isEqualTo(USAGE);
    assertThat(said())
        .containsExactly(
            "--loss is no part of slda, which has features only: replay",
            "--penalty is no part of slda, which has features only: ewc");
  }

  @Test
  void everyProblemIsToldAtOnceInTheOptionsWords() {
    int code =
        execute(
            "run --data mnist --scenario pairs --strategy sgd --batch 0 --holdout 2".split(" "));

    assertThat(code).isEqualTo(USAGE);
    assertThat(said())
        .containsExactly(
            "--data must be glyphs, glyphs:SEED, idx:DIR, cifar:DIR, usps:DIR, csv, tsv, jsonl, arff, avro or parquet and :FILE, or sea, hyperplane, rbf, led, stagger or agrawal: \"mnist\"",
            "--scenario must be classes:K, permute:T, rotate:T, blurry:K:P or as-is: \"pairs\"",
            "--holdout must be in [0.0, 1.0]: 2.0",
            "--batch must be at least 1: 0");
  }

  @Test
  void whatIsWrongWithPublishingIsToldAtOnce() {
    int code =
        execute(
            ("publish --data parquet:- --scenario as-is --label-delay -1 --label-share 2 --rate 0"
                    + " --bootstrap h:1 --registry http://h")
                .split(" "));

    assertThat(code).isEqualTo(USAGE);
    assertThat(said())
        .containsExactly(
            "--data must name a file, as Parquet is read from its end: \"parquet:-\"",
            "--label-delay must be at least 0: -1",
            "--label-share must be in [0, 1]: 2.0",
            "--rate must be above 0 and at most 1e9 records a second: 0.0");
  }

  @Test
  void aPortThatIsNoneIsToldBeforeTheGatewayStarts() {
    int code = execute("gateway --port 70000 --bootstrap h:1 --registry http://h".split(" "));

    assertThat(code).isEqualTo(USAGE);
    assertThat(said()).containsExactly("--port must be in [0, 65535]: 70000");
  }

  @Test
  void anUnknownStrategyIsToldWithThoseThereAre() {
    assertThat(execute("run --data glyphs --scenario classes:2 --strategy sgd".split(" ")))
        .isEqualTo(USAGE);
    assertThat(said()).containsExactly("--strategy must be one of " + Learners.ids() + ": sgd");
  }

  @Test
  void aScenarioThatMakesNoSenseForTheDataIsRefusedBeforeAnythingStarts() {
    assertThat(execute("run --data glyphs --scenario classes:11 --strategy er".split(" ")))
        .isEqualTo(USAGE);
    assertThat(said())
        .containsExactly("--scenario classes:K must have K in [1, 10], the number of classes: 11");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "run --help",
        "report --help",
        "topics create -h",
        "demo --help",
        "bench quality --help"
      })
  void everyCommandHelps(String line) {
    assertThat(execute(line.split(" "))).isZero();
    assertThat(said()).isEmpty();
  }

  @Test
  void missingOptionsAreNamed() {
    assertThat(execute("run")).isEqualTo(USAGE);
    assertThat(said())
        .containsExactly("Missing required options: '--data=SPEC', '--scenario=SPEC'");
  }

  @Test
  void anUnknownTopicIsToldWithThoseThereAre() {
    assertThat(execute("watch", "sample", "--bootstrap", "x:1", "--registry", "http://x"))
        .isEqualTo(USAGE);
    assertThat(said())
        .containsExactly(
            "TOPIC must be one of samples, labels, control, experiences, rejects, predictions,"
                + " scores, steps, models, audits, metrics, rankings, alerts: sample");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--part all | --part must be of bound, step, pair, operator, slots, pipeline, reference: all",
        "--batch 0 | --batch must be at least 1: 0",
        "--repeat 0 | --repeat must be at least 1: 0",
        "--seconds 0 | --seconds must be at least 1: 0",
        "--out pom.xml | --out must be a directory: pom.xml",
      })
  void refusesASpeedThatCannotBeMeasured(String options, String problem) {
    assertThat(execute(("bench speed " + options).split(" "))).isEqualTo(USAGE);
    assertThat(said()).contains(problem);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"--strategy everything", "--network lstm"})
  void refusesASpeedOfWhatDoesNotExist(String options) {
    assertThat(execute(("bench speed --out . " + options).split(" "))).isEqualTo(USAGE);
    assertThat(said()).anyMatch(line -> line.startsWith(options.split(" ")[0] + " must "));
  }

  @Test
  void everyProblemOfABenchmarkIsToldAtOnce() {
    assertThat(
            execute(
                "bench quality --set tiny --seeds 0 --threads 0 --out pom.xml --only [".split(" ")))
        .isEqualTo(USAGE);
    assertThat(said())
        .startsWith(
            "--set must be small or full: tiny",
            "--seeds must be at least 1: 0",
            "--threads must be at least 1: 0",
            "--out must be a directory: pom.xml")
        .anyMatch(line -> line.startsWith("--only is no glob: "));
  }

  @Test
  void everyProblemOfGrowthIsToldAtOnce() {
    assertThat(
            execute(
                "bench growth --memory 10,5 --tasks 0 --samples 2,2 --repeat 0 --out pom.xml"
                    .split(" ")))
        .isEqualTo(USAGE);
    assertThat(said())
        .containsExactly(
            "--memory must be ascending numbers in [1, 1,000,000]: [10, 5]",
            "--tasks must be ascending numbers in [1, 1,000]: [0]",
            "--samples must be ascending numbers in [1, 2,147,483,647]: [2, 2]",
            "--repeat must be at least 1: 0",
            "--out must be a directory: pom.xml");
  }

  @Test
  void benchmarksWithoutDataAreRefused(@TempDir Path empty) {
    assertThat(execute("bench", "quality", "--datasets", empty.toString())).isEqualTo(USAGE);
    assertThat(said()).containsExactly("--datasets must hold data of a benchmark: " + empty);
  }

  @Test
  void aGlobThatMatchesNoCellIsTold(@TempDir Path datasets) throws Exception {
    Files.createDirectory(datasets.resolve("mnist"));

    assertThat(execute("bench", "quality", "--datasets", datasets.toString(), "--only", "usps*/er"))
        .isEqualTo(USAGE);
    assertThat(said()).containsExactly("--only must match a cell whose data are there: usps*/er");
  }

  @Test
  void aReportIsNotReplacedByOneThatKnowsLess(@TempDir Path datasets, @TempDir Path out)
      throws Exception {
    Files.createDirectory(datasets.resolve("usps"));
    Benchmark usps =
        Benchmarks.shipped().stream()
            .filter(benchmark -> benchmark.name().equals("usps"))
            .findFirst()
            .orElseThrow();
    Cell measured = new Cell(usps, "slda", 2);
    new CellDirectory(out.resolve("cells"))
        .save(
            new CellResult(
                "usps", "slda", 2, measured.inputs(), "older", 1, 1, 0, Map.of(), "", 1, 1, 1));

    String line =
        "bench quality --set full --only usps/er --datasets %s --out %s".formatted(datasets, out);
    assertThat(execute(line.split(" "))).isEqualTo(USAGE);
    assertThat(said())
        .containsExactly(
            "--out holds results of another version of the code, which --keep-old keeps; without"
                + " it they would be dropped: 1");
  }

  @Test
  void aGroupWithoutASubcommandShowsItsUsage() {
    assertThat(execute("topics")).isEqualTo(USAGE);
    assertThat(err.toString()).contains("Usage: perennial topics [-h] create|list");
  }

  @Test
  void aConfigurationWithAnUnknownSectionIsRefusedBeforeAnythingStarts(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("wrong.yaml");
    Files.writeString(file, "learner: {}\n");

    assertThat(execute("up", "--config", file.toString())).isEqualTo(USAGE);
    assertThat(said())
        .containsExactly(
            "learner is no section; there are: [control, evaluator, flink, gateway, ingest, job, kafka,"
                + " learners, registry, topics]");
  }

  @Test
  void aConfigurationThatDoesNotExistIsNamed() {
    assertThat(execute("up", "--config", "no/such.yaml")).isEqualTo(USAGE);
    assertThat(said()).containsExactly("--config must name a file that exists: no/such.yaml");
  }

  @Test
  void aReportTellsAllThatIsWrongBeforeItAsksAnybody() {
    assertThat(execute("report", "no/such/r.html", "--evaluator", "ftp://here")).isEqualTo(USAGE);
    assertThat(said())
        .containsExactly(
            "FILE.html must be in a directory that exists: no/such/r.html",
            "--evaluator must be like http://127.0.0.1:8080: ftp://here");
  }

  @Test
  void aReportThatFindsNoEvaluatorSaysWhereItLooked(@TempDir Path empty) {
    assertThat(
            execute("report", empty.resolve("r.html").toString(), "--directory", empty.toString()))
        .isEqualTo(USAGE);
    assertThat(said())
        .containsExactly(
            "--directory holds no cluster, `up --processes` makes one: " + empty,
            "--evaluator names one that is in no directory");
  }

  @Test
  void versionNamesWhatPerennialIsMadeOf() {
    assertThat(execute("version")).isZero();
    assertThat(Versions.all())
        .containsKeys("perennial", "java", "os", "flink", "kafka", "djl", "pytorch", "registry")
        .allSatisfy((name, version) -> assertThat(version).doesNotContain("$").isNotBlank());
  }
}
