package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** bin/help.txt, which the launcher shows without a build, is what the commands say themselves. */
class HelpTextTest {

  private static final Path FILE = Path.of("bin/help.txt");
  private static final Path GENERATED = Path.of("target/help.txt");

  @Test
  void theTextsOfTheLauncherAreThoseOfTheCommands() throws IOException {
    StringBuilder text = new StringBuilder();
    write(text, "", Muster.command());
    Files.createDirectories(GENERATED.getParent());
    Files.writeString(GENERATED, text);

    assertThat(Files.exists(FILE) ? Files.readString(FILE) : "")
        .as("bin/help.txt is out of date: copy target/help.txt over it")
        .isEqualTo(text.toString());
  }

  /** The command under its names, then its subcommands. */
  private static void write(StringBuilder text, String parent, CommandLine command) {
    text.append("# ").append(parent).append(command.getCommandName()).append('\n');
    for (String alias : command.getCommandSpec().aliases()) {
      text.append("# ").append(parent).append(alias).append('\n');
    }
    command.getUsageMessage(Ansi.OFF).lines().forEach(line -> text.append(line).append('\n'));
    // The name without the alias: an alias before a subcommand is a heading of its own.
    command
        .getCommandSpec()
        .names()
        .forEach(name ->
            command.getSubcommands().values().stream()
                .distinct()
                .forEach(sub -> write(text, parent + name + " ", sub)));
  }
}
