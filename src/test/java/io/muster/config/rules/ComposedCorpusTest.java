package io.muster.config.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.muster.agent.ConfigComparison;
import io.muster.collector.EffectiveCorpus;
import io.muster.collector.MergedConfig;
import io.muster.config.ConfigDocument;
import io.muster.config.Rules;
import io.muster.protocol.ContentHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * A real collector takes what rule sets make of the configs it takes. Every good config of the
 * corpus of validation is composed with rule sets; `interop/otelcol/composed.py` has the collector
 * judge the results, which this test leaves in the build folder, and keeps their hashes: what comes
 * out otherwise than it was judged must be judged anew.
 */
class ComposedCorpusTest {

  private static final Path CORPUS = Path.of("src/test/resources/collector-corpus");
  private static final Path RULES = Path.of("src/test/resources/composed-corpus");
  private static final Path COMPOSED = Path.of("target/composed-corpus");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final OttlRules rules = new OttlRules();

  private static ConfigDocument read(Path file) throws IOException {
    return ConfigDocument.collector(ByteString.copyFrom(Files.readAllBytes(file)));
  }

  /** The rule sets, by name; several of one config are those of all files. */
  private static List<Rules.Named> ruleSets() throws IOException {
    List<Rules.Named> sets = new ArrayList<>();
    try (Stream<Path> files = Files.list(RULES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        sets.add(new Rules.Named(file.getFileName().toString().replace(".yaml", ""), read(file)));
      }
    }
    return sets;
  }

  private static List<Path> goodConfigs() throws IOException {
    JsonNode verdicts = JSON.readTree(CORPUS.resolve("verdicts.json").toFile()).path("verdicts");
    List<Path> good = new ArrayList<>();
    for (Map.Entry<String, JsonNode> verdict : verdicts.properties()) {
      Path file = CORPUS.resolve(verdict.getKey() + ".yaml");
      if (verdict.getValue().path("valid").asBoolean() && Files.exists(file)) {
        good.add(file);
      }
    }
    return good;
  }

  /** Composes every good config with each rule set and with all of them, where they go in. */
  private Map<String, ByteString> composed() throws IOException {
    List<List<Rules.Named>> choices = new ArrayList<>();
    List<Rules.Named> all = ruleSets();
    all.forEach(one -> choices.add(List.of(one)));
    choices.add(all);
    Map<String, ByteString> composed = new TreeMap<>();
    for (Path file : goodConfigs()) {
      ConfigDocument config = read(file);
      for (List<Rules.Named> sets : choices) {
        String name =
            CORPUS.relativize(file).toString().replace('/', '.').replace(".yaml", "")
                + "+"
                + (sets.size() == 1 ? sets.getFirst().name() : "all");
        switch (rules.compose(config, sets)) {
          case Rules.Composed(ConfigDocument document, var _) when !document.equals(config) ->
              composed.put(name, document.files().getFirst().body());
          case Rules.Composed unchanged -> {}
          case Rules.Refused refused -> {}
        }
      }
    }
    return composed;
  }

  @Test
  void aRealCollectorTakesWhatRuleSetsMakeOfTheConfigsItTakes() throws IOException {
    Map<String, ByteString> composed = composed();
    Files.createDirectories(COMPOSED);
    for (Map.Entry<String, ByteString> each : composed.entrySet()) {
      Files.write(COMPOSED.resolve(each.getKey() + ".yaml"), each.getValue().toByteArray());
    }
    JsonNode verdicts = JSON.readTree(RULES.resolve("verdicts.json").toFile()).path("verdicts");
    List<String> wrong = new ArrayList<>();
    composed.forEach((name, body) -> {
      JsonNode verdict = verdicts.path(name);
      if (!verdict.path("sha256").asText().equals(ContentHash.sha256(body).hex())) {
        wrong.add(name + " was not judged as it is now");
      } else if (!verdict.path("valid").asBoolean()) {
        wrong.add(name + ": " + verdict.path("message").asText());
      }
    });
    assertThat(wrong).as("of %d", composed.size()).isEmpty();
    assertThat(composed.size()).isGreaterThan(160);
  }

  @ParameterizedTest
  @FieldSource("io.muster.collector.EffectiveCorpus#RELEASES")
  void whatCollectorsMakeOfThemIsNoDrift(String release) throws IOException {
    Map<String, ByteString> composed = composed();
    Map<String, String> effective = EffectiveCorpus.effective(release, "composed");
    // A release may refuse what another takes.
    assertThat(composed.keySet()).containsAll(effective.keySet());
    assertThat(effective.size()).isGreaterThan(160);
    List<String> wrong = new ArrayList<>();
    effective.forEach((name, text) -> {
      ConfigDocument offered =
          EffectiveCorpus.redacted(
              ConfigDocument.collector(composed.getOrDefault(name, ByteString.EMPTY)));
      ConfigDocument runs = EffectiveCorpus.redacted(EffectiveCorpus.reported(text));
      ConfigComparison comparison =
          MergedConfig.read(offered).orElseThrow().in(MergedConfig.read(runs).orElseThrow());
      if (!(comparison instanceof ConfigComparison.Same)) {
        wrong.add(name + ": " + comparison);
      }
    });
    assertThat(wrong).isEmpty();
  }
}
