package dev.perennial.ingest.data;

import static dev.perennial.ingest.data.DataFileWriter.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.ElementType;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFileIT {

  @TempDir private Path directory;

  @Test
  void takesEveryColumnButTheLabelAsANumberWithoutASchema() throws IOException {
    DataSet data = load("t.csv", "a,b,class\n1,-2.5,x\n3e2,0,y\n");

    assertThat(data.shape()).containsExactly(2);
    assertThat(data.elementType()).isEqualTo(ElementType.FLOAT32);
    assertThat(data.isImages()).isFalse();
    assertThat(data.holdout().size()).isZero();
    assertThat(data.taskNames()).isEmpty();
    assertThat(data.training().size()).isEqualTo(2);
    assertThat(features(data, 0)).containsExactly(1, -2.5f);
    assertThat(features(data, 1)).containsExactly(300, 0);
  }

  @Test
  void spreadsCategoriesAndLeavesOutWhatTheSchemaDrops() throws IOException {
    schema(
        """
        {"columns": [
          {"name": "date", "type": "numeric"},
          {"name": "day", "type": "categorical", "values": ["mon", "tue", "wed"]},
          {"name": "noise", "type": "numeric", "drop": true},
          {"name": "price", "type": "numeric"}]}
        """);
    DataSet data =
        load("t.csv.gz", "date,day,noise,price,class\n0.1,tue,9,0.5,UP\n0.2,mon,9,0.25,DOWN\n");

    // Three places for the day, one for the price.
    assertThat(data.shape()).containsExactly(4);
    assertThat(features(data, 0)).containsExactly(0, 1, 0, 0.5f);
    assertThat(features(data, 1)).containsExactly(1, 0, 0, 0.25f);
    assertThat(data.classNames()).containsExactly("DOWN", "UP");
    assertThat(data.training().label(0)).isEqualTo(1);
    assertThat(data.training().label(1)).isZero();
  }

  @Test
  void ordersClassesByNumberThenByName() throws IOException {
    DataSet data = load("t.csv", "a,class\n0,10\n0,2\n0,b\n0,a\n0,2\n");

    assertThat(data.classNames()).containsExactly("2", "10", "a", "b");
    assertThat(IntStream.range(0, 5).map(data.training()::label)).containsExactly(1, 0, 3, 2, 0);
  }

  @Test
  void namesTheTasksOfItsTaskColumn() throws IOException {
    DataSet data = load("t.csv", "a,task,class\n1,night,0\n2,day,0\n3,night,1\n");

    assertThat(data.shape()).containsExactly(1);
    assertThat(data.taskNames()).containsExactly("night", "day");
    assertThat(IntStream.range(0, 3).map(data.training()::task)).containsExactly(0, 1, 0);
  }

  @Test
  void growsWithItsRows() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,class\n");
    for (int i = 0; i < 5000; i++) {
      rows.append(i).append(",").append(-i).append(",").append(i % 3).append("\n");
    }
    DataSet data = load("t.csv", rows.toString());

    assertThat(data.training().size()).isEqualTo(5000);
    for (int i = 0; i < 5000; i++) {
      assertThat(features(data, i)).containsExactly(i, -i);
      assertThat(data.training().label(i)).isEqualTo(i % 3);
    }
  }

  @Test
  void refusesATableWithoutLabels() {
    assertFails("a,b\n1,2\n", "must have a column named class: [a, b]");
  }

  @Test
  void refusesATableWithoutFeatures() {
    assertFails("date,class\n1,2\n", "must have a column with a feature: [date, class]");
  }

  @Test
  void refusesARowOfAnotherLength() {
    assertFails("a,b,class\n1,2,x\n1,2\n", "row 2 must have 3 values: 2");
  }

  @Test
  void refusesWhatIsNoFiniteNumber() {
    assertFails("a,class\n1,x\n?,x\n", "row 2 column a must be a finite number: \"?\"");
    assertFails("a,class\nNaN,x\n", "row 1 column a must be a finite number: \"NaN\"");
    assertFails("a,class\n1e39,x\n", "row 1 column a must be a finite number: \"1e39\"");
    assertFails("a,class\n,x\n", "row 1 column a must be a finite number: \"\"");
  }

  @Test
  void refusesACategoryTheSchemaDoesNotList() throws IOException {
    schema("{\"columns\": [{\"name\": \"a\", \"type\": \"categorical\", \"values\": [\"p\"]}]}");

    assertFails("a,class\nq,x\n", "row 1 column a must be one of [p]: \"q\"");
  }

  @Test
  void refusesATypeItDoesNotKnow() throws IOException {
    schema("{\"columns\": [{\"name\": \"a\", \"type\": \"text\"}]}");

    assertFails("a,class\nq,x\n", "column a must be numeric or categorical: \"text\"");
  }

  @Test
  void refusesAnEmptyLabelAndAnEmptyTask() {
    assertFails("a,class\n1,\n", "row 1 column class must not be empty: \"\"");
    assertFails("a,task,class\n1,,x\n", "row 1 column task must not be empty: \"\"");
  }

  @Test
  void refusesAFileThatEndsInItsMiddle() throws IOException {
    StringBuilder rows = new StringBuilder("a,class\n");
    for (int i = 0; i < 1000; i++) {
      rows.append(i * 7919 % 1009).append(",x\n");
    }
    Path whole = write(directory.resolve("t.csv.gz"), rows.toString().getBytes(UTF_8));
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(whole, Arrays.copyOf(bytes, bytes.length / 2));

    assertThatThrownBy(() -> DataSource.parse("csv:" + whole).load())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(whole + " must be readable to its end: ")
        .hasMessageEndingWith("Unexpected end of ZLIB input stream");
  }

  @Test
  void refusesACategoryWithoutValues() throws IOException {
    schema("{\"columns\": [{\"name\": \"a\", \"type\": \"categorical\"}]}");

    assertFails(
        "a,class\nq,x\n",
        "column a must list its values: {\"name\":\"a\",\"type\":\"categorical\"}");
  }

  @Test
  void refusesAnEmptyFile() {
    assertFails("", "must have a column named class: []");
  }

  private void schema(String json) throws IOException {
    write(directory.resolve("schema.json"), json.getBytes(UTF_8));
  }

  private DataSet load(String name, String rows) throws IOException {
    Path file = write(directory.resolve(name), rows.getBytes(UTF_8));
    return DataSource.parse("csv:" + file).load();
  }

  private void assertFails(String rows, String problem) {
    assertThatThrownBy(() -> load("t.csv", rows))
        .isInstanceOf(IOException.class)
        .hasMessage(directory.resolve("t.csv") + " " + problem);
  }

  private static float[] features(DataSet data, int index) {
    FloatBuffer floats = data.training().features(index).asFloatBuffer();
    float[] values = new float[floats.remaining()];
    floats.get(values);
    return values;
  }
}
