package dev.perennial.k8s;

import dev.perennial.cli.stack.BrokerFiles;
import dev.perennial.cli.stack.FreePorts;
import dev.perennial.schemas.settings.KafkaSettings;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclResourcePatternType;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTransactionalIdResource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/**
 * A broker in this JVM whose users have the rights that manifests give them, with Kafka's own
 * authorizer.
 */
final class GuardedBroker implements AutoCloseable {

  private static final String ADMIN = "admin";
  private static final Set<String> DENIED = new ConcurrentSkipListSet<>();

  private final KafkaRaftServer server;
  private final String address;

  private GuardedBroker(KafkaRaftServer server, String address) {
    this.server = server;
    this.address = address;
  }

  /** Kafka's authorizer, which also remembers what it denied. */
  public static final class Remembering extends StandardAuthorizer {
    @Override
    public List<AuthorizationResult> authorize(
        AuthorizableRequestContext context, List<Action> actions) {
      List<AuthorizationResult> results = super.authorize(context, actions);
      for (int index = 0; index < actions.size(); index++) {
        Action action = actions.get(index);
        // What only fills in an answer, such as all that one may do with a topic, is no request.
        if (results.get(index) == AuthorizationResult.DENIED && action.logIfDenied()) {
          DENIED.add(
              "%s %s %s %s"
                  .formatted(
                      context.principal().getName(),
                      action.operation(),
                      action.resourcePattern().resourceType(),
                      action.resourcePattern().name()));
        }
      }
      return results;
    }
  }

  /** Starts one with the users of an overlay, each with its name as its password. */
  static GuardedBroker start(Path directory, List<KafkaUser> users) throws Exception {
    DENIED.clear();
    List<Integer> ports = FreePorts.find(2);
    String address = FreePorts.LOOPBACK + ":" + ports.get(0);
    BrokerFiles files = new BrokerFiles(directory, address, ports.get(1));
    files.formatOnce();
    StringBuilder logins = new StringBuilder(login(ADMIN).replace(";", ""));
    logins.append(" user_").append(ADMIN).append("=\"").append(ADMIN).append('"');
    for (KafkaUser user : users) {
      String name = user.getMetadata().getName();
      logins.append(" \"user_").append(name).append("\"=\"").append(name).append('"');
    }
    Map<String, String> properties = new HashMap<>(files.properties());
    properties.replaceAll((key, value) -> value.replace("PLAINTEXT://", "CLIENTS://"));
    properties.put("listener.security.protocol.map", "CLIENTS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("inter.broker.listener.name", "CLIENTS");
    properties.put("sasl.enabled.mechanisms", "PLAIN");
    properties.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    properties.put("listener.name.clients.plain.sasl.jaas.config", logins + ";");
    properties.put("authorizer.class.name", Remembering.class.getName());
    properties.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
    server.startup();
    GuardedBroker broker = new GuardedBroker(server, address);
    List<AclBinding> bindings = new ArrayList<>();
    users.forEach(user -> bindings.addAll(bindings(user)));
    try (Admin admin = Admin.create(broker.as(ADMIN).toProperties())) {
      admin.createAcls(bindings).all().get();
    }
    return broker;
  }

  private static String login(String user) {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
        .formatted(user, user);
  }

  private static List<AclBinding> bindings(KafkaUser user) {
    List<AclBinding> bindings = new ArrayList<>();
    String principal = "User:" + user.getMetadata().getName();
    for (AclRule rule :
        ((KafkaUserAuthorizationSimple) user.getSpec().getAuthorization()).getAcls()) {
      rule.getOperations()
          .forEach(
              operation ->
                  bindings.add(
                      new AclBinding(
                          pattern(rule.getResource()),
                          new AccessControlEntry(
                              principal,
                              "*",
                              AclOperation.fromString(operation.name()),
                              AclPermissionType.ALLOW))));
    }
    return bindings;
  }

  private static ResourcePattern pattern(AclRuleResource resource) {
    if (resource instanceof AclRuleTopicResource of) {
      return new ResourcePattern(ResourceType.TOPIC, of.getName(), type(of.getPatternType()));
    }
    if (resource instanceof AclRuleGroupResource of) {
      return new ResourcePattern(ResourceType.GROUP, of.getName(), type(of.getPatternType()));
    }
    if (resource instanceof AclRuleTransactionalIdResource of) {
      return new ResourcePattern(
          ResourceType.TRANSACTIONAL_ID, of.getName(), type(of.getPatternType()));
    }
    throw new IllegalArgumentException("nobody has a right on " + resource.getType());
  }

  private static PatternType type(AclResourcePatternType of) {
    return of == AclResourcePatternType.PREFIX ? PatternType.PREFIXED : PatternType.LITERAL;
  }

  /** How a user reaches it; {@code admin} may do everything. */
  KafkaSettings as(String user) {
    return new KafkaSettings(
        Map.of(
            "bootstrap.servers",
            address,
            "security.protocol",
            "SASL_PLAINTEXT",
            "sasl.mechanism",
            "PLAIN",
            "sasl.jaas.config",
            login(user)));
  }

  /** What users were denied so far, a line each. */
  static Set<String> denied() {
    return Set.copyOf(DENIED);
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
