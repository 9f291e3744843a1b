package io.muster.cli.client;

import io.muster.cli.LocalServer;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The way back in where no operator has a token that works. */
@Command(
    name = "recover",
    description = {
      "On the server's machine: has the server make a new token in its data folder, which works for"
          + " 15 minutes. For when nobody has a token that works.",
      "",
      "  muster token recover --data /var/lib/muster"
    },
    mixinStandardHelpOptions = true)
final class TokenRecover implements Callable<Integer> {

  /** The server looks once a second. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration PAUSE = Duration.ofMillis(100);

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder of the server (default: MUSTER_DATA, or ./muster-data).")
  @Nullable Path data;

  @Override
  public Integer call() throws IOException, InterruptedException, Unreachable {
    Path folder = LocalServer.folder(data).toAbsolutePath().normalize();
    if (LocalServer.uri(folder) == null) {
      throw new Unreachable(
          "no server is ready on the data folder "
              + folder
              + ": start it with 'muster serve', or name its folder with --data DIR");
    }
    Path request = LocalServer.recoveryRequest(folder);
    try {
      Files.createFile(request);
    } catch (FileAlreadyExistsException e) {
      // Somebody asks for the same
    }
    try {
      for (long waited = 0; Files.exists(request); waited += PAUSE.toMillis()) {
        if (waited > PATIENCE.toMillis()) {
          throw new Unreachable(
              "the server on "
                  + folder
                  + " does not look at "
                  + request.getFileName()
                  + ": its log may say why (event=token_not_recovered)");
        }
        Thread.sleep(PAUSE);
      }
    } finally {
      Files.deleteIfExists(request);
    }
    spec.commandLine()
        .getOut()
        .println(
            "The token in "
                + LocalServer.tokenFile(folder)
                + " is new and works for 15 minutes. Make one of your own meanwhile:"
                + System.lineSeparator()
                + "  muster operator list --data "
                + folder
                + System.lineSeparator()
                + "  muster token create NEW --operator OPERATOR --save FILE --data "
                + folder);
    return ExitCode.OK;
  }
}
