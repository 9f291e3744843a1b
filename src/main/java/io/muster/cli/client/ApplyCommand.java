package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Applies manifests: a plan first, then what was planned and nothing else. */
@Command(
    name = "apply",
    description = {
      "Plans manifests, says what changes, and applies that; refused if the world moves between.",
      "",
      "  muster apply -f change.yaml",
      "  muster apply -f manifests --set payments --prune",
      "  muster apply -f change.yaml --rollout --template standard"
    },
    mixinStandardHelpOptions = true)
public final class ApplyCommand implements Callable<Integer> {

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();
  @Mixin ManifestFiles manifests = new ManifestFiles();
  @Mixin StagesOption stages = new StagesOption();
  @Mixin SetOptions set = new SetOptions();

  @Option(
      names = "--rollout",
      description =
          "Bring targets to another config by rollouts and not at once; how they go is told by"
              + " --template or --stages.")
  boolean rollout;

  @Option(
      names = "--detach",
      description =
          "Take configs among the manifests away from the ConfigMaps that keep them; they are"
              + " refused otherwise.")
  boolean detach;

  @Option(
      names = "--plan",
      paramLabel = "FILE|TOKEN",
      description =
          "Apply a plan that was saved by 'plan -o FILE', as it was saved; or these manifests,"
              + " only if the world is still that of an earlier plan ('plan' in its JSON).")
  @Nullable String token;

  @Option(
      names = "--validate",
      paramLabel = "auto|collector|false",
      defaultValue = "auto",
      description = "How configs are checked (default: ${DEFAULT-VALUE}).")
  String validate = "auto";

  @Override
  public Integer call() throws Exception {
    try (RestClient client = server.connect()) {
      if (token != null && manifests.files.isEmpty()) {
        return saved(client, SavedPlan.read(Path.of(token)));
      }
      ReadManifests read = manifests.read();
      ObjectNode body = RestClient.JSON.createObjectNode();
      body.set("manifests", read.json());
      set.into(body);
      if (rollout) {
        body.set("rollout", stages.read());
      }
      if (detach) {
        detach(client, read);
      }
      String given = token;
      if (given == null) {
        JsonNode plan = PlanCommand.plan(client, body, read, validate);
        if (!plan.path("applicable").asBoolean()) {
          output.spec.commandLine().getErr().println(PlanText.problems(plan, read));
          return ExitCode.REFUSED;
        }
        if (output.isTable()) {
          output.spec.commandLine().getOut().println(PlanText.of(plan, read, false));
        }
        given = plan.path("plan").asText();
      }
      body.put("plan", given);
      JsonNode applied = apply(client, body, read);
      output.print(applied, () -> table(applied));
      return ExitCode.OK;
    }
  }

  /** Before the plan, which would refuse them; the plan may still find what is wrong with them. */
  private void detach(RestClient client, ReadManifests read)
      throws Refused, Unreachable, InterruptedException {
    for (JsonNode manifest : read.json()) {
      String name = manifest.path("name").asText();
      if (!manifest.path("kind").asText().equals("config")
          || !name.matches("[a-z0-9][a-z0-9.-]*")) {
        continue; // What else is wrong with it the plan says.
      }
      String path = "configs/" + name;
      JsonNode owner = owner(client, path);
      if (owner.path("hold").asText().equals("held")) {
        client.delete(path + "/owner");
        output
            .spec
            .commandLine()
            .getErr()
            .println("config " + name + " is taken away from " + owner.path("owner").asText());
      }
    }
  }

  private static JsonNode owner(RestClient client, String path)
      throws Refused, Unreachable, InterruptedException {
    try {
      return client.get(path).path("owner");
    } catch (Refused refused) {
      if (refused.status() == 404) {
        return RestClient.JSON.createObjectNode();
      }
      throw refused;
    }
  }

  private int saved(RestClient client, SavedPlan plan)
      throws Refused, Unreachable, InterruptedException {
    JsonNode applied =
        client.post(RestClient.path("apply", Map.of("validate", plan.validate())), plan.body());
    output.print(applied, () -> table(applied));
    return ExitCode.OK;
  }

  private JsonNode apply(RestClient client, ObjectNode body, ReadManifests read)
      throws Refused, Unreachable, InterruptedException {
    try {
      return client.post(RestClient.path("apply", Map.of("validate", validate)), body);
    } catch (Refused refused) {
      throw read.told(refused);
    }
  }

  static String table(JsonNode applied) {
    StringBuilder text = new StringBuilder();
    for (JsonNode done : applied.path("applied")) {
      text.append(done.path("kind").asText())
          .append(' ')
          .append(done.path("name").asText())
          .append(
              done.path("deleted").asBoolean()
                  ? " is deleted"
                  : done.has("rollout") ? " goes to " : " is ")
          .append(done.path("reference").asText())
          .append(done.has("rollout") ? " by rollout " + done.path("rollout").asText() : "")
          .append(System.lineSeparator());
    }
    text.append(FreezeText.warnings(applied));
    return text.isEmpty() ? "nothing to apply" : text.toString();
  }
}
