package io.muster.redaction;

import java.util.List;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** A text that was parsed, and what is replaced in it by the places that the parser told. */
final class YamlText {

  private final int[] text;
  private TextEdits edits;

  YamlText(String text) {
    this.text = text.codePoints().toArray();
    this.edits = new TextEdits(this.text);
  }

  /** Forgets all edits. */
  void startAnew() {
    edits = new TextEdits(text);
  }

  String edited() {
    return edits.apply();
  }

  /** Replaces parts of a value, its quotes and the like as they are. */
  void replaceWithin(ScalarEvent scalar, UnaryOperator<String> shown) {
    int start = contentStart(scalar);
    int end = contentEnd(start, scalar);
    String raw = new String(text, start, end - start);
    String replacement = shown.apply(raw);
    if (!replacement.equals(raw)) {
      edits.replace(start, end, replacement);
    }
  }

  /** Replaces parts of the comments: what stands between values, from its first `#`. */
  void replaceBetween(List<Event> events, UnaryOperator<String> shown) {
    int from = 0;
    for (Event event : events) {
      if (event instanceof ScalarEvent scalar) {
        between(from, scalar.getStartMark().orElseThrow().getIndex(), shown);
        from = scalar.getEndMark().orElseThrow().getIndex();
      }
    }
    between(from, text.length, shown);
  }

  private void between(int from, int to, UnaryOperator<String> shown) {
    int start = from;
    while (start < to && text[start] != '#') {
      start++;
    }
    if (start < to) {
      String comments = new String(text, start, to - start);
      String replacement = shown.apply(comments);
      if (!replacement.equals(comments)) {
        edits.replace(start, to, replacement);
      }
    }
  }

  /** Replaces a whole value by one that is a text, too. */
  void replace(ScalarEvent scalar) {
    int start = contentStart(scalar);
    int end = contentEnd(start, scalar);
    char quote = scalar.isSQuoted() ? '\'' : '"';
    edits.replace(start, end, quote + SecretText.VALUE + quote);
  }

  /** Replaces a mapping of which the keys may not be shown either. */
  void replaceCollection(YamlNode node, boolean flow) {
    int start = contentStart(node.event());
    int end = trimmed(start, lastEnd(node));
    boolean outdented = !node.flow() && !flow && column(start) == 0;
    edits.replace(start, end, (outdented ? "  " : "") + '"' + SecretText.VALUE + '"');
  }

  /** The end of a block lies behind comments that follow it. */
  private static int lastEnd(YamlNode node) {
    YamlNode last = node;
    while (last.collection() && !last.flow() && !last.inner().isEmpty()) {
      last = last.inner().getLast();
    }
    return last.end().getEndMark().orElseThrow().getIndex();
  }

  private int column(int index) {
    return index > 0 && text[index - 1] != '\n' ? 1 : 0;
  }

  /** Where a node starts behind its anchor and tag. */
  private int contentStart(NodeEvent node) {
    int i = node.getStartMark().orElseThrow().getIndex();
    int end = node.getEndMark().orElseThrow().getIndex();
    boolean tagged =
        switch (node) {
          case ScalarEvent scalar -> scalar.getTag().isPresent();
          case CollectionStartEvent start -> start.getTag().isPresent();
          default -> false;
        };
    int properties = (node.getAnchor().isPresent() ? 1 : 0) + (tagged ? 1 : 0);
    int limit = node instanceof CollectionStartEvent ? text.length : end;
    while (i < limit && properties > 0 && (text[i] == '&' || text[i] == '!')) {
      while (i < limit && text[i] > ' ' && ",[]{}".indexOf(text[i]) < 0) {
        i++;
      }
      i = skipSpace(i, limit);
      properties--;
    }
    return i;
  }

  private int skipSpace(int from, int limit) {
    int i = from;
    while (i < limit && (text[i] <= ' ' || text[i] == '#')) {
      if (text[i] == '#') {
        while (i < limit && text[i] != '\n') {
          i++;
        }
      } else {
        i++;
      }
    }
    return i;
  }

  private int contentEnd(int start, ScalarEvent scalar) {
    return trimmed(start, scalar.getEndMark().orElseThrow().getIndex());
  }

  private int trimmed(int start, int end) {
    int last = Math.min(end, text.length);
    while (last > start && text[last - 1] <= ' ') {
      last--;
    }
    return Math.max(last, start);
  }
}
