package io.muster.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The page {@code docs/conformance.md}: a line per check with its tests and its last result. Ids,
 * texts and tests come from the catalogue and the annotations; results are kept from the page that
 * is there unless a newer run has one.
 */
final class ConformancePage {

  static final Path FILE = Path.of("docs", "conformance.md");
  private static final String HEAD =
      """
      # Conformance

      What the specification of OpAMP (v0.20.0), and the clients in the
      field, ask of a server; each line with the tests that assert it and the result of the last recorded run.
      Levels: M must, S should, Y may (lower case: the same words, not capitalised in the text), C a duty of the client
      that the server has to survive the breach of, D derived from what real clients do, Dev marked [Development].

      This page is generated. `./mvnw verify` runs the suite and writes `target/conformance.json`; then
      `./mvnw test -Dtest=ConformancePageTest -Dconformance.write=true` brings the page up to date.
      `-Dopamp.url=ws://host:port/v1/opamp` points the suite at any other server; what needs more than the endpoint
      is not applicable there. [conformance-opamp-go.md](conformance-opamp-go.md) is the Go server library seen that way.

      | Check | Level | What must hold | Tests | Result |
      |---|---|---|---|---|
      """;

  private ConformancePage() {}

  /** The page with these results, by id. */
  static String render(Map<String, String> results) {
    var tests = CheckedTests.byId();
    var page = new StringBuilder(HEAD);
    for (var entry : Catalogue.load()) {
      var names = String.join("<br>", tests.getOrDefault(entry.id(), new TreeSet<>()));
      var result =
          entry.untested().isEmpty()
              ? results.getOrDefault(entry.id(), "not run yet")
              : "not applicable: " + entry.untested();
      page.append(
          "| %s | %s | %s | %s | %s |%n"
              .formatted(entry.id(), entry.level(), entry.text(), names, result));
    }
    return page.toString();
  }

  /** The results column of the page as it is. */
  static Map<String, String> resultsOnPage() {
    var results = new HashMap<String, String>();
    try {
      if (Files.exists(FILE)) {
        for (var line : Files.readAllLines(FILE)) {
          var columns = line.split(" \\| ", -1);
          if (columns.length == 5 && columns[0].matches("\\| [A-Z]+-\\d+")) {
            results.put(columns[0].substring(2), columns[4].substring(0, columns[4].length() - 2));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return results;
  }

  /** The results of the last run against Muster, if there was one. */
  static Map<String, String> resultsOfRun() {
    var results = new HashMap<String, String>();
    try {
      if (Files.exists(Results.FILE)) {
        var json = new ObjectMapper().readTree(Files.readString(Results.FILE));
        // A run against another server says nothing about ours.
        var checks =
            json.path("server").asText().equals("Muster") ? json.path("checks") : json.path("none");
        for (var check : checks.properties()) {
          results.put(check.getKey(), cell(check.getValue()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return results;
  }

  private static String cell(JsonNode result) {
    var state = Result.State.valueOf(result.path("state").asText());
    // Details of failures belong to the test report; they change from run to run.
    return state == Result.State.NOT_APPLICABLE
        ? state.text() + ": " + result.path("detail").asText()
        : state.text();
  }
}
