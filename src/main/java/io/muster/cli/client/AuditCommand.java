package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What operators did, in a log that nobody can rewrite unseen. */
@Command(
    name = "audit",
    description = {
      "What operators did, in a log that nobody can rewrite unseen.",
      "",
      "  muster audit list --object configs/prod"
    },
    subcommands = {
      AuditCommand.Listing.class,
      AuditVerify.class,
      AuditCommand.Export.class,
      AuditCommand.Checkpoint.class,
      AuditCommand.Key.class
    },
    mixinStandardHelpOptions = true)
public final class AuditCommand {

  /** A text of the server as one. */
  static String text(RestClient client, String path)
      throws Refused, Unreachable, InterruptedException {
    try (Stream<String> lines = client.lines(path)) {
      return lines.map(line -> line + "\n").collect(Collectors.joining());
    }
  }

  /** Shows entries. */
  @Command(
      name = "list",
      description = {
        "Shows what operators did, or were refused, the newest first.",
        "",
        "  muster audit list --who ada --since 2026-12-01T00:00:00Z"
      },
      mixinStandardHelpOptions = true)
  static final class Listing implements Callable<Integer> {

    @Mixin ServerOptions server = new ServerOptions();
    @Mixin Output output = new Output();

    @Option(names = "--who", paramLabel = "OPERATOR", description = "Only of this operator.")
    @Nullable String who;

    @Option(
        names = "--object",
        paramLabel = "TEXT",
        description = "Only with this in its path: a name, or the uid of an agent.")
    @Nullable String object;

    @Option(
        names = "--verb",
        paramLabel = "VERB",
        description = "Only by this HTTP method: PUT, POST, PATCH, DELETE, GET.")
    @Nullable String verb;

    @Option(
        names = "--result",
        paramLabel = "RESULT",
        description = "Only done, refused, failed or unknown.")
    @Nullable String result;

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description = "Not before this time, as 2026-12-01T03:00:00Z.")
    @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Before this time.")
    @Nullable String until;

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "How many at most (default: ${DEFAULT-VALUE}).")
    int limit = 50;

    @Override
    public Integer call() throws Exception {
      Map<String, String> asked = new LinkedHashMap<>();
      put(asked, "who", who);
      put(asked, "object", object);
      put(asked, "verb", verb);
      put(asked, "result", result);
      put(asked, "since", since);
      put(asked, "until", until);
      try (RestClient client = server.connect()) {
        JsonNode entries = client.list("audit", asked, limit);
        output.printRows(entries, () -> table(entries));
      }
      return ExitCode.OK;
    }

    private static void put(Map<String, String> asked, String name, @Nullable String value) {
      if (value != null) {
        asked.put(name, value);
      }
    }

    private static Table table(JsonNode entries) {
      Age age = Age.fromNow();
      Table table = new Table("INDEX", "AGE", "WHO", "TOKEN", "FROM", "WHAT", "RESULT", "NOW");
      for (JsonNode each : entries.path("items")) {
        table.row(
            each.path("index").asText(),
            age.of(each.path("at")),
            each.path("who").asText(),
            each.path("token").asText("-"),
            each.path("address").asText(),
            each.path("verb").asText() + " " + each.path("object").asText(),
            each.path("result").asText()
                + (each.has("status") ? " " + each.path("status").asText() : ""),
            each.path("now").asText(""));
      }
      return table;
    }
  }

  /** Writes the log to a file. */
  @Command(
      name = "export",
      description = {
        "Writes the log to a file, a line of JSON for each entry, and the checkpoint that speaks"
            + " for it beside, as FILE.checkpoint.",
        "",
        "  muster audit export -o audit.jsonl"
      },
      mixinStandardHelpOptions = true)
  static final class Export implements Callable<Integer> {

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
      NewFile lines = NewFile.of(file, spec);
      NewFile note = NewFile.of(file.resolveSibling(file.getFileName() + ".checkpoint"), spec);
      try (RestClient client = server.connect()) {
        String checkpoint = text(client, "audit/checkpoint");
        String size = checkpoint.lines().skip(1).findFirst().orElse("0");
        lines.write(part -> client.download("audit/lines?size=" + size, part));
        note.write(part -> Files.writeString(part, checkpoint));
        spec.commandLine()
            .getOut()
            .println(size + " lines in " + file + ", their checkpoint in " + note.path());
      }
      return ExitCode.OK;
    }
  }

  /** Prints the newest checkpoint. */
  @Command(
      name = "checkpoint",
      description = {
        "Prints the newest signed checkpoint of the log. Kept elsewhere, it tells later whether"
            + " what was before it was changed: see 'muster audit verify'.",
        "",
        "  muster audit checkpoint >> /mnt/elsewhere/checkpoints"
      },
      mixinStandardHelpOptions = true)
  static final class Checkpoint implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    CommandSpec spec;

    @Mixin ServerOptions server = new ServerOptions();

    @Override
    public Integer call() throws Exception {
      try (RestClient client = server.connect()) {
        spec.commandLine().getOut().print(text(client, "audit/checkpoint"));
        spec.commandLine().getOut().flush();
      }
      return ExitCode.OK;
    }
  }

  /** Prints the key. */
  @Command(
      name = "key",
      description = {
        "Prints the key that checkpoints are checked with. Note it once, elsewhere.",
        "",
        "  muster audit key"
      },
      mixinStandardHelpOptions = true)
  static final class Key implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    CommandSpec spec;

    @Mixin ServerOptions server = new ServerOptions();

    @Override
    public Integer call() throws Exception {
      try (RestClient client = server.connect()) {
        spec.commandLine().getOut().print(text(client, "audit/key"));
        spec.commandLine().getOut().flush();
      }
      return ExitCode.OK;
    }
  }
}
