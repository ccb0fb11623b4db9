package dev.perennial.learner.auto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.learner.learning.Features;
import dev.perennial.schemas.ElementType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A table in stream order, {@code NAME/NAME.csv.gz} beside its {@code schema.json}: categories
 * one-hot, numbers as they are, column {@code date} left out, classes numbered as they appear.
 *
 * @param features what a row looks like
 * @param rows the rows, little-endian
 * @param labels the class of each
 */
record Table(Features features, List<ByteBuffer> rows, List<Integer> labels) {

  private static final Set<String> NO_FEATURES = Set.of("class", "date");

  /** Reads at most {@code limit} rows. */
  static Table read(Path datasets, String name, int limit) throws IOException {
    Path directory = datasets.resolve(name);
    Map<String, List<String>> categories = categories(directory.resolve("schema.json"));
    List<ByteBuffer> rows = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    Map<String, Integer> classes = new LinkedHashMap<>();
    int width = 0;
    try (BufferedReader lines = lines(directory.resolve(name + ".csv.gz"))) {
      List<String> header = Arrays.asList(lines.readLine().split(",", -1));
      for (String column : header) {
        width +=
            NO_FEATURES.contains(column) ? 0 : categories.getOrDefault(column, List.of("")).size();
      }
      for (String line = lines.readLine();
          line != null && rows.size() < limit;
          line = lines.readLine()) {
        String[] cells = line.split(",", -1);
        ByteBuffer row = ByteBuffer.allocate(width * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int column = 0; column < cells.length; column++) {
          String cell = cells[column].trim();
          if (header.get(column).equals("class")) {
            labels.add(classes.computeIfAbsent(cell, unseen -> classes.size()));
          } else if (!NO_FEATURES.contains(header.get(column))) {
            put(row, cell, categories.get(header.get(column)));
          }
        }
        rows.add(row.flip());
      }
    }
    return new Table(new Features(List.of(width), ElementType.FLOAT32), rows, labels);
  }

  private static void put(ByteBuffer row, String cell, @Nullable List<String> values) {
    if (values == null) {
      row.putFloat(Float.parseFloat(cell));
      return;
    }
    for (String value : values) {
      row.putFloat(value.equals(cell) ? 1 : 0);
    }
  }

  private static Map<String, List<String>> categories(Path schema) throws IOException {
    Map<String, List<String>> categories = new LinkedHashMap<>();
    for (JsonNode column : new ObjectMapper().readTree(schema.toFile()).path("columns")) {
      if (column.path("type").asText().equals("categorical")) {
        List<String> values = new ArrayList<>();
        column.path("values").forEach(value -> values.add(value.asText()));
        categories.put(column.path("name").asText(), values);
      }
    }
    return categories;
  }

  private static BufferedReader lines(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
  }
}
