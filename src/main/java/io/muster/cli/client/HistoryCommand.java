package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What became of something over time. */
@Command(
    name = "history",
    description = {
      "Shows revisions of a config, rule set or target, newest first; of an agent, what it was"
          + " offered.",
      "",
      "  muster history config prod"
    },
    mixinStandardHelpOptions = true)
public final class HistoryCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();

  @Parameters(index = "0", paramLabel = "KIND", description = "config, ottl, target or agent.")
  String kind = "";

  @Parameters(index = "1", paramLabel = "NAME", description = "Its name, or an agent's uid.")
  String name = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "Most revisions (default: ${DEFAULT-VALUE}).")
  int limit = 1;

  @Override
  public Integer call() throws Exception {
    if (limit < 1) {
      throw new ParameterException(
          spec.commandLine(), "--limit is " + limit + ", expected 1 or more");
    }
    GetCommand.Kind wanted = GetCommand.kind(kind, spec);
    String escaped = RestClient.escaped(name);
    Age age = Age.fromNow();
    try (RestClient client = server.connect()) {
      switch (wanted) {
        case CONFIGS, OTTL -> {
          JsonNode revisions =
              client.list(wanted.path() + "/" + escaped + "/revisions", Map.of(), limit);
          output.printRows(revisions, () -> Tables.revisions(revisions, age));
        }
        case TARGETS -> {
          JsonNode revisions = client.list("targets/" + escaped + "/revisions", Map.of(), limit);
          output.printRows(revisions, () -> ofTarget(revisions, age));
        }
        case AGENTS -> {
          JsonNode attempts = client.get("agents/" + escaped).path("attempts");
          JsonNode items = RestClient.JSON.createObjectNode().set("items", attempts);
          output.printRows(items, () -> attempts(attempts, age));
        }
        case ROLLOUTS,
            CONNECTION_SETTINGS,
            DEFAULT_CONFIG,
            LABELS,
            FAILURES,
            FREEZES,
            SETS,
            OPERATORS,
            SUMMARY ->
            throw new ParameterException(
                spec.commandLine(),
                "nothing keeps the history of " + wanted.word() + ": config, ottl, target, agent");
      }
    }
    return ExitCode.OK;
  }

  private static Table ofTarget(JsonNode revisions, Age age) {
    Table table = new Table("REVISION", "CONFIG", "WEIGHT", "ORDER", "SELECTOR", "BY", "AGE");
    for (JsonNode each : revisions.path("items")) {
      // What it was may stand for itself or beside its number.
      JsonNode target = each.path("target").isObject() ? each.path("target") : each;
      table.row(
          each.path("revision").asText(target.path("generation").asText("-")),
          target.path("config").asText("-"),
          target.path("weight").asText("-"),
          target.path("order").asText("-"),
          Tables.selector(target),
          each.path("author").asText(target.path("changedBy").asText("-")),
          age.of(each.has("createdAt") ? each.path("createdAt") : target.path("changedAt")));
    }
    return table;
  }

  static Table attempts(JsonNode attempts, Age age) {
    Table table = new Table("OFFERED", "KIND", "WHAT", "STATE", "TRIES", "CHANGED", "ERROR");
    for (JsonNode attempt : attempts) {
      table.row(
          age.of(attempt.path("offeredAt")) + " ago",
          attempt.path("kind").asText().toLowerCase(Locale.ROOT),
          attempt.path("name").asText().isEmpty()
              ? Tables.shortened(attempt.path("hash").asText())
              : attempt.path("name").asText(),
          attempt.path("state").asText().toLowerCase(Locale.ROOT),
          attempt.path("tries").asText(),
          age.of(attempt.path("changedAt")) + " ago",
          attempt.path("error").asText().lines().findFirst().orElse(""));
    }
    return table;
  }
}
