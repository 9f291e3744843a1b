package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What manifests would change. */
@Command(
    name = "plan",
    description =
        "Says what manifests would change, for whom, and who cannot take it. Nothing is written.",
    mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();
  @Mixin ManifestFiles manifests = new ManifestFiles();
  @Mixin StagesOption stages = new StagesOption();

  @Option(
      names = "--rollout",
      description =
          "Bring targets to another config by rollouts and not at once; how they go is told by"
              + " --template or --stages.")
  boolean rollout;

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
      if (rollout) {
        body.set("rollout", stages.read());
      }
      JsonNode plan = plan(client, body, read, validate);
      output.print(plan, () -> PlanText.of(plan, read, differences));
      if (!plan.path("applicable").asBoolean()) {
        return ExitCode.REFUSED;
      }
      return exitCode && changes(plan) ? ExitCode.DIFFERENT : ExitCode.OK;
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
