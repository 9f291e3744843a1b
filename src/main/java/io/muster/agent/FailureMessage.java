package io.muster.agent;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes what agents say about a failure comparable: numbers, addresses, times, ids and what is the
 * agent's own are replaced, so that 312 agents with the same error say the same. Pure; linear in
 * the message's length.
 */
public final class FailureMessage {

  /** Characters of a message that are looked at. */
  private static final int MAX = 2_000;

  /** Characters that are kept. */
  private static final int KEPT = 300;

  /** Shorter values of an agent's attributes occur by chance. */
  private static final int MIN_OWN = 4;

  private static final List<String> OWN =
      List.of(
          "service.instance.id",
          "host.name",
          "host.id",
          "host.ip",
          "k8s.pod.name",
          "k8s.node.name");

  private record Rule(Pattern pattern, String replacement) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              Pattern.compile(
                  "(?i)\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b"),
              "<id>"),
          new Rule(
              Pattern.compile(
                  "\\b\\d{4}[-/]\\d{2}[-/]\\d{2}[T"
                      + " ]\\d{2}:\\d{2}:\\d{2}(?:[.,]\\d{1,9})?(?:Z|[+-]\\d{2}:?\\d{2})?"),
              "<time>"),
          new Rule(Pattern.compile("\\b\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d{1,5})?\\b"), "<address>"),
          new Rule(Pattern.compile("\\[[0-9a-fA-F:]{2,39}\\](?::\\d{1,5})?"), "<address>"),
          new Rule(Pattern.compile("\\b0x[0-9a-fA-F]{1,16}\\b"), "<n>"),
          new Rule(Pattern.compile("\\b(?=[0-9a-f]{0,63}\\d)[0-9a-f]{12,64}\\b"), "<id>"),
          new Rule(Pattern.compile("(?<![A-Za-z_])\\d+(?:\\.\\d+)?"), "<n>"),
          new Rule(Pattern.compile("\\s+"), " "));

  private static final String GAP = " … ";

  private FailureMessage() {}

  /**
   * A text of at most so many characters: of a longer one its beginning, which says what failed,
   * and its end, where those who pass an error on put the reason.
   */
  public static String ends(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int kept = most - GAP.length();
    int head = kept / 2;
    int tail = text.length() - (kept - head);
    return text.substring(0, whole(text, head)) + GAP + text.substring(whole(text, tail));
  }

  /** The same place, or the one behind a character that it would cut in two. */
  private static int whole(String text, int at) {
    return Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
  }

  /** The message as others would have said it. */
  public static String normalised(String message, AgentState agent) {
    String text = ends(message, MAX);
    Description description = agent.reported().description();
    if (description != null) {
      for (String key : OWN) {
        String own = description.find(key).map(AttributeValue::asText).orElse("");
        if (own.length() >= MIN_OWN) {
          text = text.replace(own, "<" + key + ">");
        }
      }
    }
    text = text.replace(agent.uid().toString(), "<id>");
    for (Rule rule : RULES) {
      text = rule.pattern().matcher(text).replaceAll(rule.replacement());
    }
    text = text.strip();
    return ends(text, KEPT);
  }
}
