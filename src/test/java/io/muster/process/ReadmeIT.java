package io.muster.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's section "Start", typed top to bottom as a newcomer does: its `sh` blocks in a shell
 * against the packaged server on an empty data folder, its `text` blocks compared with what the
 * commands before them printed (… stands for what differs from run to run).
 */
class ReadmeIT {

  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Pattern BLOCK = Pattern.compile("```(\\w*)\n(.*?)```", Pattern.DOTALL);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path folder;

  private final List<Process> running = new ArrayList<>();

  /** What all finished commands printed. */
  private final StringBuilder printed = new StringBuilder();

  /** How watched rollouts went, by the command. */
  private final Map<String, Ran> watched = new LinkedHashMap<>();

  private String last = "";

  private record Ran(int code, String output) {}

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : running.reversed()) {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void theStartWorksAsPrinted() throws Exception {
    assumeFalse(MusterProcess.isNative(), "the launcher runs the server on the JVM");
    assertThatNothingIsToBeBuilt();
    Matcher block = BLOCK.matcher(start());
    while (block.find()) {
      switch (block.group(1)) {
        case "sh" -> {
          for (String line : block.group(2).lines().toList()) {
            type(line);
          }
        }
        case "text" -> block.group(2).lines().forEach(this::assertPrinted);
        default -> throw new AssertionError("a block that nobody runs: " + block.group());
      }
    }

    List<Ran> rollouts = List.copyOf(watched.values());
    assertThat(rollouts).hasSize(2);
    assertThat(rollouts.getFirst().output()).contains(" succeeded,");
    assertThat(rollouts.getFirst().code()).isZero();
    assertThat(rollouts.getLast().output()).contains(" rolled_back,");
    assertThat(rollouts.getLast().code()).isOne();
  }

  private static String start() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    int begin = readme.indexOf("\n## Start\n");
    return readme.substring(begin, readme.indexOf("\n## ", begin + 1));
  }

  /** The launcher would begin to build; a build has its place before this test. */
  private static void assertThatNothingIsToBeBuilt() throws IOException {
    Path built = MusterProcess.application().resolveSibling("quarkus-app-dependencies.txt");
    var time = Files.getLastModifiedTime(built);
    try (Stream<Path> main = Files.walk(ROOT.resolve("src/main"))) {
      Stream<Path> sources = Stream.concat(main, Stream.of(ROOT.resolve("pom.xml")));
      for (Path source : sources.filter(Files::isRegularFile).toList()) {
        assertThat(Files.getLastModifiedTime(source))
            .as("%s is newer than the packaged server: run ./mvnw package first", source)
            .isLessThanOrEqualTo(time);
      }
    }
  }

  private void type(String line) throws IOException, InterruptedException {
    if (line.startsWith("./muster serve")) {
      Process server = background(line);
      until(server, "serve", () -> Files.exists(folder.resolve("data/server.json")));
    } else if (line.startsWith("./muster simulate")) {
      Matcher count = Pattern.compile("--agents (\\d+)").matcher(line);
      assertThat(count.find()).as(line).isTrue();
      String all = "agents=%1$s/%1$s ".formatted(count.group(1));
      Process fleet = background(line);
      until(fleet, "simulate", () -> output("simulate").contains(all));
    } else {
      Ran ran = run(line);
      if (line.startsWith("./muster rollout watch")) {
        watched.put(line, ran);
      } else {
        assertThat(ran.code()).as("%s%n%s", line, ran.output()).isZero();
      }
      last = line;
    }
  }

  private Process background(String line) throws IOException {
    Process process = shell("exec " + line, line.split(" ")[1]).start();
    running.add(process);
    return process;
  }

  private Ran run(String line) throws IOException, InterruptedException {
    Process process = shell(line, "command").start();
    running.add(process);
    assertThat(process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).as(line).isTrue();
    running.remove(process);
    Ran ran = new Ran(process.exitValue(), output("command"));
    printed.append(ran.output());
    return ran;
  }

  /** A shell at the root of the repository; ports and data are the only things that differ. */
  private ProcessBuilder shell(String line, String log) {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", line)
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(log + ".log").toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("MUSTER_"));
    environment.put("MUSTER_JAVA_HOME", System.getProperty("java.home"));
    List<String> options = new ArrayList<>(List.of("-Xmx512m"));
    options.addAll(MusterProcess.JVM);
    options.addAll(StartCache.options());
    environment.put("MUSTER_JAVA_OPTS", String.join(" ", options));
    environment.put("MUSTER_DATA", folder.resolve("data").toString());
    environment.put("MUSTER_AGENTS_PORT", "0");
    environment.put("MUSTER_OPERATORS_PORT", "0");
    return builder;
  }

  private String output(String log) throws IOException {
    return Files.readString(folder.resolve(log + ".log"));
  }

  private void until(Process process, String log, Callable<Boolean> ready) throws IOException {
    Awaitility.await(log).atMost(PATIENCE).failFast(() -> !process.isAlive()).until(ready);
    assertThat(process.isAlive()).as(output(log)).isTrue();
  }

  /** Agents answer when they answer: a command that looks at them is typed again until they did. */
  private void assertPrinted(String line) {
    Pattern pattern =
        Pattern.compile(
            Stream.of(line.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*"))
                + " *$",
            Pattern.MULTILINE);
    if (last.startsWith("./muster get") || last.startsWith("./muster why")) {
      Awaitility.await(line)
          .atMost(PATIENCE)
          .until(() -> {
            if (pattern.matcher(printed).find()) {
              return true;
            }
            run(last);
            return false;
          });
    }
    assertThat(printed.toString()).as("the README says: %s", line).containsPattern(pattern);
  }
}
