package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the check against the verdicts of a real collector over the corpus; `interop/otelcol` makes
 * both anew. Everything but components' own settings must agree.
 */
class CorpusTest {

  private static final Path CORPUS = Path.of("src/test/resources/collector-corpus");

  /** Errors that only the component itself can find; not checked here, and counted apart. */
  private static final String OWN_SETTINGS = "own-settings/";

  /** Where Muster is stricter than the collector on purpose. */
  private static final Map<String, String> STRICTER =
      Map.of(
          "syntax/two-documents", "the collector reads the first document and drops the rest",
          "syntax/two-documents-second-bad", "the collector reads the first and drops the rest");

  /** What the collector says depends on a variable that only the agent knows: not checked. */
  private static final Set<String> DEPENDS =
      Set.of("references/extensions", "references/whole-list");

  private static final JsonNode VERDICTS = verdicts();
  private static final Distribution COLLECTOR = distribution();
  private static final CollectorCheck CHECK = new CollectorCheck();

  private static JsonNode verdicts() {
    try {
      return new ObjectMapper().readTree(CORPUS.resolve("verdicts.json").toFile());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Distribution distribution() {
    Map<ComponentKind, Set<String>> types = new EnumMap<>(ComponentKind.class);
    for (ComponentKind kind : ComponentKind.values()) {
      Set<String> names = new HashSet<>();
      VERDICTS.path("components").path(kind.section()).forEach(name -> names.add(name.asText()));
      types.put(kind, names);
    }
    return new Distribution(types, VERDICTS.path("collector").asText());
  }

  private static ConfigDocument document(String name) throws IOException {
    Path single = CORPUS.resolve(name + ".yaml");
    List<ConfigFile> files = new ArrayList<>();
    if (Files.exists(single)) {
      files.add(ConfigFile.collector(ByteString.copyFrom(Files.readAllBytes(single))));
    } else {
      try (Stream<Path> parts = Files.list(CORPUS.resolve(name))) {
        for (Path part : parts.toList()) {
          files.add(
              new ConfigFile(
                  part.getFileName().toString(),
                  ByteString.copyFrom(Files.readAllBytes(part)),
                  ConfigFile.YAML));
        }
      }
    }
    return new ConfigDocument(files);
  }

  private static Validation check(String name) throws IOException {
    return CHECK.check(document(name), CollectorCheck.As.COLLECTOR, COLLECTOR);
  }

  @Test
  void theVerdictIsThatOfTheRealCollectorOnSyntaxGraphAndUnknownComponents() throws IOException {
    List<String> differ = new ArrayList<>();
    int compared = 0;
    for (Map.Entry<String, JsonNode> verdict : VERDICTS.path("verdicts").properties()) {
      String name = verdict.getKey();
      if (name.startsWith(OWN_SETTINGS) || STRICTER.containsKey(name) || DEPENDS.contains(name)) {
        continue;
      }
      compared++;
      Validation validation = check(name);
      boolean valid = verdict.getValue().path("valid").asBoolean();
      if (valid == validation.refused()) {
        differ.add(
            name
                + (valid
                    ? " is valid, not " + validation.errors()
                    : " is refused: " + verdict.getValue().path("message").asText()));
      }
    }
    assertThat(differ).as("of %d configs", compared).isEmpty();
    assertThat(compared).isGreaterThan(440);
  }

  @Test
  void errorsInsideAComponentsOwnSettingsAreReportedAsNotChecked() throws IOException {
    Map<String, List<String>> outcome = new TreeMap<>();
    for (Map.Entry<String, JsonNode> verdict : VERDICTS.path("verdicts").properties()) {
      String name = verdict.getKey();
      if (name.startsWith(OWN_SETTINGS) && !verdict.getValue().path("valid").asBoolean()) {
        Validation validation = check(name);
        outcome
            .computeIfAbsent(validation.refused() ? "found" : "not checked", k -> new ArrayList<>())
            .add(name);
        assertThat(validation.notChecked()).as(name).isNotEmpty();
      }
    }
    // What the service says of its own telemetry is checked.
    assertThat(outcome.getOrDefault("found", List.of()))
        .containsExactlyInAnyOrder(
            "own-settings/logs-level", "own-settings/metrics-level", "own-settings/metrics-reader");
    assertThat(outcome.get("not checked")).hasSizeGreaterThanOrEqualTo(20);
  }

  @Test
  void whatMusterRefusesOnPurposeTheCollectorTakes() throws IOException {
    for (String name : STRICTER.keySet()) {
      assertThat(VERDICTS.path("verdicts").path(name).path("valid").asBoolean()).as(name).isTrue();
      assertThat(check(name).refused()).as(name).isTrue();
    }
  }

  @Test
  void everyRefusalHasAPlaceAndAMessage() throws IOException {
    for (Map.Entry<String, JsonNode> verdict : VERDICTS.path("verdicts").properties()) {
      for (var problem : check(verdict.getKey()).errors()) {
        assertThat(problem.message()).as(verdict.getKey()).isNotBlank();
        assertThat(problem.line()).as("%s: %s", verdict.getKey(), problem).isPositive();
      }
    }
  }
}
