package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tokens of operators. */
@Command(
    name = "token",
    description = {
      "Tokens of operators: made, listed, replaced, revoked. Without --operator, your own.",
      "",
      "  muster token create laptop --operator ada --save ada.token"
    },
    subcommands = {
      TokenCommand.Create.class,
      TokenCommand.Listing.class,
      TokenCommand.Rotate.class,
      TokenCommand.Revoke.class,
      TokenRecover.class
    },
    mixinStandardHelpOptions = true)
public final class TokenCommand {

  /** What is about the tokens of one operator. */
  abstract static class OfOperator implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    CommandSpec spec;

    @Mixin ServerOptions server = new ServerOptions();
    @Mixin Output output = new Output();

    @Option(
        names = "--operator",
        paramLabel = "OPERATOR",
        description = "Whose tokens (default: yours).")
    @Nullable String operator;

    /** The operator that is meant. */
    String whose(RestClient client) throws Refused, Unreachable, InterruptedException {
      if (operator != null) {
        return operator;
      }
      JsonNode me = client.get("whoami");
      if (!me.has("token")) {
        throw new ParameterException(
            spec.commandLine(),
            "you are no named operator here: say whose token with --operator NAME ('muster operator"
                + " create' makes one)");
      }
      return me.path("name").asText();
    }

    static String tokens(String operator) {
      return OperatorCommand.path(operator) + "/tokens";
    }

    static String token(String operator, String name) {
      return tokens(operator) + "/" + RestClient.escaped(name);
    }

