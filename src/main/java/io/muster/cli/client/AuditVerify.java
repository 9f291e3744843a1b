package io.muster.cli.client;

import io.muster.audit.Checkpoint;
import io.muster.audit.CheckpointVerifier;
import io.muster.audit.LogCheck;
import io.muster.audit.LogCheck.Finding;
import io.muster.audit.SignedNotes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether the log is the one that checkpoints were made of. */
@Command(
    name = "verify",
    description = {
      "Checks every line of the log against its checkpoints: the server's newest, and those that"
          + " you kept elsewhere. With --file an export is checked, without any server. Ends with 1"
          + " if anything was changed.",
      "",
      "  muster audit verify --checkpoints /mnt/elsewhere/checkpoints --key NAME+ID+KEY"
    },
    mixinStandardHelpOptions = true)
public final class AuditVerify implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Mixin ServerOptions server = new ServerOptions();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "An export; its own checkpoint is expected beside it, as FILE.checkpoint.")
  @Nullable Path file;

  @Option(
      names = "--checkpoints",
      paramLabel = "FILE",
      description = "Checkpoints that were kept elsewhere, any number in a file; may be repeated.")
  List<Path> kept = new ArrayList<>();

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "The key of the log, as 'muster audit key' printed it once. Without it the server's word"
              + " is taken; needed with --file.")
  @Nullable String key;

  @Override
  public Integer call() throws Exception {
    return file == null ? ofServer() : ofFile(file);
  }

  private int ofServer() throws Refused, Unreachable, InterruptedException, IOException {
    try (RestClient client = server.connect()) {
      CheckpointVerifier verifier =
          verifier(key == null ? AuditCommand.text(client, "audit/key") : key);
      String newest = AuditCommand.text(client, "audit/checkpoint");
      List<Checkpoint> checkpoints = kept(verifier);
      Checkpoint own = open(verifier, newest, "the server");
      checkpoints.add(own);
      LogCheck check = new LogCheck(checkpoints);
      try (Stream<String> lines = client.lines("audit/lines?size=" + own.size())) {
        lines.forEach(check::line);
      }
      if (key == null) {
        spec.commandLine()
            .getErr()
            .println("note: the key is the one that the server says; name it with --key");
      }
      return tell(check, checkpoints.size());
    }
  }

  private int ofFile(Path export) throws IOException {
    if (key == null) {
      throw new ParameterException(
          spec.commandLine(), "--file needs --key: an export cannot speak for itself");
    }
    CheckpointVerifier verifier = verifier(key);
    List<Checkpoint> checkpoints = kept(verifier);
    Path beside = export.resolveSibling(export.getFileName() + ".checkpoint");
    if (Files.exists(beside)) {
      checkpoints.addAll(open(verifier, beside));
    }
    if (checkpoints.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "there is no " + beside + ": name a file of checkpoints with --checkpoints");
    }
    LogCheck check = new LogCheck(checkpoints);
    try (Stream<String> lines = Files.lines(export, StandardCharsets.UTF_8)) {
      lines.forEach(check::line);
    }
    return tell(check, checkpoints.size());
  }

  private CheckpointVerifier verifier(String text) {
    try {
      return CheckpointVerifier.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private List<Checkpoint> kept(CheckpointVerifier verifier) throws IOException {
    List<Checkpoint> all = new ArrayList<>();
    for (Path each : kept) {
      all.addAll(open(verifier, each));
    }
    return all;
  }

  private List<Checkpoint> open(CheckpointVerifier verifier, Path notes) throws IOException {
    List<Checkpoint> all = new ArrayList<>();
    for (String note : SignedNotes.of(Files.readString(notes))) {
      all.add(open(verifier, note, notes.toString()));
    }
    if (all.isEmpty()) {
      throw new ParameterException(spec.commandLine(), notes + " has no signed checkpoint in it");
    }
    return all;
  }

  private Checkpoint open(CheckpointVerifier verifier, String note, String from) {
    try {
      return verifier.open(note);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "a checkpoint of " + from + ": " + e.getMessage(), e);
    }
  }

  private int tell(LogCheck check, int checkpoints) {
    PrintWriter out = spec.commandLine().getOut();
    return switch (check.end()) {
      case Finding.Whole(long lines, long checked) -> {
        out.println(
            lines
                + " lines, as "
                + checkpoints
                + (checkpoints == 1 ? " checkpoint says" : " checkpoints say")
                + (checked == lines ? "" : "; of the last " + (lines - checked) + " none speaks"));
        yield ExitCode.OK;
      }
      case Finding.Changed(long from, long to) -> {
        out.println(
            "CHANGED: of the lines "
                + from
                + " to "
                + to
                + " at least one was changed, removed, added or moved after its checkpoint was"
                + " signed; "
                + from
                + " lines before them are as they were");
        yield ExitCode.REFUSED;
      }
      case Finding.Cut(long lines, long known) -> {
        out.println("CUT: there are " + lines + " lines, and a checkpoint knows of " + known);
        yield ExitCode.REFUSED;
      }
      case Finding.Wrong(long index, String why) -> {
        out.println("WRONG: line " + index + ": " + PlainText.of(why));
        yield ExitCode.REFUSED;
      }
    };
  }
}
