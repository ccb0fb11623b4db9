package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.learner.learning.Placement;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.wire.Registry;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.externalresource.ExternalResourceDriver;
import org.apache.flink.api.common.externalresource.ExternalResourceDriverFactory;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.plugin.PluginManager;
import org.apache.flink.runtime.externalresource.ExternalResourceUtils;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On an engine without CUDA, as on every machine that builds this. */
class AllottedGpusTest {

  private static final LearnerSettings ER =
      new LearnerSettings(
          "*",
          new Recipe("er", "mlp:4", 10, 2, 0, 1, "sgd", 0.1, 0, 0, 1),
          ScoringSettings.AT_BOUNDARIES,
          10);

  @TempDir private java.nio.file.Path directory;

  @Test
  void staysOnTheProcessorWhereFlinkGivesNothing() {
    assertThat(AllottedGpus.NONE.placement("er", ER)).isEqualTo(Placement.CPU);
  }

  @Test
  void staysOnTheProcessorWhereTheEngineHasNoCuda() {
    AllottedGpus gpus = new AllottedGpus(List.of(0), 0);

    assertThat(gpus.placement("er", ER)).isEqualTo(Placement.CPU);
    assertThat(gpus.placement("er", ER.withDevice(DeviceSetting.CPU))).isEqualTo(Placement.CPU);
  }

  @Test
  void saysThatFlinkGaveNoGpuWhereOneIsDemanded() {
    assertThatThrownBy(() -> AllottedGpus.NONE.placement("er", ER.withDevice(DeviceSetting.GPU)))
        .isInstanceOf(DeviceRefusedException.class)
        .hasMessage(
            "learners.er.device is gpu and needs a GPU from Flink, which gave this task none: see"
                + " external-resources in Flink's configuration (docs/gpu.md)");
  }

  @Test
  void saysWhichGpuItCannotUseForWantOfCuda() {
    // Two GPUs, in no order: the first of the parallel tasks takes the first, the fourth the
    // second.
    LearnerSettings demanding = ER.withDevice(DeviceSetting.GPU);

    assertThatThrownBy(() -> new AllottedGpus(List.of(5, 2), 0).placement("er", demanding))
        .isInstanceOf(DeviceRefusedException.class)
        .hasMessage(
            "learners.er.device is gpu and needs a tensor engine with CUDA, and this one is built"
                + " without: Flink gave gpu 2");
    assertThatThrownBy(() -> new AllottedGpus(List.of(5, 2), 3).placement("er", demanding))
        .hasMessageEndingWith("Flink gave gpu 5");
  }

  @Test
  void isDemandedOfLearnersThatCanUseOneOnly() {
    LearnerSettings lda =
        new LearnerSettings(
                "*", ER.recipe().withStrategy("slda"), ScoringSettings.AT_BOUNDARIES, 10)
            .withDevice(DeviceSetting.GPU);

    assertThatThrownBy(() -> LearnerSettings.checkAll(Map.of("lda", lda)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(
            "learners.lda.device must be auto or cpu, as slda computes on the processor: gpu");
  }

  @Test
  void isNoPartOfWhatALearnerIs() {
    assertThat(ER.withDevice(DeviceSetting.GPU).identity()).isEqualTo(ER.identity());
  }

  @Test
  void hasThreeSettings() {
    assertThat(DeviceSetting.named("GPU")).isEqualTo(DeviceSetting.GPU).hasToString("gpu");
    assertThatThrownBy(() -> DeviceSetting.named("tpu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("must be auto, cpu or gpu: tpu");
  }

  @Test
  void givesNoGpuOutsideOfFlink() {
    LearnerSettings demanding = ER.withDevice(DeviceSetting.GPU);

    assertThatThrownBy(
            () ->
                new InMemoryFold(
                    "digits", "er", demanding, Registry.at(Log.REGISTRY), new RecordedResults()))
        .isInstanceOf(DeviceRefusedException.class)
        .hasMessageContaining("which gave this task none");
  }

  @Test
  void takesWhatAnOperatorHearsFromFlinksDriver() throws Exception {
    assertThatThrownBy(() -> job(DeviceSetting.GPU, "0").open())
        .isInstanceOf(DeviceRefusedException.class)
        .hasMessageEndingWith("built without: Flink gave gpu 0");
    try (var job = job(DeviceSetting.AUTO, "0")) {
      job.open();
      for (Routed entry : new Log().train("a", 0, 1).train("a", 1, 2).entries()) {
        job.processElement(new StreamRecord<>(entry));
      }
      job.getOneInputOperator().prepareSnapshotPreBarrier(0);
      assertThat(job.extractOutputValues()).isNotEmpty();
    }
  }

  @Test
  void refusesADriverThatDoesNotSayWhichGpuItIs() {
    assertThatThrownBy(() -> job(DeviceSetting.AUTO, "").open())
        .isInstanceOf(DeviceRefusedException.class)
        .hasMessage("external resource gpu must have a number as its property index: none");
  }

  /** The operator on a task manager whose configuration names a driver of GPUs. */
  private KeyedOneInputStreamOperatorTestHarness<String, Routed, Emission> job(
      DeviceSetting device, String index) throws Exception {
    Configuration flink = new Configuration();
    flink.setString("external-resources", "gpu");
    flink.setString("external-resource.gpu.amount", "1");
    flink.setString("external-resource.gpu.driver-factory.class", OneGpuFactory.class.getName());
    flink.setString("external-resource.gpu.param.index", index);
    MockEnvironment environment =
        new MockEnvironmentBuilder()
            .setExternalResourceInfoProvider(
                ExternalResourceUtils.createStaticExternalResourceInfoProviderFromConfig(
                    flink, new OnePlugin()))
            .build();
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<String, Routed, Emission>(
            new LearnerOperator(
                Map.of("er", ER.withDevice(device)),
                Log.REGISTRY,
                dev.perennial.learner.Learners::open,
                directory.toUri().toString(),
                1,
                1,
                keys -> Committed.nothing(),
                false),
            entry -> entry.key,
            Types.STRING,
            environment);
    harness.setup(
        TypeInformation.of(Emission.class)
            .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    return harness;
  }

  /** What Flink finds in its plugin directory. */
  private static final class OnePlugin implements PluginManager {
    @Override
    public <P> Iterator<P> load(Class<P> service) {
      return service == ExternalResourceDriverFactory.class
          ? List.of(service.cast(new OneGpuFactory())).iterator()
          : List.<P>of().iterator();
    }
  }

  /** A driver that tells of one GPU, of the index that its configuration says, or of none. */
  private static final class OneGpuFactory implements ExternalResourceDriverFactory {
    @Override
    public ExternalResourceDriver createExternalResourceDriver(Configuration config) {
      String index = config.getString("index", "");
      return amount -> Set.of(new OneGpu(index));
    }
  }

  private record OneGpu(String index) implements ExternalResourceInfo {
    @Override
    public Optional<String> getProperty(String key) {
      return key.equals("index") && !index.isEmpty() ? Optional.of(index) : Optional.empty();
    }

    @Override
    public List<String> getKeys() {
      return List.of("index");
    }
  }
}
