package dev.perennial.ingest.data;

import static dev.perennial.ingest.data.DataFileWriter.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The formats of tables, each against a file made by hand or by its format's own writer. */
class TableFormatsIT {

  @TempDir private Path directory;

  private DataSet load(String kind, String name, String text) throws IOException {
    return load(kind, name, text, TableOptions.DEFAULTS);
  }

  private DataSet load(String kind, String name, String text, TableOptions options)
      throws IOException {
    Path file = write(directory.resolve(name), text.getBytes(UTF_8));
    return DataSource.parse(kind + ":" + file, options).load();
  }

  private static TableOptions columns(String label, String task, String id, String time) {
    return new TableOptions(
        label, task, Optional.of(id), Optional.of(time), Set.of(), BadRows.refused());
  }

  private static float[] features(DataSet data, int index) {
    FloatBuffer floats = data.training().features(index).asFloatBuffer();
    float[] values = new float[floats.remaining()];
    floats.get(values);
    return values;
  }

  private static List<String> labels(DataSet data) {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < data.training().size(); i++) {
      labels.add(data.classNames().get(data.training().label(i)));
    }
    return labels;
  }

  @Nested
  class Separated {

    @Test
    void separatesByTabsWhereTheFormIsTsv() throws IOException {
      DataSet data = load("tsv", "t.tsv", "a\tb\tclass\n1\t2\tx, y\n3\t4\tz\n");

      assertThat(features(data, 1)).containsExactly(3, 4);
      assertThat(labels(data)).containsExactly("x, y", "z");
    }

    @Test
    void takesLabelTaskIdAndTimeFromTheColumnsThatAreNamed() throws IOException {
      DataSet data =
          load(
              "csv",
              "t.csv",
              "when,a,kind,shift,key\n1000,1,x,day,k1\n2026-01-31T09:00:00Z,2,y,night,k2\n",
              columns("kind", "shift", "key", "when"));

      assertThat(data.shape()).containsExactly(1);
      assertThat(labels(data)).containsExactly("x", "y");
      assertThat(data.taskNames()).containsExactly("day", "night");
      assertThat(data.training().id(1)).contains("k2");
      assertThat(data.training().time(0)).contains(Instant.ofEpochMilli(1000));
      assertThat(data.training().time(1)).contains(Instant.parse("2026-01-31T09:00:00Z"));
    }

    @Test
    void refusesATimeThatIsNone() {
      assertThatThrownBy(
              () -> load("csv", "t.csv", "t,a,c,s,k\nnoon,1,x,d,1\n", columns("c", "s", "k", "t")))
          .isInstanceOf(BadRowException.class)
          .hasMessage(
              directory.resolve("t.csv")
                  + " row 1 column t must be milliseconds since 1970 or a time like"
                  + " 2026-01-31T09:00:00Z: \"noon\"");
    }

    @Test
    void refusesATableWithoutAColumnThatIsNamed() {
      assertThatThrownBy(
              () -> load("csv", "t.csv", "a,class\n1,x\n", columns("class", "shift", "k", "t")))
          .hasMessage(directory.resolve("t.csv") + " must have a column named shift: [a, class]");
    }

    @Test
    void refusesOneColumnForTwoThings() {
      assertThatThrownBy(() -> columns("class", "class", "k", "t"))
          .isInstanceOf(InvalidSettingsException.class)
          .hasMessage("label, task, id and time must be four columns: \"class\" is two");
    }

    @Test
    void passesOverTheMarkThatSpreadsheetsWriteFirst() throws IOException {
      assertThat(load("csv", "t.csv", "\uFEFFclass,a\nx,1\n").classNames()).containsExactly("x");
    }
  }

  @Nested
  class BadRowsOfATable {

    @Test
    void endTheReadingUnlessTheyAreToBeSkipped() {
      assertThatThrownBy(() -> load("csv", "t.csv", "a,class\n1,x\nno,x\n3,x\n"))
          .isInstanceOf(BadRowException.class)
          .hasMessage(
              directory.resolve("t.csv") + " row 2 column a must be a finite number: \"no\"");
    }

    @Test
    void areToldAndGoneOnBehind() throws IOException {
      List<String> told = new ArrayList<>();
      DataSet data =
          load(
              "csv",
              "t.csv",
              "a,class\n1,x\nno,x\n3,x,4\n5,\n6,y\n",
              TableOptions.DEFAULTS.with(row -> told.add(row.getMessage())));

      assertThat(labels(data)).containsExactly("x", "y");
      assertThat(features(data, 1)).containsExactly(6);
      String file = directory.resolve("t.csv").toString();
      assertThat(told)
          .containsExactly(
              file + " row 2 column a must be a finite number: \"no\"",
              file + " row 3 must have 2 values: 3",
              file + " row 4 column class must not be empty: \"\"");
    }
  }

  @Nested
  class JsonLines {

    @Test
    void takesNumbersBooleansAndArraysInTheOrderOfTheFirstLine() throws IOException {
      DataSet data =
          load(
              "jsonl",
              "t.jsonl",
              """
              {"a": 1.5, "on": true, "v": [2, 3], "class": "x"}

              {"class": 7, "v": [5, 6], "on": false, "a": 4}
              """);

      assertThat(data.shape()).containsExactly(4);
      assertThat(features(data, 0)).containsExactly(1.5f, 1, 2, 3);
      assertThat(features(data, 1)).containsExactly(4, 0, 5, 6);
      assertThat(labels(data)).containsExactly("x", "7");
    }

    @Test
    void aSingleArrayGivesAnExampleItsShape() throws IOException {
      DataSet data =
          load("jsonl", "t.jsonl", "{\"class\": \"x\", \"image\": [[1, 2, 3], [4, 5, 6]]}\n");

      assertThat(data.shape()).containsExactly(2, 3);
      assertThat(features(data, 0)).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"class\": \"x\", \"v\": [1]} | row 2 column v must be an array of shape [2]: an array of 1",
          "{\"class\": \"x\", \"v\": [1, null]} | row 2 column v must be a finite number: null",
          "{\"class\": \"x\", \"v\": 3} | row 2 column v must be an array of shape [2]: 3",
          "{\"class\": \"x\", \"v\": [1, [2]]} | row 2 column v must be an array of shape [2]: an array too deep",
          "{\"class\": \"x\"} | row 2 column v must be an array of shape [2]: null",
          "{\"class\": null, \"v\": [1, 2]} | row 2 column class must not be empty: \"\"",
          "{\"class\": \"x\", \"v\": [1, 2], \"w\": 1} | row 2 must have the columns of the first row: \"w\"",
          "{\"class\": \"x\", \"v\": {\"a\": 1}} | row 2 column v must hold no objects: OBJECT",
          "[1] | row 2 must be a JSON object: ARRAY",
        })
    void refusesALineThatIsNotLikeTheFirst(String lineAndProblem) {
      String[] parts = lineAndProblem.split(" \\| ");

      assertThatThrownBy(
              () ->
                  load("jsonl", "t.jsonl", "{\"class\": \"x\", \"v\": [1, 2]}\n" + parts[0] + "\n"))
          .isInstanceOf(BadRowException.class)
          .hasMessage(directory.resolve("t.jsonl") + " " + parts[1]);
    }

    @Test
    void aBrokenLineCanBeSkipped() throws IOException {
      List<String> told = new ArrayList<>();
      DataSet data =
          load(
              "jsonl",
              "t.jsonl",
              "{\"class\": \"x\", \"a\": 1}\n{\"class\": \"x\", \"a\"\n{\"class\": \"y\", \"a\": 3}\n",
              TableOptions.DEFAULTS.with(row -> told.add(row.getMessage())));

      assertThat(labels(data)).containsExactly("x", "y");
      assertThat(told).hasSize(1);
      assertThat(told.get(0)).contains(" row 2 must be JSON: ");
    }
  }

  @Nested
  class Arff {

    private static final String HEADER =
        """
        % a comment
        @RELATION weather

        @attribute temperature numeric
        @attribute 'wind speed' REAL
        @attribute outlook {sunny, 'over cast', rainy}
        @attribute class {yes, no}
        @DATA
        """;

    @Test
    void takesNumbersAndSpreadsNominalValues() throws IOException {
      DataSet data =
          load("arff", "t.arff", HEADER + "20, 1.5, 'over cast', no\n% none\n-3,0,rainy,yes\n");

      assertThat(data.shape()).containsExactly(5);
      assertThat(features(data, 0)).containsExactly(20, 1.5f, 0, 1, 0);
      assertThat(features(data, 1)).containsExactly(-3, 0, 0, 0, 1);
      assertThat(labels(data)).containsExactly("no", "yes");
    }

    @Test
    void aSparseRowNamesOnlyWhatIsNotTheFirst() throws IOException {
      DataSet data = load("arff", "t.arff", HEADER + "{0 7, 3 no}\n{2 'over cast'}\n{}\n");

      assertThat(features(data, 0)).containsExactly(7, 0, 1, 0, 0);
      assertThat(features(data, 1)).containsExactly(0, 0, 0, 1, 0);
      assertThat(labels(data)).containsExactly("no", "yes", "yes");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "?,1,sunny,yes | row 1 column temperature must be a finite number: null",
          "1,1,foggy,yes | row 1 column outlook must be one of [sunny, over cast, rainy]: \"foggy\"",
          "1,1,sunny | row 1 must have 4 values: 3",
          "1,1,'sunny,yes | row 1 must close every quote, and have a comma behind it: \"1,1,'sunny,yes\"",
          "{9 1} | row 1 must name attributes 0 to 3: \"9\"",
        })
    void refusesARowThatDoesNotFit(String rowAndProblem) {
      String[] parts = rowAndProblem.split(" \\| ");

      assertThatThrownBy(() -> load("arff", "t.arff", HEADER + parts[0] + "\n"))
          .isInstanceOf(BadRowException.class)
          .hasMessage(directory.resolve("t.arff") + " " + parts[1]);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "@attribute a relational | attribute a must be numeric, nominal, string or date: relational",
          "@attribute a {} | attribute a must list its values: {}",
          "1,2,3 | must have @attribute lines and then @data: \"1,2,3\"",
          "@relation r | must have a line @data: none",
        })
    void refusesAHeaderThatIsNone(String lineAndProblem) {
      String[] parts = lineAndProblem.split(" \\| ");

      assertThatThrownBy(() -> load("arff", "t.arff", parts[0] + "\n"))
          .isInstanceOf(IOException.class)
          .hasMessage(directory.resolve("t.arff") + " " + parts[1]);
    }
  }

  @Nested
  class Avro {

    private static final Schema SCHEMA =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "R", "fields": [
                  {"name": "a", "type": ["null", "int"]},
                  {"name": "day", "type": {"type": "enum", "name": "D", "symbols": ["MON", "TUE"]}},
                  {"name": "v", "type": {"type": "array", "items": "double"}},
                  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                  {"name": "key", "type": "string"},
                  {"name": "class", "type": "string"}]}
                """);

    private static final TableOptions OPTIONS =
        new TableOptions(
            "class", "task", Optional.of("key"), Optional.of("at"), Set.of(), BadRows.refused());

    private Path file(CodecFactory codec, Integer... firsts) throws IOException {
      Path file = directory.resolve("t.avro");
      try (DataFileWriter<GenericRecord> writer =
          new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(SCHEMA))) {
        writer.setCodec(codec);
        writer.create(SCHEMA, file.toFile());
        for (int i = 0; i < firsts.length; i++) {
          GenericRecord row = new GenericData.Record(SCHEMA);
          row.put("a", firsts[i]);
          row.put(
              "day",
              new GenericData.EnumSymbol(
                  SCHEMA.getField("day").schema(), i % 2 == 0 ? "TUE" : "MON"));
          row.put("v", List.of(i + 0.5, i + 0.25));
          row.put("at", 1000L + i);
          row.put("key", "k" + i);
          row.put("class", "c" + i);
          writer.append(row);
        }
      }
      return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate"})
    void takesTypesFromTheSchemaOfTheFile(String codec) throws IOException {
      DataSet data =
          DataSource.parse("avro:" + file(CodecFactory.fromString(codec), 3, 4), OPTIONS).load();

      // a, then two places for the day, then the array.
      assertThat(data.shape()).containsExactly(5);
      assertThat(features(data, 0)).containsExactly(3, 0, 1, 0.5f, 0.25f);
      assertThat(features(data, 1)).containsExactly(4, 1, 0, 1.5f, 1.25f);
      assertThat(labels(data)).containsExactly("c0", "c1");
      assertThat(data.training().id(1)).contains("k1");
      assertThat(data.training().time(1)).contains(Instant.ofEpochMilli(1001));
    }

    @Test
    void refusesAMissingNumber() throws IOException {
      Path file = file(CodecFactory.nullCodec(), 1, null);

      assertThatThrownBy(() -> DataSource.parse("avro:" + file, OPTIONS).load())
          .isInstanceOf(BadRowException.class)
          .hasMessage(file + " row 2 column a must be a finite number: null");
    }

    @Test
    void refusesWhatIsNoContainerFile() throws IOException {
      Path file = write(directory.resolve("t.avro"), "no avro".getBytes(UTF_8));

      assertThatThrownBy(() -> DataSource.parse("avro:" + file).load())
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(file + " must be an Avro container file: ");
    }

    @Test
    void refusesAFileThatEndsInItsMiddle() throws IOException {
      Path file = file(CodecFactory.nullCodec(), 1, 2, 3);
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, bytes.length - 30));

      assertThatThrownBy(() -> DataSource.parse("avro:" + file, OPTIONS).load())
          .isInstanceOf(IOException.class)
          .hasMessageEndingWith(
              file + " must be readable to its end: behind row 0: it ends within a block");
    }
  }

  @Nested
  class Parquet {

    @ParameterizedTest
    @EnumSource(ParquetFixture.Codec.class)
    void takesTypesFromTheSchemaOfTheFile(ParquetFixture.Codec codec) throws IOException {
      Path file = ParquetFixture.write(directory.resolve("t.parquet"), codec, 3);
      DataSet data =
          DataSource.parse("parquet:" + file, columns("class", "shift", "key", "at")).load();

      // Row i: x is i + 0.5, on is whether i is odd, v is [i, 10 i], price is i.05.
      assertThat(data.shape()).containsExactly(5);
      assertThat(data.elementType()).isEqualTo(ElementType.FLOAT32);
      assertThat(features(data, 0)).containsExactly(0.5f, 0, 0, 0, 0.05f);
      assertThat(features(data, 1)).containsExactly(1.5f, 1, 1, 10, 1.05f);
      assertThat(labels(data)).containsExactly("c0", "c1", "c2");
      assertThat(data.taskNames()).containsExactly("day");
      assertThat(data.training().id(2)).contains("2");
      assertThat(data.training().time(2)).contains(Instant.ofEpochMilli(2));
    }

    @Test
    void readsEveryRowGroup() throws IOException {
      Path file =
          ParquetFixture.write(directory.resolve("t.parquet"), ParquetFixture.Codec.SNAPPY, 20_000);
      DataSet data =
          DataSource.parse("parquet:" + file, columns("class", "shift", "key", "at")).load();

      assertThat(ParquetFixture.rowGroups(file)).isGreaterThan(1);
      assertThat(data.training().size()).isEqualTo(20_000);
      assertThat(features(data, 19_999)[0]).isEqualTo(19_999.5f);
    }

    @Test
    void refusesWhatIsNoParquet() throws IOException {
      Path file = write(directory.resolve("t.parquet"), "PAR1 no PAR1".getBytes(UTF_8));

      assertThatThrownBy(() -> DataSource.parse("parquet:" + file).load())
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(file + " must be Parquet: ");
    }

    @Test
    void isNotReadFromStandardInput() {
      assertThatThrownBy(() -> DataSource.parse("parquet:-"))
          .isInstanceOf(InvalidSettingsException.class)
          .hasMessage("data must name a file, as Parquet is read from its end: \"parquet:-\"");
    }
  }

  @Nested
  class StandardInput {

    @Test
    void isReadOnceAndNamedInMessages() throws IOException {
      InputStream before = System.in;
      try {
        System.setIn(new ByteArrayInputStream("a,class\n1,x\nno,y\n".getBytes(UTF_8)));

        DataSource piped = DataSource.parse("csv:-");

        assertThat(piped.rows().orElseThrow().canBeReadAgain()).isFalse();
        assertThatThrownBy(piped::load)
            .hasMessage("standard input row 2 column a must be a finite number: \"no\"");
      } finally {
        System.setIn(before);
      }
    }
  }
}
