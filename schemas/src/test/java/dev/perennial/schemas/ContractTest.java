package dev.perennial.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for every schema, now and after it has grown. */
class ContractTest {

  static Stream<Schema> named() {
    Map<String, Schema> found = new LinkedHashMap<>();
    Arrays.stream(Topic.values()).map(Topic::schema).forEach(schema -> collect(schema, found));
    return found.values().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("named")
  void everySchemaAndEveryFieldHasADoc(Schema schema) {
    assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
    if (schema.getType() == Schema.Type.RECORD) {
      assertThat(schema.getFields())
          .allSatisfy(
              field ->
                  assertThat(field.doc()).as(schema.getName() + "." + field.name()).isNotBlank());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("named")
  void aFieldThatMayBeNullIsNullWhereAnOlderWriterDidNotKnowIt(Schema schema) {
    if (schema.getType() == Schema.Type.RECORD) {
      assertThat(schema.getFields())
          .filteredOn(field -> field.schema().isNullable())
          .allSatisfy(
              field ->
                  assertThat(field.defaultVal())
                      .as(schema.getName() + "." + field.name())
                      .isEqualTo(JsonProperties.NULL_VALUE));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("named")
  void anEnumMayGainASymbolUnlessItIsAnElementType(Schema schema) {
    // An unknown element type has no meaning that a reader could fall back to.
    if (schema.getType() == Schema.Type.ENUM && !schema.getName().equals("ElementType")) {
      assertThat(schema.getEnumDefault()).as(schema.getName()).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Topic.class)
  void aReaderReadsWhatWasWrittenBeforeItsDefaultsExisted(Topic topic) {
    Schema older = withoutDefaults(topic.schema());

    assertThat(SchemaCompatibility.checkReaderWriterCompatibility(topic.schema(), older).getType())
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  /** The schema as it would have been before each field with a default was added. */
  private static Schema withoutDefaults(Schema schema) {
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      if (!field.hasDefaultValue()) {
        fields.add(new Schema.Field(field, field.schema()));
      }
    }
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  private static void collect(Schema schema, Map<String, Schema> found) {
    switch (schema.getType()) {
      case RECORD -> {
        if (found.put(schema.getFullName(), schema) == null) {
          schema.getFields().forEach(field -> collect(field.schema(), found));
        }
      }
      case ENUM -> found.put(schema.getFullName(), schema);
      case UNION -> schema.getTypes().forEach(type -> collect(type, found));
      case ARRAY -> collect(schema.getElementType(), found);
      case MAP -> collect(schema.getValueType(), found);
      default -> {}
    }
  }
}
