package dev.perennial.cli.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the images, and what they say of themselves, as built on nothing. */
class ApplicationImageIT {

  private static final String LIBS = "/opt/perennial/libs/";

  /** Of every file and directory, whenever it was built. */
  private static final Instant TIME = Instant.ofEpochSecond(1);

  private static List<String> jars(ImageTar image) {
    return image.files().stream()
        .filter(file -> file.endsWith(".jar"))
        .map(file -> Path.of(file).getFileName().toString())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "perennial-ingest, dev.perennial.ingest.Ingest, log4j2-process.xml, 8082/tcp",
    "perennial-evaluator, dev.perennial.evaluator.Evaluator, log4j2-process.xml, 8080/tcp",
    "perennial-cli, dev.perennial.cli.Perennial, log4j2.xml, 8081/tcp",
  })
  void startsItsProgramAsSomebodyWithoutRights(String name, String main, String log, String port)
      throws Exception {
    ImageTar image = ImageTar.of(name);

    assertThat(image.config().path("User").asText()).isEqualTo("10001:10001");
    assertThat(image.config().path("WorkingDir").asText()).isEqualTo("/opt/perennial");
    assertThat(image.texts("Entrypoint"))
        .containsExactly(
            "java",
            "@/opt/perennial/conf/jvm.args",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dlog4j2.configurationFile=" + log,
            "-cp",
            "@/opt/perennial/jib-classpath-file",
            main);
    assertThat(image.texts("Cmd"))
        .containsExactlyElementsOf(
            name.equals("perennial-cli")
                ? List.of("--help")
                : List.of("--config", "/etc/perennial/application.yaml"));
    assertThat(image.environment()).containsEntry("JDK_JAVA_OPTIONS", "-XX:MaxRAMPercentage=70.0");
    assertThat(image.config().path("ExposedPorts").fieldNames()).toIterable().containsExactly(port);
    assertThat(image.config().at("/Labels/org.opencontainers.image.title").asText())
        .isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"perennial-ingest", "perennial-evaluator", "perennial-cli"})
  void holdsItsJarItsLibrariesAndItsFlagsAndNothingElse(String name) throws Exception {
    ImageTar image = ImageTar.of(name);

    assertThat(image.files())
        .doesNotHaveDuplicates()
        .allMatch(file -> file.startsWith("/opt/perennial/"))
        .contains(
            "/opt/perennial/conf/jvm.args",
            "/opt/perennial/jib-classpath-file",
            "/opt/perennial/jib-main-class-file")
        .filteredOn(file -> file.endsWith(".jar") && !file.startsWith(LIBS))
        .singleElement()
        .asString()
        .startsWith("/opt/perennial/classpath/" + name);
    assertThat(jars(image))
        .noneMatch(jar -> jar.contains("-tests") || jar.startsWith("junit"))
        .noneMatch(jar -> jar.startsWith("pytorch-native"))
        .anyMatch(jar -> jar.startsWith("log4j-slf4j-impl"));
    // What of it changes least lies lowest, so that an update brings only what is above.
    assertThat(image.files(0)).allMatch(file -> file.startsWith(LIBS));
    assertThat(image.files(0)).noneMatch(file -> file.contains("/perennial-"));
  }

  /** Flink's RocksDB and that of Kafka Streams never stand on one class path. */
  @Test
  void holdsOneRocksDbAtMost() throws Exception {
    for (String name : List.of("perennial-ingest", "perennial-evaluator")) {
      assertThat(jars(ImageTar.of(name)))
          .as(name)
          .anyMatch(jar -> jar.startsWith("rocksdbjni"))
          .noneMatch(jar -> jar.startsWith("flink-") && !jar.contains("registry"))
          .noneMatch(jar -> jar.startsWith("frocksdb"));
    }
    assertThat(jars(ImageTar.of("perennial-cli")))
        .anyMatch(jar -> jar.startsWith("frocksdb"))
        .noneMatch(jar -> jar.startsWith("rocksdbjni"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"perennial-ingest", "perennial-evaluator", "perennial-cli", "perennial-learner"})
  void saysNothingOfWhenAndByWhomItWasBuilt(String name) throws Exception {
    for (List<TarArchiveEntry> layer : ImageTar.of(name).layers()) {
      assertThat(layer)
          .allSatisfy(
              entry -> {
                assertThat(entry.getLastModifiedDate().toInstant()).isEqualTo(TIME);
                assertThat(entry.getLongUserId()).isZero();
                assertThat(entry.getLongGroupId()).isZero();
                assertThat(entry.getMode() & 0777).isEqualTo(entry.isDirectory() ? 0755 : 0644);
              });
    }
  }

  @Test
  void sharesTheFlagsOfTheLauncher() throws Exception {
    Map<String, String> launcher = Map.of("-Duser.language", "en", "-Dai.djl.offline", "true");
    try (UnpackedImage ingest = UnpackedImage.of("perennial-ingest")) {
      String flags = ingest.read("opt/perennial/conf/jvm.args");
      launcher.forEach((key, value) -> assertThat(flags).contains(key + "=" + value));
      assertThat(flags).contains("--add-opens=java.base/java.nio=ALL-UNNAMED").doesNotContain("${");
    }
  }

  /** It carries others' classes, so theirs must come before. */
  @ParameterizedTest
  @ValueSource(strings = {"perennial-ingest", "perennial-evaluator", "perennial-cli"})
  void namesEveryJarOfItsClassPathOnceAndTheRegistrysClientLast(String name) throws Exception {
    try (UnpackedImage unpacked = UnpackedImage.of(name)) {
      List<String> named =
          Stream.of(unpacked.read("opt/perennial/jib-classpath-file").strip().split(":"))
              // What is taken out of an image is still named, and no JVM minds.
              .filter(jar -> !jar.contains("pytorch-native"))
              .toList();

      assertThat(named.get(0)).isEqualTo("/opt/perennial/classpath/*");
      assertThat(named.subList(1, named.size()))
          .containsExactlyInAnyOrderElementsOf(
              ImageTar.of(name).files().stream().filter(file -> file.startsWith(LIBS)).toList());
      // The root pom's own dependency comes after those of every module.
      assertThat(named.stream().filter(jar -> !jar.contains("jspecify")).reduce((a, b) -> b))
          .hasValueSatisfying(last -> assertThat(last).contains("avro-confluent-registry"));
    }
  }
}
