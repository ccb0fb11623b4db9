package dev.perennial.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.cli.cluster.Member.Role;
import dev.perennial.ingest.IngestSettings;
import dev.perennial.schemas.settings.SettingsFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.GroupState;

/** Whether the processes of a cluster do what they are for. Owned by one thread. */
final class Readiness {

  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Plan plan;
  private final SettingsFile settings;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(ANSWER).build();

  Readiness(Plan plan, SettingsFile settings) {
    this.plan = plan;
    this.settings = settings;
  }

  /**
   * Whether all members of a role work. A task manager works when the job has all its tasks
   * running, and so does the job manager.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  boolean holds(Role role) throws InterruptedException {
    return switch (role) {
      case BROKER -> brokerAnswers();
      case REGISTRY -> get(plan.registryUrl() + "/subjects").isPresent();
      case JOB_MANAGER, TASK_MANAGER -> jobRuns();
      case INGEST -> ingestReads();
      // Whether it publishes, its topic says; it also ends by itself.
      case PUBLISHER -> true;
      case EVALUATOR -> get(plan.evaluatorAddress() + "/health").isPresent();
    };
  }

  private boolean brokerAnswers() throws InterruptedException {
    return ask(
        admin -> !admin.describeCluster().nodes().get(millis(), TimeUnit.MILLISECONDS).isEmpty());
  }

  /**
   * Its group has shared out the partitions; one of a killed member waits for its session first.
   */
  private boolean ingestReads() throws InterruptedException {
    String group =
        settings.section("ingest", IngestSettings.class, IngestSettings.DEFAULTS).applicationId();
    return ask(
        admin ->
            admin
                .describeConsumerGroups(List.of(group))
                .all()
                .get(millis(), TimeUnit.MILLISECONDS)
                .values()
                .stream()
                .allMatch(described -> described.groupState() == GroupState.STABLE));
  }

  private boolean jobRuns() throws InterruptedException {
    Optional<JsonNode> overview = get(plan.flinkAddress() + "/jobs/overview");
    if (overview.isEmpty()) {
      return false;
    }
    for (JsonNode job : overview.get().path("jobs")) {
      JsonNode tasks = job.path("tasks");
      if (job.path("state").asText().equals("RUNNING")
          && tasks.path("total").asInt() > 0
          && tasks.path("total").asInt() == tasks.path("running").asInt()) {
        return true;
      }
    }
    return false;
  }

  private Optional<JsonNode> get(String url) throws InterruptedException {
    try {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER).build(),
              BodyHandlers.ofString());
      return answer.statusCode() == 200
          ? Optional.of(JSON.readTree(answer.body()))
          : Optional.empty();
    } catch (IOException e) {
      // Nobody listens yet.
      return Optional.empty();
    }
  }

  /** A question to the broker. */
  private interface Question {
    boolean ask(Admin admin) throws InterruptedException, ExecutionException, TimeoutException;
  }

  private boolean ask(Question question) throws InterruptedException {
    Properties properties = settings.kafka().toProperties();
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(millis()));
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Integer.toString(millis()));
    try (Admin admin = Admin.create(properties)) {
      return question.ask(admin);
    } catch (ExecutionException | TimeoutException e) {
      // Nobody answers yet.
      return false;
    }
  }

  private static int millis() {
    return Math.toIntExact(ANSWER.toMillis());
  }
}
