package io.muster.cli.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
    Path target = file.toAbsolutePath();
    if (Files.exists(target)) {
      throw new ParameterException(spec.commandLine(), "--output " + file + " exists already");
    }
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new ParameterException(
          spec.commandLine(),
          "--output " + file + ": there is no folder " + folder + ". Make it first.");
    }
    if (server.timeout.compareTo(PATIENCE) < 0) {
      server.timeout = PATIENCE;
    }
    // Made for its owner alone, and under its own name only when it is whole
    Path part = Files.createTempFile(folder, "." + target.getFileName(), ".part");
    try {
      try (RestClient client = server.connect()) {
        client.download("backup", part);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
    spec.commandLine()
        .getOut()
        .println(
            "Backed up to "
                + file
                + ", "
                + Files.size(target)
                + " bytes. It holds secrets, and not the operator token: keep both safe.");
    return ExitCode.OK;
  }
}
