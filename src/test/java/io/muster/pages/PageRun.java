package io.muster.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.pages.RunnablePage.Block;
import io.muster.pages.TypingShell.Ran;
import io.muster.process.MusterProcess;
import io.muster.process.StartCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * One page, typed in a folder of its own that has a `muster` and a `docs` as a clone has. Ports are
 * the only thing that differs: the system chooses them, and 8080 and 4320 in what is typed are
 * replaced. Closing it ends all it started.
 */
final class PageRun implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern AGENTS = Pattern.compile("--agents (\\d+)");
  private static final Pattern OPERATORS_PORT = Pattern.compile("\"operatorPort\": (\\d+)");
  private static final Pattern AGENTS_PORT = Pattern.compile("\"agentPort\": (\\d+)");
  private static final String PROBLEM = "\"type\":\"about:blank\"";

  private final RunnablePage page;
  private final Path folder;
  private final Map<String, String> environment;
  private final TypingShell shell;
  private final List<Process> background = new ArrayList<>();

  /** What every command printed, the last time it was typed. */
  private final Map<String, String> printed = new LinkedHashMap<>();

  private final List<Ran> recording = new ArrayList<>();
  private String last = "";

  /** Of the clone that this is. */
  PageRun(RunnablePage page) throws IOException {
    this(page, Path.of("").toAbsolutePath(), ofAClone());
  }

  /**
   * Of an installation.
   *
   * @param root its folder, with a `muster` and a `docs`
   */
  PageRun(RunnablePage page, Path root, Map<String, String> environment) throws IOException {
    this.page = page;
    folder = Files.createTempDirectory("muster-page-");
    Path launcher = folder.resolve("muster");
    Files.writeString(launcher, "#!/bin/sh\nexec '" + root.resolve("muster") + "' \"$@\"\n");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    Files.createSymbolicLink(folder.resolve("docs"), root.resolve("docs"));
    this.environment = new HashMap<>(environment);
    this.environment.put("MUSTER_AGENTS_PORT", "0");
    this.environment.put("MUSTER_OPERATORS_PORT", "0");
    shell = new TypingShell(folder, this.environment);
  }

  private static Map<String, String> ofAClone() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("MUSTER_"));
    environment.put("MUSTER_JAVA_HOME", System.getProperty("java.home"));
    List<String> options = new ArrayList<>(List.of("-Xmx512m"));
    options.addAll(MusterProcess.JVM);
    options.addAll(StartCache.options());
    environment.put("MUSTER_JAVA_OPTS", String.join(" ", options));
    return environment;
  }

  /** Types the page and compares what it says with what is printed. */
  void all() throws IOException, InterruptedException {
    if (!page.startsServer()) {
      background("./muster serve");
    }
    for (Block block : page.blocks()) {
      if (block.isRun()) {
        type(block);
      } else if (block.isOutput()) {
        block.text().forEach(line -> assertPrinted(block, line));
      }
    }
    for (Block block : page.blocks()) {
      if (block.isShown()) {
        assertShown(block);
      }
    }
  }

  /** What is to be drawn. */
  List<Ran> recording() {
    return List.copyOf(recording);
  }

  private void type(Block block) throws IOException, InterruptedException {
    List<String> commands = block.commands();
    for (int i = 0; i < commands.size(); i++) {
      String command = commands.get(i);
      if (command.startsWith("./muster serve") || command.startsWith("./muster simulate")) {
        background(command);
        continue;
      }
      Ran ran = run(command);
      int exit = i == commands.size() - 1 ? block.exit() : 0;
      String what = block.place() + ": " + command + "\n" + ran.output();
      assertThat(ran.exit()).as(what).isEqualTo(exit);
      if (exit == 0) {
        assertThat(ran.failed()).as(what).isEmpty();
      }
      if (block.marks().contains("refused")) {
        assertThat(ran.output()).as(what).contains(PROBLEM);
      } else {
        assertThat(ran.output()).as(what).doesNotContain(PROBLEM);
      }
      if (block.marks().contains("recorded")) {
        recording.add(ran);
      }
    }
  }

  private Ran run(String command) throws IOException, InterruptedException {
    Ran ran = shell.type(here(command), PATIENCE);
    printed.put(command, ran.output());
    last = command;
    return ran;
  }

  /** With the ports that the server has. */
  private String here(String command) throws IOException {
    Path file = folder.resolve("muster-data/server.json");
    if (!Files.exists(file)) {
      return command;
    }
    String ports = Files.readString(file);
    return command
        .replaceAll("(127\\.0\\.0\\.1|localhost):8080", "$1:" + port(OPERATORS_PORT, ports))
        .replaceAll("(127\\.0\\.0\\.1|localhost):4320", "$1:" + port(AGENTS_PORT, ports));
  }

  private static String port(Pattern pattern, String ports) {
    Matcher port = pattern.matcher(ports);
    assertThat(port.find()).as(ports).isTrue();
    return port.group(1);
  }

  private void background(String command) throws IOException {
    Path log = folder.resolve(background.size() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", "exec " + command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    background.add(process);
    Matcher agents = AGENTS.matcher(command);
    if (agents.find()) {
      String all = "agents=%1$s/%1$s ".formatted(agents.group(1));
      until(process, log, () -> Files.readString(log).contains(all));
    } else {
      until(process, log, () -> Files.exists(folder.resolve("muster-data/server.json")));
    }
  }

  private static void until(Process process, Path log, Callable<Boolean> ready) throws IOException {
    Awaitility.await(log.toString())
        .atMost(PATIENCE)
        .failFast(() -> !process.isAlive())
        .until(ready);
    assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
  }

  /** Agents answer when they answer: a command that looks at them is typed again until they did. */
  private void assertPrinted(Block block, String line) {
    Pattern pattern = pattern(line);
    if (last.startsWith("./muster get") || last.startsWith("./muster why")) {
      Awaitility.await(block.place() + ": " + line)
          .atMost(PATIENCE)
          .until(() -> {
            boolean there = isPrinted(pattern);
            if (!there) {
              run(last);
            }
            return there;
          });
    }
    assertThat(isPrinted(pattern))
        .as("%s says: %s%nprinted was: %s", block.place(), line, printed)
        .isTrue();
  }

  private boolean isPrinted(Pattern pattern) {
    return printed.values().stream().anyMatch(output -> pattern.matcher(output).find());
  }

  private void assertShown(Block block) {
    String output = "";
    for (String line : block.text()) {
      if (line.startsWith("$ ")) {
        String command = line.substring(2);
        assertThat(printed).as("%s is typed further down", block.place()).containsKey(command);
        output = printed.getOrDefault(command, "");
      } else if (!line.isBlank()) {
        assertThat(output).as("%s: %s", block.place(), line).containsPattern(pattern(line));
      }
    }
  }

  /** A line of which … may be anything. */
  static Pattern pattern(String line) {
    StringBuilder pattern = new StringBuilder("^");
    String divider = "";
    for (String part : line.split("…", -1)) {
      pattern.append(divider).append(Pattern.quote(part));
      divider = ".*";
    }
    return Pattern.compile(pattern.append(" *$").toString(), Pattern.MULTILINE);
  }

  @Override
  public void close() {
    shell.close();
    try {
      for (Process process : background.reversed()) {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      }
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
