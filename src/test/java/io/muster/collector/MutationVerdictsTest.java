package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.muster.config.ConfigDocument;
import io.muster.config.DocumentCheck;
import io.muster.config.syntax.ConfigProblem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * 1,000 seeded mutations of good configs, and 1,500 values of `telemetry`, with what a collector
 * 0.158 says of each; `interop/otelcol/mutations.py` makes both anew.
 */
class MutationVerdictsTest {

  /** What the collector takes and is refused on purpose. */
  private static final Pattern STRICTER =
      Pattern.compile("a second document begins here|expected '<document start>'.*");

  /** `receivers::x:` beside `receivers:`: which of them counts is the collector's chance. */
  private static final Pattern LEVELS_BESIDE = Pattern.compile("(?m)^\\w+::");

  /** Said by components of their own settings, or when they are made. */
  private static final Pattern OWN_SETTINGS =
      Pattern.compile(
          "(?s).*(error reading configuration for|failed to build pipelines|periodic.exporter"
              + "|^(receivers|processors|exporters|extensions|connectors)::).*");

  /** Deeper in telemetry than is looked at. */
  private static final Pattern DEEPER =
      Pattern.compile(
          ".*(processors: §|views: §|attributes: §).*\\[\\{.*|.*console: §.*"
              + "|.*(pull: §|detectors: §|sampler: §).*\\{a: .*");

  private record Case(String done, String text, boolean taken, String message) {}

  private static List<Case> cases() throws IOException {
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(
                        MutationVerdictsTest.class.getResourceAsStream(
                            "/collector-mutations/0.158.0.jsonl.gz"))),
                StandardCharsets.UTF_8))) {
      List<Case> cases = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode each = json.readTree(line);
        cases.add(
            new Case(
                each.path("done").asText(),
                each.path("text").asText(),
                each.path("taken").asBoolean(),
                each.path("message").asText()));
      }
      return cases;
    }
  }

  private static Distribution collector() throws IOException {
    JsonNode components =
        new ObjectMapper()
            .readTree(Path.of("src/test/resources/collector-corpus/verdicts.json").toFile())
            .path("components");
    Map<ComponentKind, Set<String>> types = new EnumMap<>(ComponentKind.class);
    for (ComponentKind kind : ComponentKind.values()) {
      Set<String> names = new HashSet<>();
      components.path(kind.section()).forEach(name -> names.add(name.asText()));
      types.put(kind, names);
    }
    return new Distribution(types, "0.158.0");
  }

  private static List<ConfigProblem> errors(Case each, Distribution collector) {
    ConfigDocument document = ConfigDocument.collector(ByteString.copyFromUtf8(each.text()));
    List<ConfigProblem> errors = new ArrayList<>(DocumentCheck.problems(document, false));
    if (errors.isEmpty()) {
      errors.addAll(
          new CollectorCheck().check(document, CollectorCheck.As.COLLECTOR, collector).errors());
    }
    return errors;
  }

  @Test
  void noConfigThatTheCollectorTakesIsRefused() throws IOException {
    Distribution collector = collector();
    int taken = 0;
    for (Case each : cases()) {
      if (each.taken() && !LEVELS_BESIDE.matcher(each.text()).find()) {
        taken++;
        assertThat(errors(each, collector))
            .as("%s:%n%s", each.done(), each.text())
            .allSatisfy(error -> assertThat(error.message()).matches(STRICTER));
      }
    }
    assertThat(taken).isGreaterThan(300);
  }

  @Test
  void whatTheCollectorRefusesIsRefusedButForOwnSettingsAndReferences() throws IOException {
    Distribution collector = collector();
    int refused = 0;
    List<String> missed = new ArrayList<>();
    for (Case each : cases()) {
      boolean known = each.text().contains("${") || OWN_SETTINGS.matcher(each.message()).matches();
      if (each.taken() || known || DEEPER.matcher(each.done()).matches()) {
        continue;
      }
      refused++;
      if (errors(each, collector).isEmpty()) {
        missed.add(each.done() + ": " + each.message() + "\n" + each.text());
      }
    }
    assertThat(missed).isEmpty();
    assertThat(refused).isGreaterThan(1_500);
  }

  @Test
  void everyRefusalTellsWhere() throws IOException {
    Distribution collector = collector();
    for (Case each : cases()) {
      for (ConfigProblem error : errors(each, collector)) {
        assertThat(error.line()).as("%s of%n%s", error, each.text()).isPositive();
      }
    }
  }
}
