package io.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

  private static final Result PASS = new Result(Result.State.PASS, "");
  private static final Result FAIL = new Result(Result.State.FAIL, "timed out");

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void file() {
    file = folder.resolve("conformance.json");
  }

  @Test
  void ofACheckWithSeveralTestsAFailureCounts() throws IOException {
    write("one", "WS-1", "a", FAIL);
    write("one", "WS-1", "b", PASS);
    assertThat(state("WS-1")).isEqualTo("FAIL");
  }

  @Test
  void ofATestThatIsRunAgainTheLastResultCounts() throws IOException {
    write("one", "WS-1", "a", FAIL);
    write("one", "WS-1", "a", PASS);
    assertThat(state("WS-1")).isEqualTo("PASS");
  }

  @Test
  void whatAnEarlierRunLeftIsForgotten() throws IOException {
    write("one", "WS-1", "a", FAIL);
    write("two", "WS-2", "b", PASS);
    assertThat(read().has("WS-1")).isFalse();
    assertThat(state("WS-2")).isEqualTo("PASS");
  }

  @Test
  void theServerIsNamedWhoeverWritesLast() throws IOException {
    try (Results named = new Results(file, "one")) {
      named.server("Muster");
    }
    write("one", "WS-1", "a", PASS);
    assertThat(new ObjectMapper().readTree(file.toFile()).get("server").asText())
        .isEqualTo("Muster");
  }

  private void write(String run, String id, String test, Result result) throws IOException {
    try (Results results = new Results(file, run)) {
      results.add(id, test, result);
    }
  }

  private String state(String id) throws IOException {
    return read().get(id).get("state").asText();
  }

  private JsonNode read() throws IOException {
    return new ObjectMapper().readTree(file.toFile()).get("checks");
  }
}
