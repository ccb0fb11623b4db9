package dev.perennial.ingest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Real files, which are no part of the repository: the directory is named by the system property
 * {@code perennial.datasets}, or else is {@code shared/datasets} beside the repository.
 */
class SharedDataIT {

  @Test
  void readsFashionMnist() throws IOException {
    DataSet data = new IdxDirectory(shared("fashion_mnist")).load();

    assertThat(data.shape()).containsExactly(28, 28);
    assertThat(data.classNames()).hasSize(10);
    for (int label = 0; label < 10; label++) {
      assertThat(count(data.training(), label)).isEqualTo(6000);
      assertThat(count(data.holdout(), label)).isEqualTo(1000);
    }
  }

  @Test
  void readsPartOfCifar() throws IOException {
    DataSet data = new CifarDirectory(shared("cifar10")).load();

    assertThat(data.classNames()).startsWith("airplane", "automobile", "bird");
    for (int label = 0; label < 10; label++) {
      assertThat(count(data.training(), label)).isEqualTo(2000);
      assertThat(count(data.holdout(), label)).isEqualTo(400);
    }
  }

  @Test
  void readsTheElectricityMarketWithoutItsDates() throws IOException {
    DataSet data =
        DataSource.parse("csv:" + shared("electricity").resolve("electricity.csv.gz")).load();

    // 7 days and 6 numbers: period, nswprice, nswdemand, vicprice, vicdemand, transfer.
    assertThat(data.shape()).containsExactly(13);
    assertThat(data.classNames()).containsExactly("DOWN", "UP");
    assertThat(data.training().size()).isEqualTo(45_312);
    assertThat(count(data.training(), 1)).isEqualTo(19_237);
    // Its first row: 0,2,0,0.056443,0.439155,0.003467,0.422915,0.414912,UP
    float[] first = new float[13];
    data.training().features(0).asFloatBuffer().get(first);
    assertThat(first)
        .containsExactly(
            0, 1, 0, 0, 0, 0, 0, 0, 0.056443f, 0.439155f, 0.003467f, 0.422915f, 0.414912f);
    assertThat(data.training().label(0)).isEqualTo(1);
  }

  @Test
  void readsUsps() throws IOException {
    DataSet data = new UspsDirectory(shared("usps")).load();

    assertThat(data.training().size()).isEqualTo(7291);
    assertThat(data.holdout().size()).isEqualTo(2007);
    assertThat(data.training().label(0)).isEqualTo(6);
  }

  private static Path shared(String name) {
    String stated = System.getProperty("perennial.datasets");
    Path datasets = stated == null ? Path.of("..", "..", "shared", "datasets") : Path.of(stated);
    Path directory = datasets.resolve(name);
    assumeTrue(
        Files.isDirectory(directory),
        () ->
            "no data in %s: name its parent by -Dperennial.datasets"
                .formatted(directory.toAbsolutePath().normalize()));
    return directory;
  }

  private static long count(Examples examples, int label) {
    return IntStream.range(0, examples.size()).filter(i -> examples.label(i) == label).count();
  }
}
