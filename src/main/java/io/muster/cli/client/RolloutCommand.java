package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Brings a config to a target's agents stage by stage, and intervenes. */
@Command(
    name = "rollout",
    aliases = "rollouts",
    description = {
      "Brings a config to a target's agents stage by stage, and intervenes.",
      "",
      "  muster rollout start prod prod@2 --template standard",
      "  muster rollout watch prod-1"
    },
    subcommands = {
      RolloutCommand.Start.class,
      RolloutList.class,
      RolloutWatch.class,
      RolloutAgentsCommand.class,
      RolloutCommand.Pause.class,
      RolloutCommand.Resume.class,
      RolloutCommand.Promote.class,
      RolloutCommand.Abort.class,
      RolloutRetry.class
    },
    mixinStandardHelpOptions = true)
public final class RolloutCommand {

  /** Starts one. */
  @Command(
      name = "start",
      description = {
        "Starts a rollout.",
        "",
        "  muster rollout start prod prod@2 --stages stages.yaml"
      },
      mixinStandardHelpOptions = true)
  static final class Start implements Callable<Integer> {

    @Mixin ServerOptions server = new ServerOptions();
    @Mixin Output output = new Output();

    @Parameters(index = "0", paramLabel = "TARGET", description = "The target; it pins a config.")
    String target = "";

    @Parameters(
        index = "1",
        paramLabel = "CONFIG",
        description = "name@revision, or a name for the revision that is newest now.")
    String config = "";

    @Mixin StagesOption stages = new StagesOption();

    @Override
    public Integer call() throws Exception {
      ObjectNode body = stages.read().put("target", target).put("config", config);
      try (RestClient client = server.connect()) {
        JsonNode rollout = client.post("rollouts", body);
        output.print(
            rollout,
            () ->
                RolloutText.line(rollout) + System.lineSeparator() + FreezeText.warnings(rollout));
      }
      return ExitCode.OK;
    }
  }

  /** One that is known by its id. */
  abstract static class Control implements Callable<Integer> {

    @Mixin ServerOptions server = new ServerOptions();
    @Mixin Output output = new Output();

    @Parameters(paramLabel = "ID", description = "The rollout's id, as prod-1.")
    String id = "";

    abstract String action();

    @Override
    public Integer call() throws Exception {
      try (RestClient client = server.connect()) {
        JsonNode rollout = client.post("rollouts/" + RestClient.escaped(id) + "/" + action());
        output.print(rollout, () -> RolloutText.line(rollout));
      }
      return ExitCode.OK;
    }
  }

  /** Pauses it. */
  @Command(
      name = "pause",
      description = {
        "Nobody new gets the config; those that have it keep it.",
        "",
        "  muster rollout pause prod-1"
      },
      mixinStandardHelpOptions = true)
  static final class Pause extends Control {
    @Override
    String action() {
      return "pause";
    }
  }

  /** Goes on. */
  @Command(
      name = "resume",
      description = {"Goes on where it was paused.", "", "  muster rollout resume prod-1"},
      mixinStandardHelpOptions = true)
  static final class Resume extends Control {
    @Override
    String action() {
      return "resume";
    }
  }

  /** Approves. */
  @Command(
      name = "promote",
      description = {
        "Approves a stage, or skips what is left of its observation.",
        "",
        "  muster rollout promote prod-1"
      },
      mixinStandardHelpOptions = true)
  static final class Promote extends Control {
    @Override
    String action() {
      return "promote";
    }
  }

  /** Ends it. */
  @Command(
      name = "abort",
      description = {"Brings the config before back.", "", "  muster rollout abort prod-1"},
      mixinStandardHelpOptions = true)
  static final class Abort extends Control {
    @Override
    String action() {
      return "abort";
    }
  }
}
