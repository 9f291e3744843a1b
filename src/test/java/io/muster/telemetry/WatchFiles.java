package io.muster.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code deploy} has for those who watch Muster: Prometheus' rules, Grafana's dashboard. */
public final class WatchFiles {

  public static final Path PROMETHEUS = Path.of("deploy/prometheus");
  public static final Path RULES = PROMETHEUS.resolve("muster.rules.yml");
  public static final Path DASHBOARD = Path.of("deploy/grafana/muster.json");

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Set<String> WORDS =
      Set.of("by", "without", "on", "ignoring", "and", "or", "unless", "offset", "bool");

  private WatchFiles() {}

  /**
   * A rule.
   *
   * @param name of the alert, or of what is recorded
   * @param more labels and annotations of an alert
   */
  public record Rule(String name, boolean alert, String expression, JsonNode more) {}

  /** All rules in their order. */
  public static List<Rule> rules() throws IOException {
    List<Rule> rules = new ArrayList<>();
    for (JsonNode group : YAML.readTree(Files.readString(RULES)).path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        boolean alert = rule.has("alert");
        rules.add(
            new Rule(
                rule.path(alert ? "alert" : "record").asText(),
                alert,
                rule.path("expr").asText(),
                rule));
      }
    }
    return rules;
  }

  static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(Files.readString(DASHBOARD));
  }

  /** What the panels ask, with their variables replaced as Grafana would. */
  public static List<String> dashboardExpressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    for (JsonNode panel : dashboard().path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        expressions.add(
            target
                .path("expr")
                .asText()
                .replace("$job", "muster")
                .replace("$__rate_interval", "1m"));
      }
    }
    return expressions;
  }

  /** The metrics that an expression names. */
  public static Set<String> metrics(String expression) {
    String bare =
        expression
            .replaceAll("\"[^\"]*\"", "")
            .replaceAll("\\{[^}]*}", "")
            .replaceAll("\\[[^\\]]*]", "")
            .replaceAll("\\b(by|without|on|ignoring)\\s*\\([^)]*\\)", "");
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(bare);
    while (matcher.find()) {
      String after = bare.substring(matcher.end()).stripLeading();
      if (!after.startsWith("(") && !WORDS.contains(matcher.group())) {
        names.add(matcher.group());
      }
    }
    return names;
  }
}
