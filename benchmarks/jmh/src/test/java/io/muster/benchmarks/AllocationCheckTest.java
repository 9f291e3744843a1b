package io.muster.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.benchmarks.AllocationCheck.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AllocationCheckTest {

  private static String result(String benchmark, String metrics) {
    return "[{\"benchmark\": \"" + benchmark + "\", \"secondaryMetrics\": {" + metrics + "}}]";
  }

  @Test
  void aTenthMoreIsTakenAndNotMore() {
    assertThat(AllocationCheck.verdict(1000.0, 1100.0)).isEqualTo(Verdict.AS_BEFORE);
    assertThat(AllocationCheck.verdict(1000.0, 1101.0)).isEqualTo(Verdict.MORE);
  }

  @Test
  void nothingStaysNothingButForTheNoiseOfTheMeasurement() {
    assertThat(AllocationCheck.verdict(0.0, 16.0)).isEqualTo(Verdict.AS_BEFORE);
    assertThat(AllocationCheck.verdict(0.0, 17.0)).isEqualTo(Verdict.MORE);
  }

  @Test
  void whatHasBecomeMuchCheaperIsSaidAndDoesNotFail() {
    assertThat(AllocationCheck.verdict(1000.0, 900.0)).isEqualTo(Verdict.AS_BEFORE);
    assertThat(AllocationCheck.verdict(1000.0, 899.0)).isEqualTo(Verdict.LESS);
  }

  @Test
  void aBenchmarkThatIsOnOneSideOnlyFails() {
    assertThat(AllocationCheck.verdict(1.0, null)).isEqualTo(Verdict.NOT_RUN);
    assertThat(AllocationCheck.verdict(null, 1.0)).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void theTableNamesEveryBenchmarkAndCountsTheFailures() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int failures =
        AllocationCheck.compare(
            Map.of("A.gone", 1.0, "A.same", 64.0, "A.worse", 1000.0),
            Map.of("A.same", 64.0, "A.worse", 2000.0, "B.fresh", 8.0),
            new PrintStream(bytes, true, StandardCharsets.UTF_8));

    assertThat(failures).isEqualTo(3);
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines().skip(1))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("A.gone").contains("did not run"),
            line -> assertThat(line).startsWith("A.same").doesNotContain("FAILED"),
            line -> assertThat(line).startsWith("A.worse").contains("2,000").contains("FAILED"),
            line -> assertThat(line).startsWith("B.fresh").contains("not in the baseline"));
  }

  @Test
  void aResultIsReadByClassAndMethod() throws IOException {
    String json =
        result(
            "io.muster.session.OutboxBenchmark.flush", "\"gc.alloc.rate.norm\": {\"score\": 7.5}");
    assertThat(AllocationCheck.results(json)).isEqualTo(Map.of("OutboxBenchmark.flush", 7.5));
  }

  @Test
  void aResultWithoutAllocationsIsNoResult() {
    assertThatThrownBy(() -> AllocationCheck.results(result("a.B.c", "")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("-prof gc");
    assertThatThrownBy(() ->
            AllocationCheck.results(
                result("a.B.c", "\"gc.alloc.rate.norm\": {\"score\": \"NaN\"}")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> AllocationCheck.results("[]")).isInstanceOf(IOException.class);
  }

  @Test
  void aWrittenBaselineIsReadAgain() throws IOException {
    String written = AllocationCheck.baseline(Map.of("B.b", 10_503.7, "A.a", 0.0004));
    assertThat(written).isEqualTo("{\n  \"A.a\" : 0,\n  \"B.b\" : 10504\n}\n");
    assertThat(AllocationCheck.baseline(written)).isEqualTo(Map.of("A.a", 0.0, "B.b", 10_504.0));
  }
}
