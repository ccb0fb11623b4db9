package dev.perennial.cli.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.learner.job.LearnerJob;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** What is laid on Flink's image, as built on nothing. */
class LearnerImageIT {

  private static final String NAME = "perennial-learner";
  private static final String JOB = "opt/flink/usrlib/perennial-learner-job.jar";

  @Test
  void leavesFlinksImageItsUserItsDirectoryAndItsProgram() throws Exception {
    ImageTar image = ImageTar.of(NAME);

    assertThat(image.config().path("User").asText()).isEqualTo("9999:9999");
    assertThat(image.config().path("WorkingDir").asText()).isEqualTo("/opt/flink");
    assertThat(image.texts("Entrypoint")).isEmpty();
    assertThat(image.texts("Cmd")).isEmpty();
    assertThat(image.environment())
        .containsOnlyKeys(
            "PYTORCH_LIBRARY_PATH",
            "PYTORCH_VERSION",
            "PYTORCH_FLAVOR",
            "DJL_CACHE_DIR",
            "DJL_OFFLINE",
            "OMP_NUM_THREADS",
            "OMP_WAIT_POLICY");
  }

  @Test
  void addsALayerEachForNativesFileSystemLibraryAndJob() throws Exception {
    ImageTar image = ImageTar.of(NAME);

    assertThat(image.layers()).hasSize(4);
    assertThat(image.files(0))
        .allMatch(file -> file.startsWith("/opt/libtorch/torch/lib/") && file.contains(".so"))
        .contains("/opt/libtorch/torch/lib/libtorch_cpu.so", "/opt/libtorch/torch/lib/libc10.so");
    assertThat(image.files(1))
        .singleElement()
        .asString()
        .matches("/opt/flink/plugins/s3-fs-presto/flink-s3-fs-presto-[0-9.]+\\.jar");
    // Nothing of Flink's, which are there: neither its logging nor what its own jar holds.
    assertThat(image.files(2))
        .map(file -> file.replaceAll("-[0-9.-]+\\.jar$", ""))
        .containsExactly(
            "/opt/flink/lib/api",
            "/opt/flink/lib/gson",
            "/opt/flink/lib/jna",
            "/opt/flink/lib/pytorch-engine",
            "/opt/flink/lib/pytorch-jni");
    assertThat(image.files(3)).containsExactly("/" + JOB);
  }

  @Test
  void leavesOutOfTheJobWhatTheClusterHas() throws Exception {
    try (UnpackedImage image = UnpackedImage.of(NAME);
        JarFile job = new JarFile(image.root().resolve(JOB).toFile())) {
      assertThat(job.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo(LearnerJob.class.getName());
      assertThat(job.stream().map(entry -> entry.getName()))
          .contains(LearnerJob.class.getName().replace('.', '/') + ".class")
          .noneMatch(file -> file.startsWith("ai/djl/"))
          .noneMatch(file -> file.startsWith("org/rocksdb/"))
          .noneMatch(file -> file.startsWith("org/apache/flink/runtime/"))
          .noneMatch(file -> file.startsWith("org/apache/logging/"))
          .noneMatch(file -> file.endsWith(".so") && file.contains("torch"));
    }
  }

  /** As a task manager would: with the image's libraries and nothing else of DJL or libtorch. */
  @Test
  void computesWithItsOwnLibtorch() throws Exception {
    try (UnpackedImage image = UnpackedImage.of(NAME)) {
      // Flink's own jar holds it.
      image.add("opt/flink/lib/slf4j-api.jar", placeOf(Logger.class));
      String sum = Sum.class.getName().replace('.', '/') + ".class";
      image.add("opt/sum/" + sum, placeOf(Sum.class).resolve(sum));
      Process process =
          image.java(
              List.of(
                  "-cp",
                  "%1$s/opt/sum:%1$s/opt/flink/lib/*".formatted(image.root()),
                  Sum.class.getName()));

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(image.log())
          .content()
          .contains("of 2.7.1 at " + image.root().resolve("opt/libtorch/torch/lib") + " is 6.0");
    }
  }

  /** The jar or directory that a class comes from. */
  private static Path placeOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
