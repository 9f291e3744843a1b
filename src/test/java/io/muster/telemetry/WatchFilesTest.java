package io.muster.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files for those who watch Muster fit together, and to the metrics that there are. */
class WatchFilesTest {

  private static final Path RUNBOOK = Path.of("docs/operate/runbook.md");
  private static final Pattern LISTED = Pattern.compile("`((?:muster|opamp)_[a-z_]+)`");

  /** Not ours, or of one kind of store only. */
  private static final Pattern OTHERS =
      Pattern.compile("up|(http_server_requests_seconds|jvm|process)_[a-z_]+");

  /** What every instance counts of the whole cluster. */
  private static final Pattern COUNTED_BY_ALL =
      Pattern.compile(
          "muster_(agents_(known|sync|status|health|versions)|rollouts(_ended_total)?)");

  private static final int COLUMNS = 24;

  @Test
  void everyAlertSaysHowBadItIsAndWhatToDo() throws IOException {
    String page = Files.readString(RUNBOOK);
    List<String> sections =
        Pattern.compile("(?m)^## (\\S+)$").matcher(page).results().map(m -> m.group(1)).toList();
    List<String> alerts = new ArrayList<>();
    for (WatchFiles.Rule rule : WatchFiles.rules()) {
      if (!rule.alert()) {
        continue;
      }
      alerts.add(rule.name());
      JsonNode more = rule.more();
      assertThat(more.path("labels").path("severity").asText())
          .as(rule.name())
          .isIn("critical", "warning", "info");
      assertThat(more.path("for").asText()).as(rule.name()).isNotEmpty();
      assertThat(more.path("annotations").path("summary").asText()).as(rule.name()).isNotEmpty();
      assertThat(more.path("annotations").path("description").asText())
          .as(rule.name())
          .isNotEmpty();
      assertThat(more.path("annotations").path("runbook_url").asText())
          .isEqualTo(RUNBOOK + "#" + rule.name().toLowerCase(Locale.ROOT));
    }
    assertThat(sections).containsExactlyInAnyOrderElementsOf(alerts).doesNotHaveDuplicates();
    assertThat(alerts).hasSizeGreaterThan(20);
    for (String section : page.split("(?m)^## ")) {
      if (sections.contains(section.lines().findFirst().orElse(""))) {
        assertThat(section).contains("**Means** ", "**First** `", "**Do** ");
      }
    }
  }

  @Test
  void everyMetricThatIsAskedForIsOneThatThereIs() throws IOException {
    Set<String> known = new HashSet<>();
    LISTED
        .matcher(Files.readString(Path.of("docs/metrics.md")))
        .results()
        .map(match -> match.group(1))
        .forEach(name -> {
          known.add(name);
          Stream.of("_bucket", "_sum", "_count", "_max").forEach(end -> known.add(name + end));
        });
    List<String> expressions = new ArrayList<>(WatchFiles.dashboardExpressions());
    for (WatchFiles.Rule rule : WatchFiles.rules()) {
      expressions.add(rule.expression());
      if (!rule.alert()) {
        known.add(rule.name());
      }
    }
    Set<String> unknown = new TreeSet<>();
    for (String expression : expressions) {
      for (String name : WatchFiles.metrics(expression)) {
        if (!known.contains(name) && !OTHERS.matcher(name).matches()) {
          unknown.add(name + " in " + expression);
        }
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(WatchFiles.metrics("sum by (a) (rate(x_total{b=\"c\"}[5m])) / on (j) (y > 0)"))
        .containsExactly("x_total", "y");
  }

  @Test
  void whatEveryInstanceCountsIsNotAddedUp() throws IOException {
    List<String> expressions = new ArrayList<>(WatchFiles.dashboardExpressions());
    WatchFiles.rules().forEach(rule -> expressions.add(rule.expression()));
    Pattern most = Pattern.compile("max (by \\([a-z, ]+\\) )?\\((increase\\()?$|max\\($");
    for (String expression : expressions) {
      for (MatchResult name : COUNTED_BY_ALL.matcher(expression).results().toList()) {
        boolean other = expression.startsWith(":", name.start() - 1) || name.start() == 0;
        boolean recorded = name.start() > 0 && expression.charAt(name.start() - 1) == ':' || other;
        assertThat(recorded || most.matcher(expression.substring(0, name.start())).find())
            .as(expression)
            .isTrue();
      }
    }
  }

  @Test
  void theDashboardIsSound() throws IOException {
    JsonNode dashboard = WatchFiles.dashboard();
    assertThat(dashboard.path("uid").asText()).isEqualTo("muster");
    assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(38);
    List<String> variables = dashboard.path("templating").path("list").findValuesAsText("name");
    assertThat(variables).contains("datasource", "job");
    Set<Integer> ids = new HashSet<>();
    Set<String> cells = new HashSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      String title = panel.path("title").asText();
      assertThat(title).isNotEmpty();
      assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
      JsonNode place = panel.path("gridPos");
      assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(COLUMNS);
      for (int x = place.path("x").asInt();
          x < place.path("x").asInt() + place.path("w").asInt();
          x++) {
        for (int y = place.path("y").asInt();
            y < place.path("y").asInt() + place.path("h").asInt();
            y++) {
          assertThat(cells.add(x + "," + y)).as("%s covers another panel", title).isTrue();
        }
      }
      if (panel.path("type").asText().equals("row")) {
        continue;
      }
      assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
      assertThat(panel.path("targets")).isNotEmpty();
      for (JsonNode target : panel.path("targets")) {
        assertThat(target.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
        assertThat(target.path("expr").asText()).contains("job=\"$job\"");
        assertThat(target.path("legendFormat").asText()).isNotEmpty();
      }
    }
  }

  @Test
  void theRulesDoInTimeWhatTheirTestsSay() throws IOException, InterruptedException {
    Optional<Path> promtool =
        Stream.concat(
                Stream.of(System.getProperty("promtool.program", "")),
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                    .map(folder -> folder + "/promtool"))
            .filter(file -> !file.isEmpty())
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(
        promtool.isPresent(),
        "no promtool: install Debian's package prometheus, or name it by -Dpromtool.program");
    String program = promtool.orElseThrow().toString();
    for (List<String> arguments :
        List.of(
            List.of("check", "config", "prometheus.yml"),
            List.of("test", "rules", "muster.rules.test.yml"))) {
      List<String> command = new ArrayList<>(List.of(program));
      command.addAll(arguments);
      Process process =
          new ProcessBuilder(command)
              .directory(WatchFiles.PROMETHEUS.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
    }
  }
}
