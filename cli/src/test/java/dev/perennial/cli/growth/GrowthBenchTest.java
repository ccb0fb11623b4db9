package dev.perennial.cli.growth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.schemas.Role;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.wire.Registry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthBenchTest {

  @Test
  void measuresEverySizeOfEveryAxisAsOftenAsAsked() {
    List<String> told = new ArrayList<>();

    List<GrowthCurve> curves =
        new GrowthBench(List.of(20, 50), List.of(2, 3), List.of(30), 2).run(told::add);

    assertThat(curves)
        .extracting(GrowthCurve::axis)
        .containsExactly("rows in memory", "tasks seen", "samples seen");
    assertThat(curves.get(0).series()).extracting(Series::name).containsExactly("er", "der++");
    assertThat(curves.get(0).series())
        .allSatisfy(
            series -> assertThat(series.points()).extracting(Point::size).containsExactly(20, 50));
    assertThat(curves)
        .flatExtracting(GrowthCurve::series)
        .flatExtracting(Series::points)
        .allSatisfy(
            point -> {
              assertThat(point.micros()).hasSize(2);
              assertThat(point.spread().least()).isPositive();
            });
    assertThat(told).contains("der++ fills a memory of 50", "er meets 3 tasks");
  }

  @Test
  void theLogGoesOnWhereItWasAndIsTheSameEveryTime() {
    try (Registry registry = Registry.at(RegistrySettings.at("mock://growth-test"))) {
      DrawnLog one = new DrawnLog(registry, List.of(4));
      DrawnLog other = new DrawnLog(registry, List.of(4));
      List<byte[]> parts = new ArrayList<>(one.next(3, 0, Role.TRAINING));
      parts.addAll(one.next(2, 0, Role.TRAINING));

      List<byte[]> whole = other.next(5, 0, Role.TRAINING);

      assertThat(parts).hasSameSizeAs(whole);
      for (int i = 0; i < whole.size(); i++) {
        assertThat(parts.get(i)).isEqualTo(whole.get(i));
      }
      assertThat(whole.get(0)).isNotEqualTo(whole.get(1));
    }
  }
}
