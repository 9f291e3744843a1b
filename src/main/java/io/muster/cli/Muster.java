package io.muster.cli;

import io.muster.cli.client.AdoptCommand;
import io.muster.cli.client.ApplyCommand;
import io.muster.cli.client.AuditCommand;
import io.muster.cli.client.AuthCommand;
import io.muster.cli.client.BackupCommand;
import io.muster.cli.client.Completion;
import io.muster.cli.client.CompletionCommand;
import io.muster.cli.client.ConnectCommand;
import io.muster.cli.client.ContextCommand;
import io.muster.cli.client.DeleteCommand;
import io.muster.cli.client.DescribeCommand;
import io.muster.cli.client.DiffCommand;
import io.muster.cli.client.EditCommand;
import io.muster.cli.client.EventsCommand;
import io.muster.cli.client.ExitCode;
import io.muster.cli.client.ExportCommand;
import io.muster.cli.client.FreezeCommand;
import io.muster.cli.client.GetCommand;
import io.muster.cli.client.HistoryCommand;
import io.muster.cli.client.LabelCommand;
import io.muster.cli.client.OperatorCommand;
import io.muster.cli.client.PlanCommand;
import io.muster.cli.client.RestartCommand;
import io.muster.cli.client.RetireCommand;
import io.muster.cli.client.RetryCommand;
import io.muster.cli.client.RollbackCommand;
import io.muster.cli.client.RolloutCommand;
import io.muster.cli.client.StatusCommand;
import io.muster.cli.client.TokenCommand;
import io.muster.cli.client.UnfreezeCommand;
import io.muster.cli.client.UsageErrors;
import io.muster.cli.client.VersionCommand;
import io.muster.cli.client.WaitCommand;
import io.muster.cli.client.WhyCommand;
import io.muster.cli.cluster.Cluster;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command `muster`. Only `serve` starts Quarkus, so the others are quick and take no port. What
 * operators do on a running server is in {@code io.muster.cli.client}.
 */
@QuarkusMain
@Command(
    name = "muster",
    description = "An OpAMP control plane: sees and changes a fleet of telemetry agents.",
    subcommands = {
      Serve.class,
      Cluster.class,
      Health.class,
      Simulate.class,
      StatusCommand.class,
      GetCommand.class,
      PlanCommand.class,
      ApplyCommand.class,
      DeleteCommand.class,
      EditCommand.class,
      AdoptCommand.class,
      DiffCommand.class,
      WhyCommand.class,
      DescribeCommand.class,
      HistoryCommand.class,
      EventsCommand.class,
      WaitCommand.class,
      RetryCommand.class,
      LabelCommand.class,
      RestartCommand.class,
      RetireCommand.class,
      RolloutCommand.class,
      FreezeCommand.class,
      UnfreezeCommand.class,
      ConnectCommand.class,
      RollbackCommand.class,
      ExportCommand.class,
      BackupCommand.class,
      Restore.class,
      ContextCommand.class,
      AuthCommand.class,
      AuditCommand.class,
      OperatorCommand.class,
      TokenCommand.class,
      VersionCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Muster.Version.class)
public final class Muster implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  /** Runs the command and ends the process with its exit code. */
  public static void main(String... arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    if (arguments.length > 0 && arguments[0].equals(Completion.COMMAND)) {
      String[] typed = Arrays.copyOfRange(arguments, 1, arguments.length);
      return Completion.answer(command(typed), arguments, System.out);
    }
    return command(arguments).execute(arguments);
  }

  /** All commands. */
  static CommandLine command() {
    return withHandlers(new CommandLine(new Muster()));
  }

  /** Only the command that the arguments name, if they do: to know all of them takes its time. */
  private static CommandLine command(String[] arguments) {
    Class<?> named = arguments.length == 0 ? null : named(arguments[0]);
    if (named == null) {
      return command();
    }
    CommandLine root = new CommandLine(new Root());
    root.addSubcommand(named);
    return withHandlers(root);
  }

  /** Found by the name of its class: to read all annotations takes its time, too. */
  private static @Nullable Class<?> named(String word) {
    String plain = word.replace("-", "");
    for (Class<?> each : Muster.class.getAnnotation(Command.class).subcommands()) {
      String name = each.getSimpleName();
      if ((name.equalsIgnoreCase(plain) || name.equalsIgnoreCase(plain + "Command"))
          && each.getAnnotation(Command.class).name().equals(word)) {
        return each;
      }
    }
    return null;
  }

  private static CommandLine withHandlers(CommandLine command) {
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setExecutionExceptionHandler(ExitCode::of);
    command.setParameterExceptionHandler(new UsageErrors());
    return command;
  }

  /** The same command without the others. */
  @Command(name = "muster", mixinStandardHelpOptions = true, versionProvider = Muster.Version.class)
  static final class Root {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command: try 'muster serve'");
  }

  /** For picocli. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {"Muster " + ProgramVersion.read()};
    }
  }
}
