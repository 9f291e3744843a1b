package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The help of every command shows it in use, in a way that the command takes. */
class HelpExamplesTest {

  private static final String EXAMPLE = "  ";

  @Test
  void everyCommandHasAnExample() {
    List<String> without =
        all(Muster.command()).stream()
            .filter(command -> command.getParent() != null && !name(command).endsWith(" help"))
            .filter(command -> examples(command).stream().noneMatch(isOf(command)))
            .map(HelpExamplesTest::name)
            .toList();
    assertThat(without).as("commands whose help shows none of their use").isEmpty();
  }

  @Test
  void everyExampleIsTakenByItsCommand() {
    List<String> refused = new ArrayList<>();
    int tried = 0;
    for (CommandLine command : all(Muster.command())) {
      for (String example : examples(command)) {
        tried++;
        try {
          String[] words = words(example).toArray(String[]::new);
          var _ = Muster.command().parseArgs(words);
        } catch (ParameterException e) {
          refused.add(example.strip() + ": " + e.getMessage());
        }
      }
    }
    assertThat(refused).isEmpty();
    assertThat(tried).as("examples").isGreaterThan(50);
  }

  private static Predicate<String> isOf(CommandLine command) {
    return example -> example.contains(name(command) + " ") || example.endsWith(name(command));
  }

  private static List<CommandLine> all(CommandLine command) {
    return Stream.concat(
            Stream.of(command),
            command.getSubcommands().values().stream().distinct().flatMap(sub -> all(sub).stream()))
        .toList();
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }

  private static List<String> examples(CommandLine command) {
    return Stream.of(command.getCommandSpec().usageMessage().description())
        .filter(line -> line.startsWith(EXAMPLE) && line.contains("muster "))
        .toList();
  }

  /** As a shell divides it, from `muster` on to what another program does with it. */
  private static List<String> words(String example) {
    String line = example.substring(example.indexOf("muster ")).replaceAll(" [|>].*|\\)$", "");
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    char quote = 0;
    for (char c : (line + " ").toCharArray()) {
      if (quote != 0 ? c == quote : c == '\'' || c == '"') {
        quote = quote == 0 ? c : 0;
      } else if (c == ' ' && quote == 0) {
        words.add(word.toString());
        word.setLength(0);
      } else {
        word.append(c);
      }
    }
    return words.subList(1, words.size()).stream().filter(each -> !each.isEmpty()).toList();
  }
}
