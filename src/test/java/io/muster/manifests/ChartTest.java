package io.muster.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.muster.cli.cluster.InfinispanServers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The Helm chart, as far as it can be told without Helm; interop/kubernetes/check.sh does the rest
 * with a real one.
 */
class ChartTest {

  private static final Path CHART = Path.of("deploy/helm/muster");
  private static final Path PAGE = Path.of("docs/reference/helm.md");
  private static final Path GENERATED = Path.of("target/helm.md");
  private static final YAMLMapper YAML = new YAMLMapper();

  private static final String HEAD =
      """
      # Values of the Helm chart

      <!-- Made from deploy/helm/muster/values.yaml by ChartTest; do not edit. -->

      All values of `deploy/helm/muster`; [Kubernetes](../operate/kubernetes.md) says how to use them. Those that are not here, or of
      another kind, are refused.

      | value | default | meaning |
      |---|---|---|
      """;

  /** A value that has no others below it. */
  private record Value(String path, String initial, String meaning) {}

  @Test
  void whatTheChartTakesFromElsewhereIsTheSameThere() throws IOException {
    assertSame("muster.rules.yml", Files.readString(Path.of("deploy/prometheus/muster.rules.yml")));
    assertSame("infinispan.xml", Files.readString(Path.of("deploy/infinispan/infinispan.xml")));
    try (InputStream in = InfinispanServers.class.getResourceAsStream("log4j2.xml")) {
      assertThat(in).isNotNull();
      assertSame("log4j2.xml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static void assertSame(String file, String origin) {
    assertThat(CHART.resolve("files").resolve(file)).hasContent(origin);
  }

  @Test
  void versionsAreTheProgramsAndThatOfInfinispansTheTests() throws IOException {
    JsonNode chart = YAML.readTree(Files.readString(CHART.resolve("Chart.yaml")));
    String version = only("(?m)^  <version>(.*)</version>$", Path.of("pom.xml"));
    assertThat(chart.path("appVersion").asText()).isEqualTo(version);
    assertThat(chart.path("version").asText()).isEqualTo(version);
    assertThat(values().at("/infinispan/image/tag").asText())
        .isEqualTo(
            only(
                "<infinispan-server.version>(.*)</infinispan-server.version>",
                Path.of("interop/infinispan/pom.xml")));
  }

  private static String only(String pattern, Path file) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }

  @Test
  void thePageSaysWhatTheValuesSay() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (Value value : described()) {
      assertThat(value.meaning()).as(value.path() + " is described").isNotBlank();
      page.append("| `%s` | %s | %s |%n".formatted(value.path(), value.initial(), value.meaning()));
    }
    Files.createDirectories(GENERATED.getParent());
    Files.writeString(GENERATED, page);
    assertThat(PAGE)
        .as("docs/reference/helm.md is out of date: copy target/helm.md over it")
        .hasContent(page.toString());
  }

  @Test
  void theSchemaHasTheValuesAndNoOthers() throws IOException {
    JsonNode schema =
        new ObjectMapper().readTree(Files.readString(CHART.resolve("values.schema.json")));
    Set<String> known = new TreeSet<>();
    paths("", schema, known);
    Set<String> given = new TreeSet<>(described().stream().map(Value::path).toList());
    assertThat(known).containsExactlyInAnyOrderElementsOf(given);
  }

  /** Objects are closed, but those that their users fill. */
  private static void paths(String prefix, JsonNode schema, Set<String> found) {
    if (!schema.has("properties")) {
      found.add(prefix);
      return;
    }
    assertThat(schema.path("additionalProperties").asBoolean(true)).as(prefix).isFalse();
    for (var property : schema.path("properties").properties()) {
      if (!property.getKey().equals("global")) {
        paths(join(prefix, property.getKey()), property.getValue(), found);
      }
    }
  }

  @Test
  void nothingThatTheChartHasIsASecret() throws IOException {
    try (Stream<Path> files = Files.walk(CHART.resolve("templates"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        // Made up at each upgrade, or at each look of an Argo CD, they would be others each time.
        assertThat(Files.readString(file))
            .as(file.toString())
            .doesNotContainPattern("\\b(rand[A-Z]|gen[A-Z]|uuidv4|bcrypt|htpasswd|lookup )");
      }
    }
  }

  /** Each value with the comment above it. */
  private static List<Value> described() throws IOException {
    List<Value> values = new ArrayList<>();
    List<String> path = new ArrayList<>();
    String comment = "";
    Pattern key = Pattern.compile("( *)([A-Za-z]+):.*");
    JsonNode all = values();
    for (String line : Files.readAllLines(CHART.resolve("values.yaml"))) {
      Matcher matcher = key.matcher(line);
      if (line.strip().startsWith("# -- ")) {
        comment = line.strip().substring(5);
      } else if (matcher.matches()) {
        while (path.size() > matcher.group(1).length() / 2) {
          path.removeLast();
        }
        path.add(matcher.group(2));
        JsonNode value = all.at("/" + String.join("/", path));
        boolean inside =
            values.stream().anyMatch(v -> join(v, "").equals(join(path, path.size() - 1)));
        if (!inside && (!value.isObject() || value.isEmpty() || !comment.isEmpty())) {
          values.add(new Value(String.join(".", path), shown(value), comment.replace("|", "\\|")));
        }
        comment = "";
      }
    }
    return values;
  }

  private static String join(Value value, String end) {
    return value.path() + end;
  }

  private static String join(List<String> path, int length) {
    return String.join(".", path.subList(0, length));
  }

  private static String join(String prefix, String key) {
    return prefix.isEmpty() ? key : prefix + "." + key;
  }

  private static String shown(JsonNode value) {
    String text = value.isTextual() ? value.asText() : value.toString();
    return text.isEmpty() ? "" : "`" + text + "`";
  }

  private static JsonNode values() throws IOException {
    return YAML.readTree(Files.readString(CHART.resolve("values.yaml")));
  }
}
