package io.muster.cli.client;

import io.muster.cli.GivenToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Names servers, so that commands need not be told where they are. */
@Command(
    name = "context",
    aliases = "contexts",
    description = {
      "Names servers: address, token file and CA, in ~/.config/muster. Without --server, commands"
          + " speak to the one in use.",
      "",
      "  muster context add prod --server https://muster.example:8080 --token-file prod.token"
    },
    subcommands = {
      ContextCommand.Add.class,
      ContextCommand.Use.class,
      ContextCommand.Listing.class,
      ContextCommand.Remove.class
    },
    mixinStandardHelpOptions = true)
public final class ContextCommand {

  /** One that knows the file. */
  abstract static class OnContexts implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    CommandSpec spec;

    final Path folder = Contexts.folder();

    void say(String text) {
      spec.commandLine().getOut().println(text);
    }

    ParameterException wrong(String text) {
      return new ParameterException(spec.commandLine(), text);
    }

    /** Refuses a name that is not there. */
    void require(Contexts contexts, String name) {
      if (!contexts.all().containsKey(name)) {
        throw wrong(unknown(contexts, name));
      }
    }
  }

  /** What is said of a name that is not there. */
  static String unknown(Contexts contexts, String name) {
    return "there is no context '"
        + name
        + "'"
        + (contexts.all().isEmpty()
            ? "; add one with 'muster context add'"
            : "; there are " + String.join(", ", contexts.names()))
        + Nearest.hint(name, contexts.names());
  }

  /** Adds or replaces one. */
  @Command(
      name = "add",
      description = {
        "Adds a context, or replaces the one of this name; the first is in use at once.",
        "",
        "  muster context add prod --server https://muster.example --token-file prod.token --use"
      },
      mixinStandardHelpOptions = true)
  static final class Add extends OnContexts {

    @Parameters(paramLabel = "NEW", description = "Its name: letters, digits, '.', '_', '-'.")
    String name = "";

    @Option(
        names = "--server",
        paramLabel = "URL",
        required = true,
        description = "The server's operator port.")
    String server = "";

    @Option(
        names = "--token-file",
        paramLabel = "FILE",
        description = "File with the operator's token; it stays where it is.")
    @Nullable Path tokenFile;

    @Option(
        names = "--ca",
        paramLabel = "FILE",
        description = "Certificates (PEM) of those who may issue the server's.")
    @Nullable Path authorities;

    @Option(names = "--use", description = "Use it from now on.")
    boolean use;

    @Override
    public Integer call() throws IOException, Unreachable {
      if (!name.matches(Contexts.NAME)) {
        throw wrong("'" + name + "' is no name: letters, digits, '.', '_' and '-', at most 63");
      }
      String address;
      try {
        address = ServerAddress.parse(server).toString();
      } catch (ServerAddress.Wrong e) {
        throw wrong("the server is " + e.text());
      }
      check();
      Contexts contexts =
          Contexts.read(folder)
              .with(name, new Contexts.Context(address, text(tokenFile), text(authorities)));
      contexts = use ? contexts.using(name) : contexts;
      contexts.write(folder);
      say(name + " is " + address + (contexts.current().equals(name) ? ", and in use" : ""));
      return ExitCode.OK;
    }

    /** What is wrong is said now, rather than by the first command. */
    private void check() throws Unreachable {
      try {
        if (tokenFile != null) {
          GivenToken.inFile(tokenFile);
        }
      } catch (GivenToken.NoToken e) {
        throw new Unreachable(e.text());
      }
      if (authorities != null) {
        var _ = Authorities.context(authorities);
      }
    }

    private static @Nullable String text(@Nullable Path file) {
      return file == null ? null : file.toAbsolutePath().normalize().toString();
    }
  }

  /** Chooses one. */
  @Command(
      name = "use",
      description = {
        "Has commands speak to this server when none is named.",
        "",
        "  muster context use prod"
      },
      mixinStandardHelpOptions = true)
  static final class Use extends OnContexts {

    @Parameters(paramLabel = "CONTEXT", description = "Its name.")
    String name = "";

    @Override
    public Integer call() throws IOException {
      Contexts contexts = Contexts.read(folder);
      require(contexts, name);
      contexts.using(name).write(folder);
      say(name + " is in use");
      return ExitCode.OK;
    }
  }

  /** Shows all. */
  @Command(
      name = "list",
      description = {"Shows all contexts.", "", "  muster context list"},
      mixinStandardHelpOptions = true)
  static final class Listing extends OnContexts {

    @Override
    public Integer call() throws IOException {
      Contexts contexts = Contexts.read(folder);
      Table table = new Table("IN USE", "NAME", "SERVER", "TOKEN FILE", "CA");
      for (String name : contexts.names()) {
        Contexts.Context each = contexts.all().get(name);
        if (each != null) {
          table.row(
              name.equals(contexts.current()) ? "*" : "",
              name,
              each.server(),
              each.tokenFile() == null ? "-" : each.tokenFile(),
              each.authorities() == null ? "-" : each.authorities());
        }
      }
      say(table.toString().stripTrailing());
      return ExitCode.OK;
    }
  }

  /** Removes one. */
  @Command(
      name = "remove",
      description = {
        "Forgets a context; its token file stays.",
        "",
        "  muster context remove prod"
      },
      mixinStandardHelpOptions = true)
  static final class Remove extends OnContexts {

    @Parameters(paramLabel = "CONTEXT", description = "Its name.")
    String name = "";

    @Override
    public Integer call() throws IOException {
      Contexts contexts = Contexts.read(folder);
      require(contexts, name);
      contexts.without(name).write(folder);
      say(name + " is removed");
      return ExitCode.OK;
    }
  }
}
