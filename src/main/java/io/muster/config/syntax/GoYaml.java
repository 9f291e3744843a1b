package io.muster.config.syntax;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.SpecVersion;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * What go-yaml refuses, the reader of collectors and their supervisors, and the parser here takes:
 * YAML 1.1's rules for tabs, directives, anchors, `?` within brackets and characters. It is told
 * the parser's events in their order and reads the text between them and in them, each character
 * once. The rules are go-yaml's, and its verdicts are in the tests. For one text, one use.
 */
final class GoYaml {

  /** Something that go-yaml refuses. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** In code points from the beginning. */
    private final int index;

    private final String hint;

    private Refused(int index, String message, String hint) {
      super(message);
      this.index = index;
      this.hint = hint;
    }

    int index() {
      return index;
    }

    String hint() {
      return hint;
    }
  }

  private static final String TAB = "a tab stands here, where only spaces may";
  private static final String SPACES =
      "indent with spaces; remove tabs from blank lines and before comments";
  private static final Pattern ANCHOR = Pattern.compile("[A-Za-z0-9_-]+");
  private static final int NEL = 0x85;

  /** Of a block whose first key or dash has not come yet. */
  private static final int UNKNOWN = -2;

  private final CodePoints text;
  private final Deque<Integer> indents = new ArrayDeque<>();
  private int flow;
  private int at;
  private int lineStart;

  /** Whether a key may stand here, at which place go-yaml takes no tab. */
  private boolean keyAllowed = true;

  /** Whether blanks here still belong to a plain value, as far as go-yaml knows. */
  private boolean behindPlain;

  /** The indentation where that plain value stands. */
  private int plainIndent;

  GoYaml(String text) {
    this.text = new CodePoints(text);
  }

  /** The next event of the parser. */
  void check(Event event) {
    int start = event.getStartMark().orElseThrow().getIndex();
    int end = event.getEndMark().orElseThrow().getIndex();
    if (event instanceof NodeEvent node) {
      between(start);
      int column = start - lineStart;
      resolveIndent(column);
      switch (node) {
        case ScalarEvent scalar -> scalar(scalar, end);
        case CollectionStartEvent collection -> begin(collection, column);
        case AliasEvent alias -> {
          anchor(alias.getAlias(), start);
          skip(end);
          keyAllowed = false;
        }
        default -> {}
      }
    } else if (event instanceof CollectionEndEvent) {
      if (indents.pop() == Integer.MIN_VALUE) {
        between(start);
        flow--;
        skip(end);
        keyAllowed = false;
      }
    } else if (event instanceof DocumentStartEvent document) {
      between(start);
      document
          .getSpecVersion()
          .filter(version -> !oneOne(version))
          .ifPresent(version -> {
            throw new Refused(start, "the directive asks for another YAML than 1.1", "remove it");
          });
      between(end);
      keyAllowed = !document.isExplicit();
    } else if (event instanceof DocumentEndEvent document && document.isExplicit()) {
      between(start);
      skip(end);
      keyAllowed = false;
    }
  }

  private static boolean oneOne(SpecVersion version) {
    return version.getMajor() == 1 && version.getMinor() == 1;
  }

  /** No event follows. */
  void end() {
    between(text.length());
  }

  private void begin(CollectionStartEvent collection, int column) {
    int content = properties(collection, text.length(), collection.getTag().isPresent());
    if (collection.isFlow()) {
      between(content);
      flow++;
      skip(content + 1);
      keyAllowed = true;
      indents.push(Integer.MIN_VALUE);
    } else {
      boolean bare = collection.getAnchor().isEmpty() && collection.getTag().isEmpty();
      indents.push(bare ? column : UNKNOWN);
    }
  }

  /** The first key of a block tells its column, or the dash before its first item. */
  private void resolveIndent(int column) {
    if (!indents.isEmpty() && indents.peek() == UNKNOWN) {
      indents.pop();
      indents.push(column);
    }
  }

  private int indent() {
    int indent = -1;
    for (int each : indents) {
      indent = Math.max(indent, each);
    }
    return indent;
  }

  private void scalar(ScalarEvent scalar, int end) {
    int content = properties(scalar, end, scalar.getTag().isPresent());
    between(content);
    if (content >= end) {
      return;
    }
    keyAllowed = false;
    switch (scalar.getScalarStyle()) {
      case PLAIN, JSON_SCALAR_STYLE -> plain(end);
      case SINGLE_QUOTED -> quoted(end);
      case DOUBLE_QUOTED -> {
        escapes(end);
        quoted(end);
      }
      case LITERAL, FOLDED -> block(end);
    }
    if (loneSurrogate(scalar.getValue())) {
      throw new Refused(content, "an escape here is no character", "write \\U0001F600 for 😀");
    }
  }

  private static boolean loneSurrogate(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isSurrogate(value.charAt(i))) {
        if (i + 1 == value.length()
            || !Character.isSurrogatePair(value.charAt(i), value.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  private void plain(int end) {
    boolean leading = false;
    int indent = indent() + 1;
    for (; at < end; at++) {
      int c = text.at(at);
      noBreak(c);
      if (c == '\n' || c == '\r') {
        leading = true;
        lineStart = at + 1;
      } else if (c == '\t' && leading && at - lineStart < indent) {
        throw new Refused(at, TAB, SPACES);
      } else if (c == '?' && flow > 0) {
        throw new Refused(
            at, "a '?' stands in a value within brackets", "put the value into quotes");
      } else if (c != ' ' && c != '\t') {
        leading = false;
      }
    }
    behindPlain = true;
    plainIndent = indent - 1;
  }

  private void quoted(int end) {
    for (; at < end; at++) {
      int c = text.at(at);
      if (c == NEL || isBreak(c) && (blank(at - 1) || blank(at + 1))) {
        // Alone it is kept as it is; beside blanks it is folded.
        noBreak(c);
      }
      newline(c);
    }
  }

  private void escapes(int end) {
    for (int i = at; i < end; i++) {
      if (text.at(i) == '\\' && ++i < end && text.at(i) == '/') {
        throw new Refused(i - 1, "collectors do not know the escape '\\/'", "write '/'");
      }
    }
  }

  private boolean blank(int index) {
    int c = index < text.length() ? text.at(index) : ' ';
    return c <= ' ' || isBreak(c);
  }

  /** A literal or folded text: its indentation is found by spaces alone. */
  private void block(int end) {
    boolean header = true;
    boolean given = false;
    boolean leading = false;
    for (; at < end; at++) {
      int c = text.at(at);
      noBreak(c);
      if (header) {
        given |= c >= '1' && c <= '9';
        header = c != '\n' && c != '\r';
        leading = !header;
      } else if (leading && c == '\t' && !given) {
        throw new Refused(at, TAB, "begin the text with spaces only");
      } else if (c != '\n' && c != '\r') {
        // The first line with a character in it gives the indentation.
        given |= leading && c != ' ';
        leading &= c == ' ';
      } else {
        leading = true;
      }
      newline(c);
    }
    keyAllowed = true;
  }

  /** Goes over what is no value up to here: indicators, blanks, comments, directives. */
  private void between(int to) {
    boolean leading = at == lineStart;
    while (at < to) {
      int c = text.at(at);
      noBreak(c);
      switch (c) {
        case '\t' -> tab(leading);
        case ' ', 0xfeff -> {}
        case '\n', '\r' -> {
          leading = true;
          keyAllowed |= flow == 0;
        }
        case '#' -> {
          behindPlain = false;
          while (at < to && text.at(at) != '\n' && text.at(at) != '\r') {
            noBreak(text.at(at));
            at++;
          }
          continue;
        }
        case '%' -> {
          if (at == lineStart) {
            directive();
          }
        }
        case '&', '!' -> {
          while (at < to && text.at(at) > ' ') {
            at++;
          }
          behindPlain = false;
          keyAllowed = false;
          leading = false;
          continue;
        }
        default -> {
          if (c == ':' && behindPlain && flow > 0 && at + 1 < text.length()) {
            glued(text.at(at + 1));
          }
          // Behind a dash, a question mark and the colon of a key that has one, a key may stand.
          keyAllowed = flow == 0 && (c == '-' || c == '?' || c == ':' && leading);
          behindPlain = false;
          leading = false;
          if (c == '-' && !indents.isEmpty() && indents.peek() == UNKNOWN) {
            resolveIndent(at - lineStart);
          }
        }
      }
      newline(c);
      at++;
    }
    if (behindPlain && leading) {
      keyAllowed |= flow == 0;
    }
    behindPlain &= at == text.length();
  }

  /** `{a:{b: 1}}`, `{a:}`: behind a key without quotes go-yaml takes the colon for a part of it. */
  private void glued(int next) {
    if (",[]{}".indexOf(next) >= 0) {
      throw new Refused(
          at,
          "within brackets collectors take this ':' for a part of the key",
          "put a space behind it");
    }
  }

  private void tab(boolean leading) {
    boolean wrong =
        behindPlain ? leading && at - lineStart <= plainIndent : flow == 0 && keyAllowed;
    if (wrong) {
      throw new Refused(at, TAB, SPACES);
    }
  }

  private void directive() {
    if (!text.startsWith("%YAML", at) && !text.startsWith("%TAG", at)) {
      throw new Refused(at, "this directive is not known", "remove it, or quote the '%'");
    }
  }

  private void newline(int c) {
    if (c == '\n' || c == '\r') {
      lineStart = at + 1;
    }
  }

  private void skip(int to) {
    behindPlain = false;
    for (; at < to && at < text.length(); at++) {
      noBreak(text.at(at));
      newline(text.at(at));
    }
  }

  /** Where a value starts behind its anchor and tag. */
  private int properties(NodeEvent node, int limit, boolean tagged) {
    node.getAnchor().ifPresent(anchor -> anchor(anchor, at));
    int left = (node.getAnchor().isPresent() ? 1 : 0) + (tagged ? 1 : 0);
    int i = at;
    while (left > 0 && i < limit && (text.at(i) == '&' || text.at(i) == '!')) {
      while (i < limit && text.at(i) > ' ') {
        i++;
      }
      while (i < limit && (text.at(i) <= ' ' || text.at(i) == '#')) {
        boolean comment = text.at(i) == '#';
        while (comment && i < limit && text.at(i) != '\n') {
          i++;
        }
        i += comment ? 0 : 1;
      }
      left--;
    }
    return i;
  }

  private static void anchor(Anchor anchor, int index) {
    if (!ANCHOR.matcher(anchor.getValue()).matches()) {
      throw new Refused(
          index,
          "the name of an anchor has other characters than letters, digits, '_' and '-'",
          "rename it, or put a value that starts with '&' or '*' into quotes");
    }
  }

  private static boolean isBreak(int c) {
    return c == NEL || c == 0x2028 || c == 0x2029;
  }

  private void noBreak(int c) {
    if (isBreak(c)) {
      throw new Refused(
          at,
          String.format("the character U+%04X is a line break for collectors", c),
          "remove it: what follows is a line of its own; or write it as an escape in double"
              + " quotes");
    }
  }

  /** The first character that go-yaml takes for none of a text; null if there is no such. */
  static @Nullable Refused control(String text) {
    int index = 0;
    for (int i = 0; i < text.length(); index++) {
      int c = text.codePointAt(i);
      boolean control =
          c < ' ' && c != '\t' && c != '\n' && c != '\r' || c >= 0x7f && c < 0xa0 && c != NEL;
      if (control || c == 0xfffe || c == 0xffff) {
        return new Refused(
            index,
            String.format("the character U+%04X is not allowed in YAML", c),
            "remove it, or write it as an escape in double quotes; a binary file needs its own"
                + " content type");
      }
      i += Character.charCount(c);
    }
    return null;
  }
}
