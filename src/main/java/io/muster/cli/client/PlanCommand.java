package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What manifests would change. */
@Command(
    name = "plan",
    description = {
      "Says what manifests would change, for whom, and who cannot take it. Nothing is written.",
      "",
      "  muster plan -f change.yaml --diff",
      "  muster plan -f manifests -o plan.json"
    },
    mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin ManifestFiles manifests = new ManifestFiles();
  @Mixin StagesOption stages = new StagesOption();
  @Mixin SetOptions set = new SetOptions();

  @Option(
      names = "--rollout",
      description =
          "Bring targets to another config by rollouts and not at once; how they go is told by"
              + " --template or --stages.")
  boolean rollout;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT|FILE",
      defaultValue = "table",
      description =
          "table, json or yaml (default: ${DEFAULT-VALUE}), or a file to which the plan is saved,"
              + " for 'apply --plan FILE'.")
  String output = "table";

  @Option(names = "--diff", description = "Show the difference of each group.")
  boolean differences;

  @Option(
      names = "--exit-code",
      description = "End with 5 if something would change, with 0 only if nothing would.")
  boolean exitCode;

  @Option(
      names = "--validate",
      paramLabel = "auto|collector|false",
      defaultValue = "auto",
      description = "How configs are checked (default: ${DEFAULT-VALUE}).")
  String validate = "auto";

  @Override
  public Integer call() throws Exception {
    try (RestClient client = server.connect()) {
      ReadManifests read = manifests.read();
      ObjectNode body = RestClient.JSON.createObjectNode();
      body.set("manifests", read.json());
      set.into(body);
      if (rollout) {
        body.set("rollout", stages.read());
      }
      JsonNode plan = plan(client, body, read, validate);
      print(plan, body, read);
      if (!plan.path("applicable").asBoolean()) {
        return ExitCode.REFUSED;
      }
      return exitCode && changes(plan) ? ExitCode.DIFFERENT : ExitCode.OK;
    }
  }

  private void print(JsonNode plan, ObjectNode body, ReadManifests read) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    switch (output.toLowerCase(Locale.ROOT)) {
      case "json" -> out.println(Output.json(plan));
      case "yaml" -> out.println(Output.yaml(plan));
      case "table" -> out.println(PlanText.of(plan, read, differences).stripTrailing());
      default -> {
        out.println(PlanText.of(plan, read, differences).stripTrailing());
        if (plan.path("applicable").asBoolean()) {
          body.set("plan", plan.path("plan"));
          new SavedPlan(body, validate, plan).write(Path.of(output));
          out.println("Saved to " + output + ": 'apply --plan " + output + "' does exactly this.");
        }
      }
    }
  }

  static JsonNode plan(RestClient client, ObjectNode body, ReadManifests manifests, String validate)
      throws Refused, Unreachable, InterruptedException {
    try {
      return client.post(RestClient.path("plan", Map.of("validate", validate)), body);
    } catch (Refused refused) {
      throw manifests.told(refused);
    }
  }

  private static boolean changes(JsonNode plan) {
    for (JsonNode change : plan.path("changes")) {
      if (!change.path("action").asText().equals("none")) {
        return true;
      }
    }
    return false;
  }
}
