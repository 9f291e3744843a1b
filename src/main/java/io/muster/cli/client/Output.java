package io.muster.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** In which form a command prints what the server answered. */
public final class Output {

  /** What things are called by, the first that they have. */
  private static final List<String> NAMES = List.of("uid", "id", "name");

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = OutputFormat.Converter.class,
      description =
          "table, json, yaml, name, csv or jsonpath=TEMPLATE (default: ${DEFAULT-VALUE}). JSON is"
              + " the API's, YAML what apply takes, where there is such.")
  OutputFormat format = new OutputFormat(OutputFormat.Kind.TABLE, null);

  /** Prints the answer as it is, or the text for people. */
  void print(JsonNode answer, Supplier<String> text) {
    print(answer, text, null);
  }

  /** The same of things that are the rows of a table. */
  void printRows(JsonNode answer, Supplier<Table> table) {
    print(answer, () -> table.get().toString(), table);
  }

  private void print(JsonNode answer, Supplier<String> text, @Nullable Supplier<Table> rows) {
    PrintWriter out = spec.commandLine().getOut();
    switch (format.kind()) {
      case TABLE -> out.println(text.get().stripTrailing());
      case JSON -> out.println(json(answer));
      case YAML -> out.println(yaml(answer));
      case NAME -> names(answer).forEach(out::println);
      case CSV -> {
        if (rows == null) {
          throw new ParameterException(spec.commandLine(), "-o csv is for lists");
        }
        out.print(rows.get().csv());
      }
      case JSONPATH -> {
        String found = Objects.requireNonNull(format.path()).apply(answer);
        out.print(found.isEmpty() || found.endsWith("\n") ? found : found + "\n");
      }
    }
    out.flush();
  }

  boolean isTable() {
    return format.kind() == OutputFormat.Kind.TABLE;
  }

  boolean isYaml() {
    return format.kind() == OutputFormat.Kind.YAML;
  }

  private List<String> names(JsonNode answer) {
    List<String> names = new ArrayList<>();
    for (JsonNode item : answer.has("items") ? answer.path("items") : List.of(answer)) {
      NAMES.stream()
          .filter(item::has)
          .findFirst()
          .ifPresent(key -> names.add(item.path(key).asText()));
    }
    if (names.isEmpty() && !answer.has("items")) {
      throw new ParameterException(spec.commandLine(), "-o name is for what has a name");
    }
    return names;
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
