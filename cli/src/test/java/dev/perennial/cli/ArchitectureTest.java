package dev.perennial.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import org.apache.avro.specific.SpecificRecordBase;

/** Who may import whom. The command line sees every module, so the rules of all stand here. */
@AnalyzeClasses(packages = "dev.perennial", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String SCHEMAS = "dev.perennial.schemas..";
  private static final String INGEST = "dev.perennial.ingest..";
  private static final String LEARNER = "dev.perennial.learner..";
  private static final String EVALUATOR = "dev.perennial.evaluator..";
  private static final String CLI = "dev.perennial.cli..";
  private static final String DJL = "ai.djl..";
  private static final String FLINK = "org.apache.flink..";
  private static final String KAFKA = "org.apache.kafka..";
  private static final String REGISTRY_CLIENT = "..io.confluent..";

  @ArchTest
  static final ArchRule schemasImportsNoApplication =
      noClasses()
          .that()
          .resideInAPackage(SCHEMAS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(INGEST, LEARNER, EVALUATOR, CLI);

  @ArchTest
  static final ArchRule ingestMeetsOtherApplicationsOnTopicsOnly =
      noClasses()
          .that()
          .resideInAPackage(INGEST)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(LEARNER, EVALUATOR, CLI);

  @ArchTest
  static final ArchRule learnerMeetsOtherApplicationsOnTopicsOnly =
      noClasses()
          .that()
          .resideInAPackage(LEARNER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(INGEST, EVALUATOR, CLI);

  @ArchTest
  static final ArchRule evaluatorMeetsOtherApplicationsOnTopicsOnly =
      noClasses()
          .that()
          .resideInAPackage(EVALUATOR)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(INGEST, LEARNER, CLI);

  @ArchTest
  static final ArchRule onlyTheLearningCoreTouchesDjl =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.perennial.learner.strategy..",
              "dev.perennial.learner.analytic..",
              "dev.perennial.learner.memory..",
              "dev.perennial.learner.step..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(DJL);

  @ArchTest
  static final ArchRule onlyTheJobTouchesFlink =
      noClasses()
          .that()
          .resideInAPackage(LEARNER)
          .and()
          .resideOutsideOfPackage("dev.perennial.learner.job..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(FLINK);

  @ArchTest
  static final ArchRule streamsApplicationsTouchNeitherFlinkNorDjl =
      noClasses()
          .that()
          .resideInAnyPackage(INGEST, EVALUATOR)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(FLINK, DJL);

  @ArchTest
  static final ArchRule metricsArePureJava =
      noClasses()
          .that()
          .resideInAPackage("dev.perennial.evaluator.metric..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(KAFKA, "org.apache.avro..", SCHEMAS);

  @ArchTest
  static final ArchRule onlyOneClassTouchesTheRegistryClient =
      classes()
          .that()
          .resideInAPackage("dev.perennial..")
          .and()
          .doNotHaveFullyQualifiedName("dev.perennial.schemas.wire.Registry")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackage(REGISTRY_CLIENT);

  @ArchTest
  static final ArchRule onlyTheCommandLineEmbedsABroker =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.perennial.cli.stack..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("kafka..");

  /**
   * Java's own deserialization runs what the bytes say. Flink's, between its processes, is its own,
   * and Avro generates some into records, which nothing calls.
   */
  @ArchTest
  static final ArchRule nothingIsDeserializedByJava =
      noClasses()
          .that()
          .areNotAssignableTo(SpecificRecordBase.class)
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ObjectInputStream.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ObjectInput.class)
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.beans.XMLDecoder")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("org.apache.flink.util.InstantiationUtil")
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("com.esotericsoftware.kryo..", "javax.naming..", "java.rmi..");

  /** YAML and JSON become what we name, never what they name. */
  @ArchTest
  static final ArchRule noTextChoosesItsClass =
      noClasses()
          .should()
          .callMethodWhere(
              describe(
                  "lets a text name classes",
                  call ->
                      call.getTargetOwner().isAssignableTo(ObjectMapper.class)
                          && call.getName().matches("(activate|enable)DefaultTyping.*")))
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("com.fasterxml.jackson.annotation.JsonTypeInfo")
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("org.yaml.snakeyaml..");

  @ArchTest static final ArchRule packagesOfSchemasHaveNoCycles = noCyclesIn("schemas");

  @ArchTest static final ArchRule packagesOfIngestHaveNoCycles = noCyclesIn("ingest");

  @ArchTest static final ArchRule packagesOfLearnerHaveNoCycles = noCyclesIn("learner");

  @ArchTest static final ArchRule packagesOfEvaluatorHaveNoCycles = noCyclesIn("evaluator");

  @ArchTest static final ArchRule packagesOfTheCommandLineHaveNoCycles = noCyclesIn("cli");

  private static ArchRule noCyclesIn(String module) {
    return slices()
        .matching("dev.perennial." + module + ".(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(false);
  }
}
