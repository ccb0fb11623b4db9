package dev.perennial.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.cli.control.Asked.Stated;
import dev.perennial.schemas.CommandKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AskedTest {

  private final List<String> problems = new ArrayList<>();

  private Optional<Asked> asked(String word, Stated stated) {
    return Asked.of(word, stated, problems);
  }

  private static Stated named(Map<String, String> options) {
    return new Stated(List.of(), List.of(), options);
  }

  @Test
  void everyWordIsACommandOfTheContract() {
    assertThat(Asked.words())
        .containsExactly(
            "boundary", "change", "set", "pause", "resume", "snapshot", "rollback", "forget");
  }

  @Test
  void whatIsSetBecomesParameters() {
    assertThat(
            asked("set", new Stated(List.of("batch=5", "learningRate=1e-3"), List.of(), Map.of())))
        .contains(new Asked(CommandKind.SET, Map.of("batch", "5", "learningRate", "1e-3")));
    assertThat(problems).isEmpty();
  }

  @Test
  void idsBecomeAJsonArrayAsTheyMayHoldAnyCharacter() {
    assertThat(asked("forget", new Stated(List.of(), List.of("a,b", "c\"d"), Map.of())))
        .contains(new Asked(CommandKind.FORGET, Map.of("ids", "[\"a,b\",\"c\\\"d\"]")));
  }

  @Test
  void aWordThatIsNoneIsNamed() {
    assertThat(asked("stop", named(Map.of()))).isEmpty();
    assertThat(problems)
        .containsExactly(
            "the command must be one of [boundary, change, set, pause, resume, snapshot, rollback,"
                + " forget] or log: stop");
  }

  @Test
  void optionsOfOtherCommandsAreRefusedTogether() {
    assertThat(
            asked(
                "pause",
                new Stated(List.of("batch=5"), List.of("a"), Map.of("task", "t", "version", "3"))))
        .isEmpty();
    assertThat(problems)
        .containsExactly(
            "pause takes no key=value: [batch=5]",
            "pause does not take --ids",
            "pause does not take --task",
            "pause does not take --version");
  }

  @Test
  void aSettingNeedsAKey() {
    assertThat(asked("set", new Stated(List.of("batch", "=5"), List.of(), Map.of("task", "t"))))
        .isEmpty();
    assertThat(problems)
        .containsExactly(
            "set does not take --task", "set needs key=value: batch", "set needs key=value: =5");
  }

  @Test
  void nothingToSetIsSaid() {
    assertThat(asked("set", named(Map.of()))).isEmpty();
    assertThat(problems).containsExactly("set needs key=value, for example learningRate=0.01");
  }

  @Test
  void whatToForgetAndWhereToGoBackMustBeSaidOnce() {
    asked("forget", named(Map.of()));
    asked("rollback", named(Map.of("version", "1", "sha256", "ab")));

    assertThat(problems)
        .containsExactly(
            "forget needs exactly one of [--class, --ids, --task]",
            "rollback needs exactly one of [--sha256, --version]");
  }
}
