package dev.perennial.cli;

import dev.perennial.ingest.web.Gateway;
import dev.perennial.ingest.web.GatewaySettings;
import dev.perennial.schemas.admin.Access;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.SettingsFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial gateway}. */
@Command(
    name = "gateway",
    description = {
      "Take samples, labels and commands over HTTP, for those who have no Kafka client.",
      "Stays until Ctrl-C. The token, where there is one, stands in section gateway of --config."
    },
    sortOptions = false)
final class GatewayCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Option(names = "--host", paramLabel = "NAME", description = "where to listen, over --config")
  private Optional<String> host = Optional.empty();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "where to listen, over --config; 0 takes a free one")
  private Optional<Integer> port = Optional.empty();

  @Override
  public Integer call() throws InterruptedException, IOException {
    SettingsFile settings = settings();
    Access.require(settings.kafka());
    try (Gateway gateway = Gateway.start(settings)) {
      spec.commandLine().getOut().printf("gateway %s%n", gateway.address());
      spec.commandLine().getOut().flush();
      // Nothing but an interrupt ends it, which the launcher makes of Ctrl-C.
      new CountDownLatch(1).await();
      return ExitCode.OK;
    }
  }

  /**
   * The settings the gateway is started with.
   *
   * @throws InvalidSettingsException if a value is out of range, under its option's name
   */
  private SettingsFile settings() {
    Map<String, Object> stated = new LinkedHashMap<>();
    host.ifPresent(name -> stated.put("host", name));
    port.ifPresent(number -> stated.put("port", number));
    SettingsFile settings = cluster.blueprint().with("gateway", stated).settings();
    OptionProblems problems = new OptionProblems();
    problems.valueOr(
        GatewaySettings.DEFAULTS,
        () -> settings.section("gateway", GatewaySettings.class, GatewaySettings.DEFAULTS));
    problems.throwIfAny();
    return settings;
  }
}
