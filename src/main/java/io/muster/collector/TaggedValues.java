package io.muster.collector;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Values with a tag that says what they are, as `!!int x`: go-yaml refuses those that are not. */
final class TaggedValues {

  private static final Map<Tag, Pattern> FORMS =
      Map.of(
          Tag.INT,
          Pattern.compile("[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)"),
          Tag.FLOAT,
          Pattern.compile("(?i)[-+]?(\\.inf|\\.nan|(\\.\\d|\\d)[\\d_]*(\\.[\\d_]*)?(e[-+]?\\d+)?)"),
          Tag.BOOL,
          Pattern.compile("true|True|TRUE|false|False|FALSE"),
          Tag.NULL,
          Pattern.compile("~|null|Null|NULL|"));

  private static final Map<Tag, String> WORDS =
      Map.of(Tag.INT, "int", Tag.FLOAT, "float", Tag.BOOL, "bool", Tag.NULL, "null");

  private TaggedValues() {}

  /** The word of the tag if the value is none of its kind; null otherwise. */
  static @Nullable String wrong(ScalarNode node) {
    Pattern form = FORMS.get(node.getTag());
    // Longer ones are numbers if they were found to be without a tag.
    return form == null || node.getValue().length() > 64 || form.matcher(node.getValue()).matches()
        ? null
        : WORDS.get(node.getTag());
  }
}
