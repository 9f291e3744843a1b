package io.muster.ottl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Says of every entry of a corpus what the collector itself says of it. The corpus and the verdicts
 * come from interop/ottl.
 */
class AgreementTest {

  /**
   * What is checked as the collector does. Of the rest less is promised: see docs/design/ottl.md.
   */
  private static final Set<String> PROMISED =
      Set.of("good", "syntax", "function", "path", "enum", "arguments", "inference");

  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(strings = {"0.152.0", "0.155.0", "0.161.0"})
  void everyVerdictIsTheCollectors(String version) throws IOException {
    JsonNode verdicts = JSON.readTree(text("verdicts-" + version + ".json"));
    assertThat(verdicts.get("version").asText()).isEqualTo(version);
    List<String> corpus = text("corpus.jsonl").lines().toList();
    assertThat(verdicts.get("verdicts")).hasSize(corpus.size());
    OttlCheck check = OttlCheck.forCollector(version);
    assertThat(check.version()).hasValue(version);

    Map<String, Integer> counts = new TreeMap<>();
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < corpus.size(); i++) {
      String theirs = verdicts.get("verdicts").get(i).asText();
      List<OttlProblem> ours = judge(check, JSON.readTree(corpus.get(i)));
      boolean agree = theirs.equals("good") == ours.isEmpty();
      counts.merge(theirs + (agree ? " agreed" : " missed"), 1, Integer::sum);
      if (!agree && (PROMISED.contains(theirs) || !ours.isEmpty())) {
        differences.add(theirs + ": " + corpus.get(i) + "\n  " + ours);
      }
      boolean unread = !ours.isEmpty() && ours.getFirst().kind() == OttlProblem.Kind.SYNTAX;
      if (theirs.equals("syntax") != unread) {
        differences.add(theirs + ", but not alike: " + corpus.get(i) + "\n  " + ours);
      }
    }
    assertThat(differences).as("%s %s", version, counts).isEmpty();
    assertThat(counts.get("good agreed")).isGreaterThan(1_000);
    assertThat(counts.get("syntax agreed")).isGreaterThan(1_000);
    assertThat(counts.get("path agreed")).isGreaterThan(500);
    assertThat(counts.getOrDefault("types agreed", 0))
        .isGreaterThan(5 * counts.getOrDefault("types missed", 0));
  }

  @Test
  void theCorpusHasHundredsOfEntriesForEachContext() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (String line : text("corpus.jsonl").lines().toList()) {
      for (String context : Language.newest().contexts()) {
        if (line.contains(context + ".") || line.contains("\"context\": \"" + context + "\"")) {
          counts.merge(context, 1, Integer::sum);
        }
      }
    }
    assertThat(counts).hasSize(Language.newest().contexts().size());
    assertThat(counts.values()).allMatch(count -> count > 300);
  }

  private static List<OttlProblem> judge(OttlCheck check, JsonNode entry) {
    Signal signal = Signal.valueOf(entry.get("signal").asText().toUpperCase(Locale.ROOT));
    String context = entry.has("context") ? entry.get("context").asText() : null;
    List<Located> conditions = texts(entry.get("conditions"));
    if (entry.get("use").asText().equals("transform")) {
      return check.group(
          new OttlCheck.Group(signal, context, conditions, texts(entry.get("statements"))));
    }
    return context == null
        ? check.conditions(signal, conditions)
        : check.conditions(context, conditions);
  }

  private static List<Located> texts(@Nullable JsonNode array) {
    List<Located> texts = new ArrayList<>();
    if (array != null) {
      array.forEach(text -> texts.add(Located.of(text.asText())));
    }
    return texts;
  }

  private static String text(String name) throws IOException {
    try (InputStream in = AgreementTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
