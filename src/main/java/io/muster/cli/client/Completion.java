package io.muster.cli.client;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What may stand at the end of a command line that somebody types. The scripts for shells ask it
 * (see {@link CompletionCommand}); what is known only to the server is asked there, briefly.
 */
public final class Completion {

  /** The word before those of the command line. */
  public static final String COMMAND = "__complete";

  /** What is printed instead of words if the shell is to look for files. */
  static final String FILES = ":files";

  private final CommandLine root;
  private final Values values;

  private CommandLine command;
  private final List<String> positional = new ArrayList<>();
  private final Map<String, String> options = new LinkedHashMap<>();
  private @Nullable OptionSpec waiting;

  Completion(CommandLine root, Values values) {
    this.root = root;
    this.values = values;
    this.command = root;
  }

  /**
   * Prints the candidates for the last argument, one a line. Whatever goes wrong, it prints
   * nothing: it must not disturb who types.
   */
  public static int answer(CommandLine root, String[] arguments, PrintStream out) {
    try {
      List<String> words = List.of(arguments).subList(1, arguments.length);
      new Completion(root, new Values()).of(words).forEach(out::println);
    } catch (Exception e) {
      // Silent: see above.
    }
    out.flush();
    return ExitCode.OK;
  }

  /** Candidates for the last of the words, which may be empty. */
  List<String> of(List<String> words) {
    if (words.isEmpty()) {
      return List.of();
    }
    command = root;
    for (String word : words.subList(0, words.size() - 1)) {
      read(word);
    }
    String last = words.getLast();
    OptionSpec option = waiting;
    if (option != null) {
      return begins(values.of(option.paramLabel(), option.longestName(), typed(last)), last, "");
    }
    int equals = last.indexOf('=');
    if (last.startsWith("--") && equals > 0) {
      OptionSpec named = command.getCommandSpec().findOption(last.substring(0, equals));
      String value = last.substring(equals + 1);
      return named == null
          ? List.of()
          : begins(
              values.of(named.paramLabel(), named.longestName(), typed(value)),
              value,
              last.substring(0, equals + 1));
    }
    return last.startsWith("-") ? begins(optionNames(), last, "") : arguments(last);
  }

  private void read(String word) {
    if (waiting != null) {
      options.put(waiting.longestName(), word);
      waiting = null;
    } else if (word.startsWith("-") && word.length() > 1) {
      int equals = word.indexOf('=');
      String name = equals > 0 ? word.substring(0, equals) : word;
      OptionSpec option = command.getCommandSpec().findOption(name);
      if (option != null && option.arity().max() > 0) {
        if (equals > 0) {
          options.put(option.longestName(), word.substring(equals + 1));
        } else {
          waiting = option;
        }
      }
    } else if (command.getSubcommands().get(word) instanceof CommandLine sub) {
      command = sub;
    } else {
      positional.add(word);
    }
  }

  private Values.Typed typed(String word) {
    return new Values.Typed(word, positional, options);
  }

  private List<String> arguments(String last) {
    List<String> candidates = new ArrayList<>();
    if (positional.isEmpty()) {
      command
          .getSubcommands()
          .forEach((name, sub) -> {
            if (!sub.getCommandSpec().usageMessage().hidden()) {
              candidates.add(name);
            }
          });
    }
    for (PositionalParamSpec each : parameters(command.getCommandSpec())) {
      if (each.index().contains(positional.size())) {
        candidates.addAll(values.of(each.paramLabel(), "", typed(last)));
      }
    }
    return begins(candidates, last, "");
  }

  private static List<PositionalParamSpec> parameters(CommandSpec spec) {
    return spec.positionalParameters().stream().filter(each -> !each.hidden()).toList();
  }

  private List<String> optionNames() {
    List<String> names = new ArrayList<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!option.hidden() && (option.isMultiValue() || !given(option))) {
        names.add(option.longestName());
      }
    }
    return names;
  }

  private boolean given(OptionSpec option) {
    return options.containsKey(option.longestName());
  }

  /** Those that begin as what was typed; of a list with commas, its last part. */
  private static List<String> begins(List<String> candidates, String typed, String before) {
    if (candidates.equals(List.of(FILES))) {
      return candidates;
    }
    List<String> found =
        candidates.stream().filter(each -> each.startsWith(typed)).distinct().sorted().toList();
    int comma = typed.lastIndexOf(',');
    if (found.isEmpty() && comma >= 0) {
      return begins(candidates, typed.substring(comma + 1), before + typed.substring(0, comma + 1));
    }
    return found.stream().map(each -> before + each).toList();
  }
}
