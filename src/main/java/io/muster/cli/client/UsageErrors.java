package io.muster.cli.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line: one line, what was probably meant, where to look. */
public final class UsageErrors implements IParameterExceptionHandler {

  /** Words of other tools for what is called otherwise here. */
  private static final Map<String, String> HABITS =
      Map.ofEntries(
          Map.entry("list", "get"),
          Map.entry("ls", "get"),
          Map.entry("show", "describe"),
          Map.entry("inspect", "describe"),
          Map.entry("rm", "delete"),
          Map.entry("remove", "delete"),
          Map.entry("forget", "retire"),
          Map.entry("create", "apply"),
          Map.entry("start", "serve"),
          Map.entry("server", "serve"),
          Map.entry("run", "serve"),
          Map.entry("undo", "rollback"),
          Map.entry("revert", "rollback"),
          Map.entry("log", "events"),
          Map.entry("logs", "events"),
          Map.entry("login", "context"),
          Map.entry("config", "context"),
          Map.entry("explain", "why"),
          Map.entry("dump", "backup"));

  private static final int LONGEST_SHOWN = 60;

  @Override
  public int handleParseException(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    command.getErr().println(text(wrong));
    command.getErr().flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static String text(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String help = System.lineSeparator() + "Try '" + name + " --help'.";
    if (wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().getFirst();
      return unmatched(command, word, unmatched.isUnknownOption()) + help;
    }
    return said(wrong) + help;
  }

  private static String unmatched(CommandLine command, String word, boolean option) {
    String name = command.getCommandSpec().qualifiedName();
    if (option) {
      String written = word.replaceFirst("=.*", "");
      return name + " has no option '" + shown(written) + "'" + options(command, written);
    }
    if (command.getSubcommands().isEmpty()) {
      return name + " takes no further '" + shown(word) + "'";
    }
    return "'" + shown(word) + "' is no command of " + name + commands(command, word);
  }

  private static String options(CommandLine command, String written) {
    List<String> names = new ArrayList<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!option.hidden()) {
        names.addAll(List.of(option.names()));
      }
    }
    // Of letters any other one would be near
    names.removeIf(name -> name.length() <= 2);
    return Nearest.hint(written, names);
  }

  private static String commands(CommandLine command, String word) {
    Map<String, String> paths = new LinkedHashMap<>();
    for (Map.Entry<String, CommandLine> each : command.getSubcommands().entrySet()) {
      if (!each.getValue().getCommandSpec().usageMessage().hidden()) {
        paths.put(each.getKey(), each.getKey());
      }
    }
    String habit = HABITS.get(word);
    if (habit != null && paths.containsKey(habit)) {
      return "; did you mean '" + habit + "'?";
    }
    String near = Nearest.hint(word, paths.keySet());
    if (!near.isEmpty()) {
      return near;
    }
    // A command of a command, without the first word
    List<String> inside = new ArrayList<>();
    for (Map.Entry<String, CommandLine> each : command.getSubcommands().entrySet()) {
      for (String sub : new TreeSet<>(each.getValue().getSubcommands().keySet())) {
        if (sub.equals(word) && each.getKey().equals(each.getValue().getCommandName())) {
          inside.add(each.getKey() + " " + sub);
        }
      }
    }
    return inside.isEmpty() ? "" : "; did you mean '" + String.join("' or '", inside) + "'?";
  }

  /** Picocli's words, without those of Java. */
  private static String said(ParameterException wrong) {
    String text = wrong.getMessage() == null ? "wrong usage" : wrong.getMessage();
    return PlainText.of(
        text.replaceAll("is not an? (int|long|short|byte)\\b", "is no whole number")
            .replaceAll("is not a (double|float)\\b", "is no number")
            .replaceAll("Could not convert '(.*)' to \\w+ for", "'$1' is wrong for"));
  }

  private static String shown(String word) {
    return word.length() <= LONGEST_SHOWN ? word : word.substring(0, LONGEST_SHOWN) + "…";
  }
}
