package io.muster.cli;

import io.muster.cli.client.AdoptCommand;
import io.muster.cli.client.ApplyCommand;
import io.muster.cli.client.CompletionCommand;
import io.muster.cli.client.DiffCommand;
import io.muster.cli.client.ExitCode;
import io.muster.cli.client.ExportCommand;
import io.muster.cli.client.GetCommand;
import io.muster.cli.client.PlanCommand;
import io.muster.cli.client.RetryCommand;
import io.muster.cli.client.RolloutCommand;
import io.muster.cli.client.WhyCommand;
import io.muster.cli.cluster.Cluster;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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
      GetCommand.class,
      PlanCommand.class,
      ApplyCommand.class,
      AdoptCommand.class,
      DiffCommand.class,
      WhyCommand.class,
      RetryCommand.class,
      RolloutCommand.class,
      ExportCommand.class,
      CompletionCommand.class
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
    return command().execute(arguments);
  }

  static CommandLine command() {
    CommandLine command = new CommandLine(new Muster());
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setExecutionExceptionHandler(ExitCode::of);
    return command;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command: try 'muster serve'");
  }

  /** Reads the version that the build wrote. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {"Muster " + read()};
    }

    static String read() {
      Properties properties = new Properties();
      try (InputStream in = Muster.class.getResourceAsStream("version.properties")) {
        if (in == null) {
          throw new IllegalStateException("version.properties is not in the application");
        }
        properties.load(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return properties.getProperty("version", "");
    }
  }
}
