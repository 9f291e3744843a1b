package io.muster.cli.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Copies the store of a running server to a file. */
@Command(
    name = "backup",
    description = {
      "Copies the store of a running server to a file, checked, secrets included. 'muster restore'"
          + " begins a data folder with it.",
      "",
      "  muster backup -o muster-backup.db"
    },
    mixinStandardHelpOptions = true)
public final class BackupCommand implements Callable<Integer> {

  /** All of it is read before the answer begins. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Mixin ServerOptions server = new ServerOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The file to write; it must not be there yet. Only you may read it.")
  Path file = Path.of("");

  @Override
  public Integer call() throws Exception {
    NewFile target = NewFile.of(file, spec);
    if (server.timeout.compareTo(PATIENCE) < 0) {
      server.timeout = PATIENCE;
    }
    target.write(part -> {
      try (RestClient client = server.connect()) {
        client.download("backup", part);
      }
    });
    spec.commandLine()
        .getOut()
        .println(
            "Backed up to "
                + file
                + ", "
                + Files.size(target.path())
                + " bytes. It holds secrets, and not the operator token: keep both safe.");
    return ExitCode.OK;
  }
}
