package io.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** In an execution of its own in the pom, after all other integration tests. */
class ConformanceResultsIT {

  @Test
  void thePageSaysWhatTheRunSaw() {
    assumeTrue(System.getProperty("opamp.url") == null, "the page is about Muster");
    Map<String, String> shown = new TreeMap<>(ConformancePage.resultsOnPage());
    var tested = CheckedTests.byId().keySet();
    shown.keySet().retainAll(tested);
    assertThat(new TreeMap<>(ConformancePage.resultsOfRun()))
        .as(
            "bring docs/conformance.md up to date:"
                + " ./mvnw test -Dtest=ConformancePageTest -Dconformance.write=true")
        .isEqualTo(shown);
  }
}
