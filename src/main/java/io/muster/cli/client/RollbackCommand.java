package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings the config back that a target had before. */
@Command(
    name = "rollback",
    description = {
      "Brings the config back that a target had before: by a rollout, or at once with --now.",
      "",
      "  muster rollback prod --now"
    },
    mixinStandardHelpOptions = true)
public final class RollbackCommand implements Callable<Integer> {

  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int ALL = 100;
  private static final int MOST = 1_000;

  /** A pinned config, and the rule sets behind it. */
  private static final Pattern PINNED = Pattern.compile("([^@+]+)@(\\d{1,18})(\\+.*)?");

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();
  @Mixin StagesOption stages = new StagesOption();

  @Parameters(paramLabel = "TARGET", description = "The target.")
  String target = "";

  @Option(
      names = "--to",
      paramLabel = "CONFIG",
      description = "name@revision (default: what it had before).")
  String to = "";

  @Option(
      names = "--now",
      description =
          "All agents at once: without a rollout, or by one of a single stage where only rollouts"
              + " change the target.")
  boolean now;

  @Override
  public Integer call() throws Exception {
    try (RestClient client = server.connect()) {
      String path = "targets/" + RestClient.escaped(target);
      JsonNode present = client.get(path);
      String config = present.path("config").asText();
      if (present.path("rollout").isTextual()) {
        throw new ParameterException(
            spec.commandLine(),
            "rollout "
                + present.path("rollout").asText()
                + " is at work on it: 'muster rollout abort "
                + present.path("rollout").asText()
                + "' brings back what was before");
      }
      String wanted = to.isEmpty() ? before(client, target, config) : to;
      if (wanted.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(),
            "nothing is known to have been before " + config + ": name it with --to CONFIG");
      }
      if (now) {
        ObjectNode body = (ObjectNode) present.deepCopy();
        body.put("config", wanted);
        String tag = "\"" + present.path("generation").asText() + "\"";
        JsonNode changed;
        try {
          changed = client.put(path, body, tag);
        } catch (Refused e) {
          if (e.status() != CONFLICT || !PINNED.matcher(config).matches()) {
            throw e;
          }
          return atOnce(client, config, wanted);
        }
        output.print(changed, () -> "target " + target + " is " + wanted + ", was " + config);
      } else {
        if (!PINNED.matcher(config).matches()) {
          throw new ParameterException(
              spec.commandLine(),
              target
                  + " follows the newest revision of "
                  + config
                  + ", which a rollout cannot hold back: --now pins "
                  + wanted);
        }
        JsonNode rollout =
            client.post("rollouts", stages.read().put("target", target).put("config", wanted));
        output.print(rollout, () -> config + " -> " + wanted + "  " + RolloutText.line(rollout));
      }
      return ExitCode.OK;
    }
  }

  /** What a rollout brought goes back by one: of a single stage, for which nothing is asked. */
  private int atOnce(RestClient client, String config, String wanted)
      throws Refused, Unreachable, InterruptedException {
    ObjectNode body = RestClient.JSON.createObjectNode();
    body.putArray("stages")
        .addObject()
        .put("percent", ALL)
        .put("observe", "PT0S")
        .putArray("gates");
    body.put("target", target).put("config", wanted);
    JsonNode rollout = client.post("rollouts", body);
    output.print(
        rollout,
        () ->
            config
                + " -> "
                + wanted
                + "  "
                + RolloutText.line(rollout)
                + System.lineSeparator()
                + "Rollouts alone change this target: this one is of a single stage, without"
                + " gates.");
    return ExitCode.OK;
  }

  /**
   * By the target's own revisions, the rollouts that brought what it has, or the number; empty if
   * nothing is known.
   */
  static String before(RestClient client, String target, String config)
      throws Refused, Unreachable, InterruptedException {
    String found = ofRevisions(client, target, config);
    if (found.isEmpty()) {
      found = ofRollouts(client, target, config);
    }
    return found.isEmpty() ? ofNumber(client, config) : found;
  }

  private static String ofRevisions(RestClient client, String target, String config)
      throws Refused, Unreachable, InterruptedException {
    try {
      JsonNode revisions =
          client.list("targets/" + RestClient.escaped(target) + "/revisions", Map.of(), MOST);
      for (JsonNode each : revisions.path("items")) {
        JsonNode at = each.path("target").isObject() ? each.path("target") : each;
        String was = at.path("config").asText();
        if (!was.isEmpty() && !was.equals(config) && PINNED.matcher(was).matches()) {
          return was;
        }
      }
    } catch (Refused e) {
      // A server that keeps no revisions of targets
      if (e.status() != NOT_FOUND) {
        throw e;
      }
    }
    return "";
  }

  private static String ofRollouts(RestClient client, String target, String config)
      throws Refused, Unreachable, InterruptedException {
    String newest = "";
    String found = "";
    for (JsonNode rollout : client.list("rollouts", Map.of("target", target), MOST).path("items")) {
      String created = rollout.path("createdAt").asText();
      if (rollout.path("state").asText().equals("succeeded")
          && rollout.path("to").asText().equals(config)
          && created.compareTo(newest) > 0) {
        newest = created;
        found = rollout.path("from").asText();
      }
    }
    return found;
  }

  private static String ofNumber(RestClient client, String config)
      throws Refused, Unreachable, InterruptedException {
    Matcher pinned = PINNED.matcher(config);
    if (pinned.matches()) {
      long revision = Long.parseLong(pinned.group(2));
      String rules = pinned.group(3) == null ? "" : pinned.group(3);
      return revision > 1 ? pinned.group(1) + "@" + (revision - 1) + rules : "";
    }
    int plus = config.indexOf('+');
    String name = plus < 0 ? config : config.substring(0, plus);
    long newest = client.get("configs/" + RestClient.escaped(name)).path("revision").asLong();
    return newest > 1 ? name + "@" + (newest - 1) + (plus < 0 ? "" : config.substring(plus)) : "";
  }
}
