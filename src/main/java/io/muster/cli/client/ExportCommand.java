package io.muster.cli.client;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings the state of a server to a file, from which another one can begin. */
@Command(
    name = "export",
    description = {
      "Writes configs, rule sets, targets, settings, rollouts and what is known of each agent to"
          + " a YAML file, secrets included. 'serve --import FILE' begins with it.",
      "",
      "  muster export -o muster-export.yaml"
    },
    mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer> {

  /** The end of a whole export is shorter. */
  private static final int TAIL = 64;

  private static final String END = "---\nend:\n  records: ";

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
    target.write(part -> {
      try (RestClient client = server.connect()) {
        client.download("export", part);
      }
      if (!tail(part).contains(END)) {
        throw new IOException(
            "the export broke off: the server stopped, or a config was deleted meanwhile. Try"
                + " again; the server's log says more");
      }
    });
    spec.commandLine()
        .getOut()
        .println("Exported to " + file + ". It holds secrets: keep it as you keep the store.");
    return ExitCode.OK;
  }

  private static String tail(Path part) throws IOException {
    try (RandomAccessFile read = new RandomAccessFile(part.toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.min(TAIL, read.length())];
      read.seek(read.length() - bytes.length);
      read.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
