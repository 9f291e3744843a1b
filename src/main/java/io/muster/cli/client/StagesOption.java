package io.muster.cli.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a rollout goes. */
public final class StagesOption {

  @Option(
      names = "--template",
      paramLabel = "NAME",
      defaultValue = "standard",
      description =
          "standard (5, 10, 25, 50, 100 %%) or cautious (1, 5, 20, 50, 100 %%) (default:"
              + " ${DEFAULT-VALUE}).")
  String template = "";

  @Option(
      names = "--stages",
      paramLabel = "FILE",
      description = "YAML or JSON with stages, onFailure and so on, instead of a template.")
  @Nullable Path stages;

  @Option(
      names = "--supersede",
      description = "Take the place of the rollout that is under way at the target.")
  boolean supersede;

  ObjectNode read() throws IOException {
    ObjectNode strategy =
        stages == null
            ? RestClient.JSON.createObjectNode().put("template", template)
            : ManifestFiles.object(stages);
    return strategy.put("supersede", supersede);
  }
}
