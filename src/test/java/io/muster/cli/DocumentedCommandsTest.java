package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.architecture.Pages;
import io.muster.architecture.Pages.Line;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Every command on a page of the documentation is one that there is. */
class DocumentedCommandsTest {

  /** A command within `$(…)` is one of its own. */
  private static final Pattern MUSTER = Pattern.compile("\\./muster( +(?:(?!\\$\\()[^|;&#`)])*)");

  private static final Pattern OPTION = Pattern.compile("--?[a-z][a-z-]*");
  private static final Pattern BENCHMARK =
      Pattern.compile("\\b(benchmarks/[a-z]+(?:/run)?) +([a-z][a-z-]+)\\b");

  @Test
  void everyCommandOfMusterAndItsOptionsExist() {
    List<String> unknown = new ArrayList<>();
    int found = 0;
    for (Path page : Pages.markdown()) {
      for (Line line : joined(Pages.code(page))) {
        Matcher matcher = MUSTER.matcher(line.text());
        while (matcher.find()) {
          found++;
          check(line, matcher.group(1), unknown);
        }
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(found).as("commands found").isGreaterThan(20);
  }

  private static void check(Line line, String arguments, List<String> unknown) {
    CommandLine command = Muster.command();
    for (String argument : arguments.strip().split(" +")) {
      String name = argument.replaceAll("[=,].*", "");
      if (OPTION.matcher(name).matches()) {
        if (command.getCommandSpec().findOption(name) == null) {
          unknown.add(line.place() + ": " + command.getCommandName() + " has no " + name);
        }
      } else if (command.getSubcommands().get(name) instanceof CommandLine sub) {
        command = sub;
      } else if (!command.getSubcommands().isEmpty() && takesNothing(command)) {
        unknown.add(line.place() + ": " + command.getCommandName() + " has no " + name);
        return;
      }
    }
  }

  private static boolean takesNothing(CommandLine command) {
    return command.getCommandSpec().positionalParameters().isEmpty()
        && command.getCommandSpec().options().stream().noneMatch(DocumentedCommandsTest::hasValue);
  }

  private static boolean hasValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  /** What goes on in the next line, behind a backslash, is one line. */
  private static List<Line> joined(List<Line> lines) {
    List<Line> joined = new ArrayList<>();
    Line before = null;
    for (Line line : lines) {
      Line now =
          before == null
              ? line
              : new Line(before.file(), before.number(), before.text() + " " + line.text());
      if (now.text().endsWith("\\")) {
        before =
            new Line(now.file(), now.number(), now.text().substring(0, now.text().length() - 1));
      } else {
        joined.add(now);
        before = null;
      }
    }
    return joined;
  }

  @Test
  void everyBenchmarkAndItsCommandsExist() {
    List<String> unknown = new ArrayList<>();
    int found = 0;
    for (Path page : Pages.markdown()) {
      for (Line line : Pages.code(page)) {
        Matcher matcher = BENCHMARK.matcher(line.text());
        while (matcher.find()) {
          found++;
          Path script = Path.of(matcher.group(1));
          if (!Files.isRegularFile(script) || !Pages.text(script).contains(matcher.group())) {
            unknown.add(line.place() + ": " + matcher.group());
          }
        }
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(found).as("commands found").isGreaterThan(10);
  }
}
