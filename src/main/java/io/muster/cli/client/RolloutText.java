package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;

/** Rollouts in words. */
final class RolloutText {

  private static final int BAR = 30;

  private RolloutText() {}

  /** Whether nothing further happens. */
  static boolean finished(JsonNode rollout) {
    return switch (rollout.path("state").asText()) {
      case "rolled_back", "succeeded", "aborted" -> true;
      default -> false;
    };
  }

  /** Where one stands, in a line; the reason in a second one, if there is any. */
  static String line(JsonNode rollout) {
    JsonNode counts = rollout.path("counts");
    int total = counts.path("total").asInt();
    int applied = counts.path("applied").asInt();
    StringBuilder text = new StringBuilder();
    text.append(rollout.path("id").asText())
        .append("  ")
        .append(bar(applied, total))
        .append("  ")
        .append(rollout.path("state").asText())
        .append(rollout.has("frozenSince") ? ", frozen" : "")
        .append(", stage ")
        .append(rollout.path("stage").asInt())
        .append(" of ")
        .append(rollout.path("stages").size())
        .append(" (")
        .append(rollout.path("phase").asText())
        .append("): ")
        .append(applied)
        .append(" of ")
        .append(total)
        .append(" applied");
    part(text, counts.path("pending").asInt(), "under way");
    part(text, counts.path("failed").asInt(), "failed");
    part(text, counts.path("unanswered").asInt(), "without an answer");
    part(text, counts.path("unconfirmed").asInt(), "unconfirmed");
    part(text, counts.path("rolledBack").asInt(), "rolled back");
    String reason = rollout.path("reason").asText();
    return reason.isEmpty() ? text.toString() : text + System.lineSeparator() + "  " + reason;
  }

  private static void part(StringBuilder text, int count, String what) {
    if (count > 0) {
      text.append(", ").append(count).append(' ').append(what);
    }
  }

  private static String bar(int part, int total) {
    int full = total == 0 ? 0 : (int) ((long) BAR * part / total);
    return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
  }
}
