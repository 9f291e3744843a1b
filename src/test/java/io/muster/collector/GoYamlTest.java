package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import io.muster.config.ConfigDocument;
import io.muster.config.syntax.ConfigProblem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * 4,600 texts and what go-yaml 3.0.5 makes of each, the reader of collectors
 * (interop/goyaml/README.md): what it refuses is refused, what it takes is taken with the same
 * meaning, but for what is listed here.
 */
class GoYamlTest {

  /** Taken all the same: an empty key in brackets of which nothing comes. */
  private static final Set<String> TAKEN = Set.of("a: [? ]\nb: 2\n");

  /** What go-yaml takes and is refused on purpose, or by the parser here, by what is said. */
  private static final List<Pattern> STRICTER =
      Stream.of(
              // go-yaml reads the first document and drops what follows, were it no YAML at all.
              "a second document begins here",
              "expected '<document start>'.*",
              ".*before directives.*",
              // Not the same text for people and for collectors.
              "the character U\\+(0085|2028|2029) is a line break.*",
              "a '\\?' stands in a value within brackets",
              "within brackets collectors take this ':' for a part of the key",
              "the name of an anchor.*")
          .map(Pattern::compile)
          .toList();

  /**
   * What follows a document's mark is dropped by go-yaml; separators of lines are not the same
   * text.
   */
  private static final Pattern DROPPED_OR_SEPARATED =
      Pattern.compile("(?s).*(\\n---|\\n\\.\\.\\.|[\\x{85}\\x{2028}\\x{2029}]).*");

  /** Texts that the parser here does not take, or the check for tabs: nobody writes them. */
  private static final Set<String> PECULIAR =
      Set.of(
          "a: \"\\'\"\n",
          "a: x\n \ty\n",
          "a: x\n  \ty\n",
          "a: [-]\n",
          "a: 1\n&ab: 2\n",
          "a: [-]\nb: 2\n",
          "a: {b: 1:}\n",
          "a: x\n \t\n  y\nb: 2\n",
          "a: x\n\n \t\n\n  y\nb: 2\n",
          "a: |# c\n  x\nb: 2\n",
          "a: |#c\n  x\nb: 2\n",
          "# x\n\t# c\ny: 1\na: 1\n",
          "# \n\t# c\n\na: 1\n",
          "? \t# c\n: 1\n",
          "?  \t# c\n: 1\n",
          "a: !!str, 1\nb: 2\n",
          "a: !!str[ 1\nb: 2\n",
          "a: !!str] 1\nb: 2\n");

  /** What both take for something else: nobody writes them. */
  private static final Set<String> DIFFERENT =
      Set.of("1: a\n0x1: b\n", "a: !!binary aGk=\n", "a: [a:]\n");

  private record Verdict(String text, @Nullable String error, @Nullable JsonNode value) {

    /** Whether a collector could be given it. */
    boolean taken() {
      return error == null && (value == null || value.isNull() || mapping(value));
    }

    static boolean mapping(JsonNode value) {
      return value.isObject() && !typed(value);
    }

    static boolean typed(JsonNode value) {
      return value.isObject() && value.size() == 2 && value.has("type") && value.has("text");
    }
  }

  private static List<Verdict> verdicts() {
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    GoYamlTest.class.getResourceAsStream("/go-yaml/verdicts.jsonl")),
                StandardCharsets.UTF_8))) {
      List<Verdict> verdicts = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode each = json.readTree(line);
        JsonNode error = each.get("error");
        verdicts.add(
            new Verdict(
                each.get("text").asText(),
                error == null ? null : error.asText(),
                each.get("value")));
      }
      return verdicts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CollectorCheck.Read read(String text) {
    return CollectorCheck.read(ConfigDocument.collector(ByteString.copyFromUtf8(text)));
  }

  private static List<ConfigProblem> problems(CollectorCheck.Read read) {
    return Stream.concat(read.syntax().stream(), read.values().stream())
        .filter(problem -> problem.severity() == ConfigProblem.Severity.ERROR)
        .toList();
  }

  @Test
  void whatGoYamlRefusesIsRefused() {
    Set<String> taken = new TreeSet<>();
    for (Verdict verdict : verdicts()) {
      CollectorCheck.Read read = read(verdict.text());
      // A single value that is none makes no config either way.
      boolean nothing = read.merged() != null && read.merged().entries().isEmpty();
      if (!verdict.taken() && problems(read).isEmpty() && !nothing) {
        taken.add(verdict.text());
      }
    }
    assertThat(taken).isEqualTo(TAKEN);
  }

  @Test
  void whatGoYamlTakesIsTakenWithTheSameMeaning() {
    Set<String> refused = new TreeSet<>();
    Set<String> different = new TreeSet<>();
    for (Verdict verdict : verdicts()) {
      if (!verdict.taken()) {
        continue;
      }
      CollectorCheck.Read read = read(verdict.text());
      List<ConfigProblem> problems = problems(read);
      if (problems.isEmpty()) {
        if (!same(Objects.requireNonNull(read.merged()), verdict.value())) {
          different.add(verdict.text());
        }
      } else if (!DROPPED_OR_SEPARATED.matcher(verdict.text()).matches()
          && STRICTER.stream()
              .noneMatch(pattern -> pattern.matcher(problems.getFirst().message()).matches())) {
        refused.add(verdict.text());
      }
    }
    assertThat(different).isEqualTo(DIFFERENT);
    assertThat(refused).isEqualTo(PECULIAR);
  }

  @Test
  void whatIsRefusedIsToldWithItsPlace() {
    for (Verdict verdict : verdicts()) {
      for (ConfigProblem problem : read(verdict.text()).syntax()) {
        assertThat(problem.line()).as("%s of %s", problem, verdict.text()).isPositive();
        assertThat(problem.column()).as("%s of %s", problem, verdict.text()).isPositive();
      }
    }
  }

  /** As far as both tell: numbers and times are texts here, and so are keys of other types. */
  private static boolean same(YamlValue ours, @Nullable JsonNode theirs) {
    if (theirs == null || theirs.isNull()) {
      return ours.nothing() || ours instanceof Mapping mapping && mapping.entries().isEmpty();
    }
    return switch (ours) {
      case Mapping mapping ->
          Verdict.mapping(theirs)
              && mapping.entries().size() == theirs.size()
              && mapping.entries().entrySet().stream()
                  .allMatch(entry ->
                      !theirs.has(entry.getKey())
                          || same(entry.getValue().value(), theirs.get(entry.getKey())));
      case Listing list -> {
        boolean same = theirs.isArray() && list.items().size() == theirs.size();
        for (int i = 0; same && i < theirs.size(); i++) {
          same = same(list.items().get(i), theirs.get(i));
        }
        yield same;
      }
      case Scalar scalar ->
          Verdict.typed(theirs) || theirs.isTextual() && theirs.asText().equals(scalar.text());
    };
  }
}
