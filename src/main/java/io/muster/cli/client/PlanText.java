package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A plan for people. */
final class PlanText {

  private static final String END = System.lineSeparator();

  private PlanText() {}

  static String of(JsonNode plan, ReadManifests manifests, boolean withDifferences) {
    StringBuilder text = new StringBuilder();
    Table changes = new Table("KIND", "NAME", "ACTION", "FROM", "TO");
    for (JsonNode change : plan.path("changes")) {
      changes.row(
          change.path("kind").asText(),
          change.path("name").asText(),
          change.path("action").asText(),
          change.path("from").asText("-"),
          change.path("to").asText("-"));
    }
    text.append(changes);
    for (JsonNode change : plan.path("changes")) {
      if (!change.path("effect").asText("").isEmpty()) {
        text.append(change.path("kind").asText())
            .append(' ')
            .append(change.path("name").asText())
            .append(": ")
            .append(change.path("effect").asText())
            .append(END);
      }
    }
    JsonNode agents = plan.path("agents");
    text.append(END)
        .append(agents.path("changing").asInt())
        .append(" of ")
        .append(agents.path("total").asInt())
        .append(" agents change, ")
        .append(agents.path("restarts").asInt())
        .append(" restart, ")
        .append(agents.path("cannot").asInt())
        .append(" cannot take it")
        .append(waiting(agents))
        .append(".")
        .append(END)
        .append(FreezeText.warnings(plan));
    int running = agents.path("running").asInt();
    if (running > 0) {
      text.append(running)
          .append(" run already what is wanted of them, and are sent nothing.")
          .append(END);
    }
    for (JsonNode group : plan.path("groups")) {
      group(group, withDifferences, text);
    }
    if (plan.path("moreGroups").asInt() > 0) {
      text.append("and ")
          .append(plan.path("moreGroups").asInt())
          .append(" more groups")
          .append(END);
    }
    problems(plan, manifests, text);
    return text.toString();
  }

  /** What is wrong with the manifests; nothing if nothing is. */
  static String problems(JsonNode plan, ReadManifests manifests) {
    StringBuilder text = new StringBuilder();
    problems(plan, manifests, text);
    return text.toString().strip();
  }

  private static void problems(JsonNode plan, ReadManifests manifests, StringBuilder text) {
    for (JsonNode problem : plan.path("problems")) {
      JsonNode fault = problem.path("fault");
      boolean error = fault.path("severity").asText().equals("error");
      String manifest = problem.path("manifest").asText();
      text.append(error ? "error: " : "warning: ")
          .append(manifest)
          .append(": ")
          .append(manifests.told(manifest, fault))
          .append(END);
    }
    if (!plan.path("applicable").asBoolean(true)) {
      text.append("This cannot be applied.").append(END);
    }
  }

  private static String waiting(JsonNode counts) {
    int waiting = counts.path("waiting").asInt();
    return waiting == 0 ? "" : ", " + waiting + " wait for a window";
  }

  private static String running(JsonNode group) {
    int running = group.path("running").asInt();
    return running == 0 ? "" : running + " run it already; ";
  }

  private static void group(JsonNode group, boolean withDifferences, StringBuilder text) {
    List<String> targets = new ArrayList<>();
    group.path("targets").forEach(target -> targets.add(target.asText()));
    text.append("  ")
        .append(group.path("from").asText("nothing"))
        .append(" -> ")
        .append(group.path("to").asText("nothing"))
        .append(": ")
        .append(group.path("agents").asInt())
        .append(" agents, ")
        .append(group.path("connected").asInt())
        .append(" connected, ")
        .append(group.path("restarts").asInt())
        .append(" restart")
        .append(waiting(group))
        .append("; ")
        .append(running(group))
        .append(targets.isEmpty() ? "by default" : "by " + String.join(", ", targets))
        .append(END);
    for (JsonNode cannot : group.path("cannot")) {
      text.append("    ")
          .append(cannot.path("agents").asInt())
          .append(" cannot: ")
          .append(cannot.path("message").asText())
          .append(" (")
          .append(cannot.path("sample").path(0).asText())
          .append(cannot.path("agents").asInt() > 1 ? ", …)" : ")")
          .append(END);
    }
    if (withDifferences && !group.path("diff").asText().isEmpty()) {
      text.append(group.path("diff").asText().stripTrailing().indent(4));
    }
  }
}
