package io.muster.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/operate/logs.md has every line that the code can log, with its level and keys. */
class LogsPageTest {

  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path PAGE = Path.of("docs/operate/logs.md");

  private static final String TEXT = "\"(?:[^\"\\\\]|\\\\.)*\"";

  /** A call, up to the end of its format. */
  private static final Pattern CALL =
      Pattern.compile(
          "LOG\\s*\\.(error|warn|info|debug|trace|fatal|log)[fv]?\\(([^;]*?)("
              + TEXT
              + "(?:\\s*\\+\\s*"
              + TEXT
              + ")*)");

  private static final Pattern PAIR = Pattern.compile("(?:^| )([a-z_]+)=(\"[^\"]*\"?|\\S*)");
  private static final Pattern PERIODIC = Pattern.compile("\"([a-z]+_[a-z_]+)\"");
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z_]+)` \\| ([A-Z, ]+) \\| ([^|]*) \\| (.+) \\|");
  private static final Pattern NAMED = Pattern.compile("event=([a-z_]+)");

  /** What every line has. */
  private static final Set<String> RESERVED =
      Set.of("time", "level", "logger", "thread", "message", "exception");

  private record Line(Set<String> levels, Set<String> keys) {}

  private static List<String> texts(Map<String, Line> lines) {
    return lines.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue().levels() + " " + e.getValue().keys())
        .toList();
  }

  @Test
  void thePageHasWhatTheCodeCanSay() throws IOException {
    Map<String, Line> page = new TreeMap<>();
    for (String row : Files.readAllLines(PAGE)) {
      Matcher matcher = ROW.matcher(row);
      if (matcher.matches()) {
        Set<String> keys = new TreeSet<>(List.of(matcher.group(3).replace("`", "").split(" ")));
        keys.remove("");
        page.put(
            matcher.group(1), new Line(new TreeSet<>(List.of(matcher.group(2).split(", "))), keys));
      }
    }
    List<String> code = texts(lines());
    assertThat(code).hasSizeGreaterThan(100);
    assertThat(code)
        .as("the code says what the page lacks")
        .filteredOn(l -> !texts(page).contains(l))
        .isEmpty();
    assertThat(texts(page))
        .as("the page has what no code says")
        .filteredOn(l -> !code.contains(l))
        .isEmpty();
  }

  @Test
  void everyLineNamesItsEventAndNoKeyTwice() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : sources()) {
      for (String format : formats(Files.readString(file)).map(f -> f[1]).toList()) {
        List<String> keys = PAIR.matcher(format).results().map(match -> match.group(1)).toList();
        if (!format.startsWith("event=")
            || keys.size() != new HashSet<>(keys).size()
            || keys.stream().anyMatch(RESERVED::contains)) {
          wrong.add(file + ": " + format);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void noPageNamesAnEventThatThereIsNot() throws IOException {
    Set<String> known = lines().keySet();
    List<String> unknown = new ArrayList<>();
    try (Stream<Path> pages = Files.walk(Path.of("docs"))) {
      for (Path page : pages.filter(each -> each.toString().endsWith(".md")).toList()) {
        if (!page.startsWith("docs/lab")) { // What was measured once stays as it was.
          NAMED
              .matcher(Files.readString(page))
              .results()
              .map(match -> match.group(1))
              .filter(event -> !known.contains(event))
              .forEach(event -> unknown.add(page + ": " + event));
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  private static Map<String, Line> lines() throws IOException {
    Map<String, Line> lines = new TreeMap<>();
    for (Path file : sources()) {
      String source = Files.readString(file);
      formats(source)
          .forEach(format -> {
            List<MatchResult> pairs = PAIR.matcher(format[1]).results().toList();
            String event = pairs.isEmpty() ? "" : pairs.getFirst().group(2);
            if (event.matches("[a-z_]+")) {
              Line line =
                  lines.computeIfAbsent(event, e -> new Line(new TreeSet<>(), new TreeSet<>()));
              line.levels().addAll(levels(format[0]));
              pairs.stream().skip(1).forEach(pair -> line.keys().add(pair.group(1)));
            }
          });
      if (source.contains("import io.muster.schedule.Periodic;")) {
        // Their lines are written by Periodic itself.
        PERIODIC
            .matcher(source)
            .results()
            .map(match -> match.group(1))
            .forEach(event -> {
              Line line =
                  lines.computeIfAbsent(event, e -> new Line(new TreeSet<>(), new TreeSet<>()));
              line.levels().addAll(levels("log"));
              line.keys().add("reason");
            });
      }
    }
    return lines;
  }

  /** Level and format of each call. */
  private static Stream<String[]> formats(String source) {
    return CALL.matcher(source)
        .results()
        .map(call ->
            new String[] {
              call.group(1),
              String.join(
                      "",
                      Pattern.compile(TEXT)
                          .matcher(call.group(3))
                          .results()
                          .map(text -> text.group().substring(1, text.group().length() - 1))
                          .toList())
                  .replace("\\\"", "\"")
            });
  }

  private static Set<String> levels(String method) {
    return method.equals("log") ? Set.of("WARN", "ERROR") : Set.of(method.toUpperCase(Locale.ROOT));
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