    void note(String text) {
      spec.commandLine().getErr().println(text);
    }
  }

  /** What makes a token. */
  abstract static class Making extends OfOperator {

    @Option(
        names = "--expires",
        paramLabel = "LIFETIME",
        converter = Lifetime.class,
        description = "How long it lives: 90d, 12h or never (default: as the server has it set).")
    @Nullable String expires;

    @Option(
        names = "--save",
        paramLabel = "FILE",
        description =
            "Write it to a file that only you can read, and which is not there yet, instead of"
                + " printing it.")
    @Nullable Path file;

    /** Asks for it. */
    abstract JsonNode make(RestClient client, String operator, ObjectNode body)
        throws Refused, Unreachable, InterruptedException;

    @Override
    public Integer call() throws Exception {
      // What cannot be kept must not be made
      NewFile target = file == null ? null : NewFile.of(file, spec);
      ObjectNode body = RestClient.JSON.createObjectNode();
      if (expires != null) {
        body.put("expires", expires);
      }
      try (RestClient client = server.connect()) {
        String whose = whose(client);
        List<JsonNode> made = new ArrayList<>();
        if (target == null) {
          made.add(make(client, whose, body));
        } else {
          target.write(part -> {
            JsonNode token = make(client, whose, body);
            made.add(token);
            Files.writeString(part, token.path("token").asText() + "\n", StandardCharsets.US_ASCII);
          });
        }
        tell(made.getFirst());
      }
      return ExitCode.OK;
    }

    private void tell(JsonNode made) {
      if (file == null) {
        output.print(made, () -> made.path("token").asText());
      } else {
        output.print(((ObjectNode) made).without("token"), () -> "the token is in " + file);
      }
      note(
          "token '"
              + made.path("name").asText()
              + "' of "
              + made.path("operator").asText()
              + (made.has("expiresAt")
                  ? " works until " + Age.toTheSecond(made.path("expiresAt"))
                  : " works until it is revoked")
              + (file == null ? "; it is not shown again" : ""));
      if (made.has("replaces")) {
        note(
            "token '"
                + made.path("replaces").path("name").asText()
                + "' works until "
                + Age.toTheSecond(made.path("replaces").path("expiresAt")));
      }
    }
  }

  /** Makes one. */
  @Command(
      name = "create",
      description = {
        "Makes a token for an operator and prints it, this once. The token of the data folder ends"
            + " with the first one of an operator who may do everything.",
        "",
        "  muster token create laptop --operator ada --expires 90d --save ada.token"
      },
      mixinStandardHelpOptions = true)
  static final class Create extends Making {

    @Parameters(
        paramLabel = "NEW",
        description = "What to call it: where it is used, say laptop or ci.")
    String name = "";

    @Override
    JsonNode make(RestClient client, String operator, ObjectNode body)
        throws Refused, Unreachable, InterruptedException {
      return client.post(tokens(operator), body.put("name", name));
    }
  }

  /** Makes one in place of another. */
  @Command(
      name = "rotate",
      description = {
        "Makes a token in place of another one, which works on for a while.",
        "",
        "  muster token rotate ci --operator deployer --overlap 24h --save ci.token"
      },
      mixinStandardHelpOptions = true)
  static final class Rotate extends Making {

    @Parameters(paramLabel = "TOKEN", description = "The name of the one to be replaced.")
    String former = "";

    @Option(
        names = "--overlap",
        paramLabel = "DURATION",
        converter = Lifetime.Overlap.class,
        description = "How long the former one works on, at most (default: 24h).")
    @Nullable String overlap;

    @Option(
        names = "--name",
        paramLabel = "NEW",
        description = "What to call the new one (default: the next number, ci-2 after ci).")
    @Nullable String name;

    @Override
    JsonNode make(RestClient client, String operator, ObjectNode body)
        throws Refused, Unreachable, InterruptedException {
      if (overlap != null) {
        body.put("overlap", overlap);
      }
      if (name != null) {
        body.put("name", name);
      }
      return client.post(token(operator, former) + "/rotate", body);
    }
  }

  /** Ends one. */
  @Command(
      name = "revoke",
      description = {
        "Ends a token, on every instance within a second.",
        "",
        "  muster token revoke 1f3a"
      },
      mixinStandardHelpOptions = true)
  static final class Revoke extends OfOperator {

    @Parameters(paramLabel = "TOKEN", description = "Its name.")
    String name = "";

    @Override
    public Integer call() throws Exception {
      try (RestClient client = server.connect()) {
        String whose = whose(client);
        JsonNode revoked = client.delete(token(whose, name));
        output.print(revoked, () -> "token '" + name + "' of " + whose + " is revoked");
        OperatorCommand.warn(spec, revoked);
      }
      return ExitCode.OK;
    }
  }

  /** Shows them. */
  @Command(
      name = "list",
      description = {
        "Shows tokens, never the secrets: yours, those of an operator, or all with --all.",
        "",
        "  muster token list"
      },
      mixinStandardHelpOptions = true)
  static final class Listing extends OfOperator {

    private static final int MOST_OPERATORS = 10_000;

    @Option(names = "--all", description = "Of all operators.")
    boolean all;

    @Override
    public Integer call() throws Exception {
      if (all && operator != null) {
        throw new ParameterException(spec.commandLine(), "say --operator or --all, not both");
      }
      try (RestClient client = server.connect()) {
        ArrayNode items = RestClient.JSON.createArrayNode();
        if (all) {
          for (JsonNode each : client.list("operators", Map.of(), MOST_OPERATORS).path("items")) {
            client.get(tokens(each.path("name").asText())).path("items").forEach(items::add);
          }
        } else {
          client.get(tokens(whose(client))).path("items").forEach(items::add);
        }
        ObjectNode found = RestClient.JSON.createObjectNode();
        found.set("items", items);
        output.printRows(found, () -> table(items));
      }
      return ExitCode.OK;
    }

    private static Table table(JsonNode items) {
      Age age = Age.fromNow();
      Table table =
          new Table(
              "OPERATOR", "NAME", "STATE", "EXPIRES", "LAST USED", "FROM", "CREATED BY", "AGE");
      for (JsonNode each : items) {
        table.row(
            each.path("operator").asText(),
            each.path("name").asText(),
            each.path("state").asText(),
            each.has("expiresAt") ? Age.toTheSecond(each.path("expiresAt")) : "never",
            each.has("lastUsed") ? age.of(each.path("lastUsed").path("at")) + " ago" : "-",
            each.path("lastUsed").path("address").asText("-"),
            each.path("createdBy").asText(),
            age.of(each.path("createdAt")));
      }
      return table;
    }
  }
}
