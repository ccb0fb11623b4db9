package dev.perennial.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.kafka.KafkaAuthorizationSimple;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclResourcePatternType;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTransactionalIdResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleType;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Who may do what on Kafka: all that is needed and nothing more. */
class RightsTest {

  static final List<String> USERS =
      List.of(
          "perennial-ingest",
          "perennial-learner",
          "perennial-evaluator",
          "perennial-gateway",
          "perennial-publisher",
          "perennial-cli",
          "perennial-registry");

  private static SortedSet<String> granted(Manifests manifests, String user) {
    KafkaUser found = manifests.one(KafkaUser.class, user);
    SortedSet<String> lines = new TreeSet<>();
    for (AclRule rule :
        ((KafkaUserAuthorizationSimple) found.getSpec().getAuthorization()).getAcls()) {
      assertThat(rule.getType()).isEqualTo(AclRuleType.ALLOW);
      rule.getOperations()
          .forEach(operation -> lines.add(operation.toValue() + " " + text(rule.getResource())));
    }
    return lines;
  }

  private static String text(AclRuleResource resource) {
    if (resource instanceof AclRuleTopicResource of) {
      return "topic " + of.getName() + star(of.getPatternType());
    }
    if (resource instanceof AclRuleGroupResource of) {
      return "group " + of.getName() + star(of.getPatternType());
    }
    if (resource instanceof AclRuleTransactionalIdResource of) {
      return "transactionalId " + of.getName() + star(of.getPatternType());
    }
    return resource.getType();
  }

  private static String star(AclResourcePatternType pattern) {
    return pattern == AclResourcePatternType.PREFIX ? "*" : "";
  }

  @ParameterizedTest
  @FieldSource("USERS")
  void aUserMayDoWhatItNeedsAndNothingElse(String user) {
    for (String overlay : Manifests.OVERLAYS) {
      assertThat(granted(Manifests.of(overlay), user)).isEqualTo(Rights.of(user));
    }
  }

  @Test
  void thereIsNoOtherUserAndNobodyIsFreeOfRules() {
    for (String overlay : Manifests.OVERLAYS) {
      Manifests manifests = Manifests.of(overlay);
      var kafka = manifests.one(Kafka.class, "perennial").getSpec().getKafka();

      assertThat(manifests.all(KafkaUser.class))
          .extracting(of -> of.getMetadata().getName())
          .containsExactlyInAnyOrderElementsOf(USERS);
      assertThat(kafka.getAuthorization().getType()).isEqualTo("simple");
      assertThat(((KafkaAuthorizationSimple) kafka.getAuthorization()).getSuperUsers())
          .isNullOrEmpty();
      assertThat(kafka.getListeners()).hasSize(1).allMatch(of -> of.isTls());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/spec/authorization/acls/0/operations | [Read, Write]",
        "/spec/authorization/acls/0/resource/name | metrics",
        "/spec/authorization/acls/0/resource/patternType | prefix",
        "/spec/authorization/acls/0 | ",
        "/spec/authorization/acls/- | {resource: {type: cluster}, operations: [Alter]}",
        "/spec/authorization/acls/- | {resource: {type: topic, name: '*'}, operations: [Read]}",
      })
  void aRightTooManyOrTooFewIsNoticed(String pointer, String value) {
    Manifests broken =
        Manifests.of("production").with("KafkaUser perennial-ingest", pointer, value);

    assertThat(granted(broken, "perennial-ingest")).isNotEqualTo(Rights.of("perennial-ingest"));
  }
}
