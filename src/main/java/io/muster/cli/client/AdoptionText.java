package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A proposal for people. */
final class AdoptionText {

  private static final String END = System.lineSeparator();

  private AdoptionText() {}

  static String of(JsonNode proposal, @Nullable Path folder, boolean label, int labelled) {
    StringBuilder text = new StringBuilder();
    Table groups = new Table("GROUP", "AGENTS", "SENT", "TO FILL IN", "SELECTOR", "NEAREST");
    int agents = 0;
    int gaps = 0;
    int unlabelled = 0;
    for (JsonNode group : proposal.path("groups")) {
      agents += group.path("agents").asInt();
      gaps += group.path("gaps").size();
      unlabelled += group.has("label") ? group.path("agents").asInt() : 0;
      groups.row(
          group.path("name").asText(),
          group.path("agents").asText(),
          group.path("runsIt").asBoolean() ? "nothing" : "the config",
          group.path("gaps").isEmpty() ? "-" : Integer.toString(group.path("gaps").size()),
          selector(group),
          nearest(group));
    }
    text.append(groups).append(END);
    text.append(agents)
        .append(" of ")
        .append(proposal.path("agents").asInt())
        .append(" agents in ")
        .append(proposal.path("groups").size())
        .append(" groups.")
        .append(END);
    for (JsonNode left : proposal.path("leftOut")) {
      text.append(left.path("message").asText()).append(" (").append(sample(left)).append(")");
      text.append(END);
    }
    for (JsonNode variants : proposal.path("variants")) {
      variants(variants, text);
    }
    for (JsonNode group : proposal.path("groups")) {
      for (JsonNode gap : group.path("gaps")) {
        text.append("fill in ").append(place(group, gap)).append(END);
      }
    }
    if (unlabelled > 0) {
      text.append(
          label
              ? labelled + " agents have got their label."
              : unlabelled
                  + " agents need a label before their target chooses them: run this with"
                  + " --label.");
      text.append(END);
    }
    if (folder != null) {
      text.append("Written to ")
          .append(folder)
          .append(gaps == 0 ? ". See 'muster plan -f " : ". Fill in, then see 'muster plan -f ")
          .append(folder)
          .append("'.")
          .append(END);
    }
    return text.toString();
  }

  /** What stands above the manifests of a group. */
  static List<String> comment(JsonNode group) {
    List<String> lines = new ArrayList<>();
    lines.add(
        group.path("agents").asInt()
            + " agents run this"
            + (group.path("runsIt").asBoolean()
                ? ": they are sent nothing when it is applied."
                : "; what they run cannot be compared with it, and they are sent it."));
    if (group.has("label")) {
      JsonNode label = group.path("label");
      lines.add(
          "Before it chooses them they need the label "
              + label.path("key").asText()
              + "="
              + label.path("value").asText()
              + ": 'muster adopt --label' puts it on them.");
    }
    for (JsonNode gap : group.path("gaps")) {
      lines.add(
          "Fill in "
              + place(group, gap)
              + ": the value, or ${env:NAME} where each agent has it in its environment.");
    }
    for (JsonNode component : group.path("incomplete")) {
      lines.add(
          component.asText()
              + " has settings that collectors do not write: add them, or keep them in a file of"
              + " the machine.");
    }
    if (group.has("nearest")) {
      JsonNode nearest = group.path("nearest");
      lines.add(
          "It differs from "
              + nearest.path("group").asText()
              + " in "
              + nearest.path("differences").asInt()
              + (nearest.path("differences").asInt() == 1 ? " setting:" : " settings, such as:"));
      nearest.path("first").forEach(each -> lines.add("  " + difference(each)));
    }
    return lines.stream().map(line -> line.replaceAll("\\p{Cntrl}", "?")).toList();
  }

  private static String difference(JsonNode each) {
    return each.path("path").asText()
        + " is "
        + shown(each.path("here").asText())
        + (each.path("attribute").asText().isEmpty()
            ? ""
            : " (its " + each.path("attribute").asText() + ")")
        + ", there "
        + shown(each.path("there").asText());
  }

  private static String shown(String value) {
    return value.isEmpty() ? "nothing" : "'" + value + "'";
  }

  private static String place(JsonNode group, JsonNode gap) {
    return group.path("name").asText()
        + "/"
        + gap.path("file").asText()
        + ":"
        + gap.path("line").asInt()
        + (gap.path("path").asText().isEmpty() ? "" : " " + gap.path("path").asText());
  }

  private static String selector(JsonNode group) {
    List<String> pairs = new ArrayList<>();
    group
        .path("selector")
        .properties()
        .forEach(each -> pairs.add(each.getKey() + "=" + each.getValue().asText()));
    return String.join(",", pairs);
  }

  private static String nearest(JsonNode group) {
    if (!group.has("nearest")) {
      return "-";
    }
    JsonNode nearest = group.path("nearest");
    JsonNode first = nearest.path("first").path(0);
    int count = nearest.path("differences").asInt();
    return nearest.path("group").asText()
        + ", but for "
        + (count == 1 ? first.path("path").asText() : count + " settings");
  }

  private static String sample(JsonNode left) {
    return left.path("sample").path(0).asText() + (left.path("agents").asInt() > 1 ? ", …" : "");
  }

  private static void variants(JsonNode variants, StringBuilder text) {
    List<String> paths = new ArrayList<>();
    variants.path("paths").forEach(path -> paths.add(path.asText()));
    String attribute = variants.path("attribute").asText();
    text.append(variants.path("groups").asInt())
        .append(" groups (")
        .append(variants.path("agents").asInt())
        .append(" agents) differ from another one in ")
        .append(String.join(", ", paths))
        .append(attribute.isEmpty() ? " only." : " only, which is their " + attribute + ".")
        .append(
            " If each agent has it in its environment, write ${env:NAME} there and let one target"
                + " choose them all.")
        .append(END);
  }
}
