package io.muster.cli.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A file with secrets that is not there yet: for its owner alone, and there only when whole. */
record NewFile(Path path) {

  /** What writes the file. */
  interface Writer {
    void write(Path part) throws IOException, InterruptedException, Refused, Unreachable;
  }

  /** What `--output` names; refuses what is there already, and what has no folder. */
  static NewFile of(Path output, CommandSpec spec) {
    Path path = output.toAbsolutePath();
    if (Files.exists(path)) {
      throw new ParameterException(spec.commandLine(), "--output " + output + " exists already");
    }
    Path folder = path.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new ParameterException(
          spec.commandLine(),
          "--output " + output + ": there is no folder " + folder + ". Make it first.");
    }
    return new NewFile(path);
  }

  void write(Writer writer) throws IOException, InterruptedException, Refused, Unreachable {
    Path part = Files.createTempFile(path.getParent(), "." + path.getFileName(), ".part");
    try {
      writer.write(part);
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
