package dev.perennial.cli.flink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeadlinesTest {

  @Test
  void leavesFramesAndPackagesOut() {
    String trace =
        """
        org.apache.flink.runtime.JobException: Recovery is suppressed
        \tat org.apache.flink.runtime.Some.thing(Some.java:1)
        Caused by: dev.perennial.learner.job.EngineRefusedException: DJL is not there: put it there
        \tat dev.perennial.Other.thing(Other.java:2)
        Caused by: java.lang.ClassNotFoundException: ai.djl.engine.Engine
        \t... 12 more
        """;

    assertThat(Headlines.of(trace))
        .containsExactly(
            "JobException: Recovery is suppressed",
            "EngineRefusedException: DJL is not there: put it there",
            "ClassNotFoundException: ai.djl.engine.Engine");
  }

  @Test
  void leavesOutWhatOnlyRepeatsTheNext() {
    RuntimeException thrown =
        new RuntimeException(new IllegalStateException(new IllegalArgumentException("no room")));

    assertThat(Headlines.of(thrown)).containsExactly("IllegalArgumentException: no room");
  }

  @Test
  void findsThemInWhatTheServerSays() {
    String answer =
        """
        [Internal server error., <Exception on server side:
        java.util.concurrent.CompletionException: org.apache.flink.util.FlinkException: no slot
        \tat java.base/java.lang.Thread.run(Unknown Source)
        Caused by: org.apache.flink.util.FlinkException: no slot
        End of exception on server side>]
        """;

    assertThat(Headlines.of(answer)).containsExactly("FlinkException: no slot");
  }

  @Test
  void answersTheFirstLineOfATextThatIsNoTrace() {
    assertThat(Headlines.of("gone\naway")).containsExactly("gone");
    assertThat(Headlines.of("")).isEmpty();
  }
}
