package io.muster.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** In which form a command prints what the server answered. */
public final class Output {

  /** The forms there are. */
  enum Format {
    TABLE,
    JSON,
    YAML
  }

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description =
          "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). JSON is the API's, YAML what apply"
              + " takes, where there is such.")
  Format format = Format.TABLE;

  /** Prints the answer as it is, or the table. */
  void print(JsonNode answer, Supplier<String> table) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        switch (format) {
          case TABLE -> table.get().stripTrailing();
          case JSON -> json(answer);
          case YAML -> yaml(answer);
        });
  }

  boolean isTable() {
    return format == Format.TABLE;
  }

  boolean isYaml() {
    return format == Format.YAML;
  }

  static String json(JsonNode node) {
    try {
      return RestClient.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Long texts, as the bodies of configs, are blocks. */
  static String yaml(JsonNode node) {
    Object plain = RestClient.JSON.convertValue(node, Object.class);
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setMultiLineFlow(false)
            .setSplitLines(false)
            .build();
    return new Dump(settings).dumpToString(plain).stripTrailing();
  }
}
