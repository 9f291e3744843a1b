package io.muster.cli.client;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what makes a shell complete the commands and options of this one. */
@Command(
    name = "completion",
    description =
        "Prints a script that completes commands and options: source <(muster completion bash).",
    mixinStandardHelpOptions = true)
public final class CompletionCommand implements Callable<Integer> {

  /** Shells. */
  enum Shell {
    BASH,
    ZSH
  }

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  Shell shell = Shell.BASH;

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    String script = AutoComplete.bash(root.getCommandName(), root);
    String zsh =
        """
        autoload -U +X compinit && compinit
        autoload -U +X bashcompinit && bashcompinit
        """;
    spec.commandLine().getOut().print(shell == Shell.ZSH ? zsh + script : script);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
