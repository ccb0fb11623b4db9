package dev.perennial.cli.drift;

import dev.perennial.cli.report.TextTable;
import dev.perennial.ingest.data.DataSet;
import dev.perennial.schemas.Tensor;
import dev.perennial.schemas.drift.Detectors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Every detector on every stream.
 *
 * @param seeds streams of each kind, numbered from 1, at least 1
 * @param length records before the change and as many after it, at least 1,000
 * @param width of a gradual change, in records, at least 1
 */
public record DriftBench(int seeds, int length, int width) {

  private static final List<String> OF_ERRORS =
      List.of("adwin", "page-hinkley", "kswin", "ddm", "hddm-a");
  private static final List<String> OF_FEATURES =
      List.of("hdddm", "adwin", "page-hinkley", "kswin");
  private static final List<Integer> ONCE = List.of(0, 1);
  private static final List<Integer> RETURNING = List.of(0, 1, 0, 2, 1);

  /** Measures everything; tells each table as it is done, line by line. */
  public void run(Consumer<String> line) {
    for (int transition : List.of(0, width)) {
      tell(line, "errors of naive Bayes", transition, errors(transition));
    }
    for (int transition : List.of(0, width)) {
      tell(line, "features", transition, features(transition));
    }
    line.accept("regimes: told apart / known again / begun, of streams A B A C B");
    regimes().lines().forEach(line);
  }

  private static void tell(Consumer<String> line, String what, int transition, TextTable table) {
    line.accept(
        "%s, %s: median delay, missed, false alarms per 10,000"
            .formatted(what, transition == 0 ? "abrupt" : "gradual over " + transition));
    table.lines().forEach(line);
    line.accept("");
  }

  private TextTable errors(int transition) {
    List<List<Tally>> columns = new ArrayList<>();
    for (DriftStream stream : DriftStream.LABELLED) {
      List<Tally> column = fresh(OF_ERRORS.size());
      for (int seed = 1; seed <= seeds; seed++) {
        DataSet data = stream.examples(ONCE, length, transition, seed);
        for (int i = 0; i < OF_ERRORS.size(); i++) {
          Alarms alarms = new Alarms(length, transition);
          DriftTrial.watchErrors(data, Detectors.parse(OF_ERRORS.get(i)), alarms);
          column.get(i).add(alarms, 2 * length);
        }
      }
      columns.add(column);
    }
    return table(DriftStream.LABELLED, OF_ERRORS, columns);
  }

  private static List<DriftStream> withFeatures() {
    return Stream.concat(DriftStream.LABELLED.stream(), Stream.of(DriftStream.GLYPHS)).toList();
  }

  private TextTable features(int transition) {
    List<List<Tally>> columns = new ArrayList<>();
    for (DriftStream stream : withFeatures()) {
      List<Tally> column = fresh(OF_FEATURES.size());
      for (int seed = 1; seed <= seeds; seed++) {
        List<Tensor> samples = stream.features(ONCE, length, transition, seed);
        for (int i = 0; i < OF_FEATURES.size(); i++) {
          Alarms alarms = new Alarms(length, transition);
          DriftTrial.watchFeatures(samples, OF_FEATURES.get(i), alarms);
          column.get(i).add(alarms, 2 * length);
        }
      }
      columns.add(column);
    }
    return table(withFeatures(), OF_FEATURES, columns);
  }

  private TextTable regimes() {
    List<DriftStream> streams =
        withFeatures().stream().filter(DriftStream::featuresChange).toList();
    List<List<RegimeTally>> columns = new ArrayList<>();
    for (DriftStream stream : streams) {
      List<RegimeTally> column = new ArrayList<>();
      OF_FEATURES.forEach(detector -> column.add(new RegimeTally()));
      for (int seed = 1; seed <= seeds; seed++) {
        List<Tensor> samples = stream.features(RETURNING, length, 0, seed);
        for (int i = 0; i < OF_FEATURES.size(); i++) {
          column.get(i).add(DriftTrial.regimes(samples, OF_FEATURES.get(i), length));
        }
      }
      columns.add(column);
    }
    return table(streams, OF_FEATURES, columns);
  }

  private static List<Tally> fresh(int count) {
    return Stream.generate(Tally::new).limit(count).toList();
  }

  private static TextTable table(
      List<DriftStream> streams, List<String> detectors, List<? extends List<?>> columns) {
    TextTable table = new TextTable();
    table.row("", streams.stream().map(DriftStream::name).toList());
    for (int i = 0; i < detectors.size(); i++) {
      int row = i;
      table.row(
          detectors.get(i), columns.stream().map(column -> column.get(row).toString()).toList());
    }
    return table;
  }
}
