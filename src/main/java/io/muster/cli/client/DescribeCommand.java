package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says all about one thing. */
@Command(
    name = "describe",
    description = {
      "Says all about one agent, config, target, rule set, rollout or connection settings.",
      "",
      "  muster describe agent 018f2c1e-8a3b-7c4d-9e5f-0123456789ab"
    },
    mixinStandardHelpOptions = true)
public final class DescribeCommand implements Callable<Integer> {

  private static final int REVISIONS = 10;
  private static final int MOST = 1_000;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Mixin ServerOptions server = new ServerOptions();

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description = "agent, config, target, ottl, rollout or connection-settings.")
  String kind = "";

  @Parameters(index = "1", paramLabel = "NAME", description = "Its name, or an agent's uid.")
  String name = "";

  @Override
  public Integer call() throws Exception {
    GetCommand.Kind wanted = GetCommand.kind(kind, spec);
    Age age = Age.fromNow();
    try (RestClient client = server.connect()) {
      String text =
          switch (wanted) {
            case AGENTS -> agent(client, age);
            case CONFIGS, OTTL -> config(client, wanted, age);
            case TARGETS -> target(client, age);
            case ROLLOUTS -> rollout(client, age);
            case CONNECTION_SETTINGS, SETS, OPERATORS ->
                Output.yaml(client.get(wanted.path() + "/" + RestClient.escaped(name)));
            case DEFAULT_CONFIG -> Output.yaml(client.get(wanted.path()));
            case LABELS -> Output.yaml(client.get(StoredManifests.Kind.LABELS.path(name)));
            case FAILURES, FREEZES, SUMMARY ->
                throw new ParameterException(
                    spec.commandLine(),
                    "'" + kind + "' is not one thing: see 'muster get " + kind + "'");
          };
      spec.commandLine().getOut().println(text.stripTrailing());
    }
    return ExitCode.OK;
  }

  private String agent(RestClient client, Age age)
      throws Refused, Unreachable, InterruptedException {
    String path = "agents/" + RestClient.escaped(name);
    return DescribedAgent.text(client.get(path), client.get(path + "/why"), age);
  }

  private String config(RestClient client, GetCommand.Kind wanted, Age age)
      throws Refused, Unreachable, InterruptedException {
    String path = wanted.path() + "/" + RestClient.escaped(name);
    JsonNode newest = client.get(path);
    Description text =
        new Description()
            .section((wanted == GetCommand.Kind.OTTL ? "Rule set " : "Config ") + name)
            .fact("newest", name + "@" + newest.path("revision").asText())
            .fact("hash", newest.path("hash").asText())
            .fact("author", newest.path("author").asText())
            .fact("owner", Tables.owner(newest.path("owner")))
            .fact("created", age.both(newest.path("createdAt")))
            .fact("comment", newest.path("comment").asText());
    text.section("Files");
    newest
        .path("files")
        .properties()
        .forEach(file ->
            text.fact(
                file.getKey(),
                file.getValue().path("body").asText().length()
                    + " characters "
                    + file.getValue().path("contentType").asText()));
    Table users = new Table("TARGET", "CONFIG", "SELECTOR");
    for (JsonNode target : client.list("targets", Map.of(), MOST).path("items")) {
      String used = target.path("config").asText();
      boolean uses =
          List.of(used.split("\\+")).stream()
              .anyMatch(part -> part.replaceFirst("@.*", "").equals(name));
      if (uses) {
        users.row(target.path("name").asText(), used, Tables.selector(target));
      }
    }
    text.section("Used by").lines(users.size() == 0 ? "no target" : users.toString());
    JsonNode revisions = client.list(path + "/revisions", Map.of(), REVISIONS);
    text.section("Revisions").lines(Tables.revisions(revisions, age).toString());
    return text.toString();
  }

  private String target(RestClient client, Age age)
      throws Refused, Unreachable, InterruptedException {
    JsonNode target = client.get("targets/" + RestClient.escaped(name));
    Description text =
        new Description()
            .section("Target " + name)
            .fact("config", target.path("config").asText())
            .fact("selector", Tables.selector(target))
            .fact("of labels only", target.path("labelsOnly").asBoolean() ? "yes" : "")
            .fact("order", target.path("order").asText())
            .fact("weight", target.path("weight").asText())
            .fact("by rollout only", target.path("requireRollout").asBoolean() ? "yes" : "")
            .fact("rollout at work", target.path("rollout").asText(""))
            .fact("changed", age.both(target.path("changedAt")))
            .fact("by", target.path("changedBy").asText());
    StringBuilder terms = new StringBuilder();
    target
        .path("selector")
        .properties()
        .forEach(pair ->
            terms
                .append(terms.isEmpty() ? "" : ",")
                .append(quoted(pair.getKey()))
                .append('=')
                .append(quoted(pair.getValue().asText())));
    JsonNode counts =
        client.get(RestClient.path("agents/summary", Map.of("selector", terms.toString())));
    text.section("Agents that match").fact("in all", counts.path("total").asText());
    counts
        .path("sync")
        .properties()
        .forEach(each ->
            text.fact(each.getKey(), each.getValue().asInt() == 0 ? "" : each.getValue().asText()));
    JsonNode rollouts = client.list("rollouts", Map.of("target", name), REVISIONS);
    if (!rollouts.path("items").isEmpty()) {
      text.section("Rollouts").lines(Tables.rollouts(rollouts, age).toString());
    }
    return text.toString();
  }

  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9._/-]+")
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private String rollout(RestClient client, Age age)
      throws Refused, Unreachable, InterruptedException {
    String path = "rollouts/" + RestClient.escaped(name);
    JsonNode harmed = client.list(path + "/agents", Map.of("state", "failed"), REVISIONS);
    return DescribedRollout.text(client.get(path), harmed, age);
  }
}
