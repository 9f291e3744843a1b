package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** People and machines that use the server. */
@Command(
    name = "operator",
    description = {
      "People and machines that use the server by tokens of their own: see 'muster token'.",
      "",
      "  muster operator create ada --display-name \"Ada Lovelace\""
    },
    subcommands = {
      OperatorCommand.Create.class,
      OperatorCommand.Listing.class,
      OperatorCommand.Disable.class,
      OperatorCommand.Enable.class,
      OperatorCommand.Delete.class
    },
    mixinStandardHelpOptions = true)
public final class OperatorCommand {

  /** Where the API has an operator. */
  static String path(String name) {
    return "operators/" + RestClient.escaped(name);
  }

  /** `admin, viewer`. */
  static String joined(JsonNode texts) {
    List<String> all = new ArrayList<>();
    texts.forEach(text -> all.add(text.asText()));
    return String.join(", ", all);
  }

  /** Prints what the server warns of beside its answer. */
  static void warn(CommandSpec spec, JsonNode answer) {
    for (JsonNode warning : answer.path("warnings")) {
      spec.commandLine().getErr().println("warning: " + warning.asText());
    }
  }

  /** Makes one. */
  @Command(
      name = "create",
      description = {
        "Makes an operator, who needs a token next.",
        "",
        "  muster operator create ci --machine"
      },
      mixinStandardHelpOptions = true)
  static final class Create implements Callable<Integer> {

    @Mixin ServerOptions server = new ServerOptions();
    @Mixin Output output = new Output();

    @Parameters(
        paramLabel = "NEW",
        description = "Its name: lower case letters, digits, . _ @ + and -.")
    String name = "";

    @Option(names = "--machine", description = "A machine: a pipeline, a script.")
    boolean machine;

    @Option(names = "--display-name", paramLabel = "TEXT", description = "What people call it.")
    String displayName = "";

    @Option(names = "--email", paramLabel = "ADDRESS", description = "Its address.")
    String email = "";

    @Option(
        names = "--read-only",
        description = "May read, but change nothing, and not export or back up.")
    boolean readOnly;

    @Override
    public Integer call() throws Exception {
      ObjectNode body =
          RestClient.JSON
              .createObjectNode()
              .put("kind", machine ? "machine" : "person")
              .put("displayName", displayName)
              .put("email", email)
              .put("readOnly", readOnly);
      try (RestClient client = server.connect()) {
        JsonNode made = client.putNew(path(name), body);
        output.print(
            made,
            () -> "operator " + name + " is made; 'muster token create' makes a token for it");
      }
      return ExitCode.OK;
    }
  }

  /** Shows all. */
  @Command(
      name = "list",
      description = {"Shows all operators.", "", "  muster operator list"},
      mixinStandardHelpOptions = true)
  static final class Listing implements Callable<Integer> {

    private static final int MOST = 10_000;

    @Mixin ServerOptions server = new ServerOptions();
    @Mixin Output output = new Output();

    @Override
    public Integer call() throws Exception {
      try (RestClient client = server.connect()) {
        JsonNode all = client.list("operators", Map.of(), MOST);
        output.printRows(all, () -> table(all));
      }
      return ExitCode.OK;
    }

    private static Table table(JsonNode all) {
      Age age = Age.fromNow();
      Table table =
          new Table("NAME", "KIND", "STATE", "ROLES", "TOKENS", "DISPLAY NAME", "E-MAIL", "AGE");
      for (JsonNode each : all.path("items")) {
        table.row(
            each.path("name").asText(),
            each.path("kind").asText(),
            each.path("disabled").asBoolean() ? "disabled" : "enabled",
            joined(each.path("roles")),
            each.path("tokens").asText(),
            each.path("displayName").asText("-"),
            each.path("email").asText("-"),
            age.of(each.path("createdAt")));
      }
      return table;
    }
  }

  /** Changes whether one is disabled. */
  abstract static class Switching implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    CommandSpec spec;

    @Mixin ServerOptions server = new ServerOptions();
    @Mixin Output output = new Output();

    @Parameters(paramLabel = "OPERATOR", description = "Its name.")
    String name = "";

    private final boolean disabled;

    Switching(boolean disabled) {
      this.disabled = disabled;
    }

    @Override
    public Integer call() throws Exception {
      try (RestClient client = server.connect()) {
        JsonNode before = client.get(path(name));
        ObjectNode body = RestClient.JSON.createObjectNode().put("disabled", disabled);
        for (String kept : new String[] {"kind", "displayName", "email"}) {
          if (before.has(kept)) {
            body.set(kept, before.path(kept));
          }
        }
        JsonNode after =
            client.put(path(name), body, "\"" + before.path("generation").asText() + "\"");
        output.print(
            after,
            () ->
                name
                    + (disabled
                        ? " is disabled: none of its tokens works, within a second"
                        : " is enabled"));
        warn(spec, after);
      }
      return ExitCode.OK;
    }
  }

  /** Has none of its tokens work. */
  @Command(
      name = "disable",
      description = {
        "Has none of an operator's tokens work, until it is enabled again.",
        "",
        "  muster operator disable ada"
      },
      mixinStandardHelpOptions = true)
  static final class Disable extends Switching {
    Disable() {
      super(true);
    }
  }

  /** Has its tokens work again. */
  @Command(
      name = "enable",
      description = {
        "Has the tokens of a disabled operator work again.",
        "",
        "  muster operator enable ada"
      },
      mixinStandardHelpOptions = true)
  static final class Enable extends Switching {
    Enable() {
      super(false);
    }
  }

  /** Removes one. */
  @Command(
      name = "delete",
      description = {
        "Deletes an operator; its tokens end. What it changed keeps its name, which another may"
            + " be given then: disable it if that must not be.",
        "",
        "  muster operator delete ada"
      },
      mixinStandardHelpOptions = true)
  static final class Delete implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    CommandSpec spec;

    @Mixin ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "OPERATOR", description = "Its name.")
    String name = "";

    @Override
    public Integer call() throws Exception {
      if (name.isBlank()) {
        throw new ParameterException(spec.commandLine(), "say which operator");
      }
      try (RestClient client = server.connect()) {
        var _ = client.delete(path(name));
        spec.commandLine().getOut().println("operator " + name + " is deleted");
      }
      return ExitCode.OK;
    }
  }
}
