package io.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConformancePageTest {

  /** How many checks each group has; the ids run from 1 without a hole. */
  private static final Map<String, Integer> GROUPS =
      Map.ofEntries(
          Map.entry("GEN", 7),
          Map.entry("WS", 14),
          Map.entry("HT", 14),
          Map.entry("SZ", 10),
          Map.entry("ID", 15),
          Map.entry("SEQ", 11),
          Map.entry("CAP", 10),
          Map.entry("ERR", 15),
          Map.entry("AU", 7),
          Map.entry("HB", 12),
          Map.entry("DE", 4),
          Map.entry("HE", 6),
          Map.entry("RC", 17),
          Map.entry("CM", 7),
          Map.entry("AC", 6),
          Map.entry("CO", 3),
          Map.entry("IN", 4));

  @Test
  void theCatalogueHasEveryCheckOfEveryGroup() {
    var numbers =
        Catalogue.load().stream()
            .collect(
                Collectors.groupingBy(
                    Catalogue.Entry::group,
                    Collectors.mapping(Catalogue.Entry::number, Collectors.toList())));
    assertThat(numbers.keySet()).isEqualTo(GROUPS.keySet());
    GROUPS.forEach((group, count) ->
        assertThat(numbers.get(group))
            .as(group)
            .isEqualTo(IntStream.rangeClosed(1, count).boxed().toList()));
  }

  @Test
  void everyCheckHasATestOrAReasonWhyThereIsNone() {
    var tests = CheckedTests.byId();
    for (var entry : Catalogue.load()) {
      assertThat(tests.containsKey(entry.id()))
          .as("%s has either a test or a reason", entry.id())
          .isNotEqualTo(!entry.untested().isEmpty());
    }
  }

  @Test
  void testsNameOnlyChecksThatExist() {
    var ids = Catalogue.load().stream().map(Catalogue.Entry::id).toList();
    assertThat(ids).containsAll(CheckedTests.byId().keySet());
  }

  /**
   * Fails when a check or a test came, went or was renamed since the page was written. Results are
   * compared where there is a run: {@link ConformanceResultsIT}.
   */
  @Test
  void thePageIsUpToDate() throws IOException {
    if (Boolean.getBoolean("conformance.write")) {
      var results = ConformancePage.resultsOnPage();
      results.putAll(ConformancePage.resultsOfRun());
      Files.writeString(ConformancePage.FILE, ConformancePage.render(results));
    }
    assertThat(Files.readString(ConformancePage.FILE))
        .as("bring it up to date: ./mvnw test -Dtest=ConformancePageTest -Dconformance.write=true")
        .isEqualTo(ConformancePage.render(ConformancePage.resultsOnPage()));
  }
}
