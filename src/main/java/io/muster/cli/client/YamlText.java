package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/**
 * JSON as YAML that is read back as it was. A text of several lines is a block where a block keeps
 * all of it, and in quotes otherwise.
 */
final class YamlText {

  private static final DumpSettings SETTINGS =
      DumpSettings.builder()
          .setDefaultFlowStyle(FlowStyle.BLOCK)
          .setMultiLineFlow(false)
          .setSplitLines(false)
          .build();

  private YamlText() {}

  static String of(JsonNode node) {
    Object plain = RestClient.JSON.convertValue(node, Object.class);
    return new Dump(SETTINGS, new Texts()).dumpToString(plain).stripTrailing();
  }

  /** Chooses how texts are written. */
  private static final class Texts extends StandardRepresenter {

    Texts() {
      super(SETTINGS);
      representers.put(
          String.class, text -> representScalar(Tag.STR, text.toString(), style(text.toString())));
    }
  }

  private static ScalarStyle style(String text) {
    if (text.chars().anyMatch(c -> c != '\n' && special(c))) {
      return ScalarStyle.DOUBLE_QUOTED;
    }
    if (!text.contains("\n")) {
      return ScalarStyle.PLAIN; // Or in quotes, where it would be read as something else.
    }
    return isBlock(text) ? ScalarStyle.LITERAL : ScalarStyle.DOUBLE_QUOTED;
  }

  /** Control characters, line ends of Unicode, and what is not seen. */
  private static boolean special(int c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || c == '\ufeff';
  }

  /** Blank lines at either end, and spaces where nobody sees them, get lost too easily. */
  private static boolean isBlock(String text) {
    String[] lines = text.split("\n", -1);
    int last = lines.length - (text.endsWith("\n") ? 2 : 1);
    if (lines[0].isBlank() || lines[0].startsWith(" ") || lines[last].isBlank()) {
      return false;
    }
    for (String line : lines) {
      if (!line.equals(line.stripTrailing())) {
        return false;
      }
    }
    return true;
  }
}
