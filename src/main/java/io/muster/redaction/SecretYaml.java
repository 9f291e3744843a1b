package io.muster.redaction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Finds secrets in YAML and JSON by the events of the parser and replaces them in the text, of
 * which nothing else changes. For one text, one use.
 */
final class SecretYaml {

  /** Deeper texts are read line by line; also keeps the scanner's time linear. */
  private static final int MAX_DEPTH = 200;

  /** Rounds in which further anchors may turn out to be secret. */
  private static final int MAX_ROUNDS = 8;

  /** Keys of a mapping that names a setting and gives its value beside the name. */
  private static final Set<String> NAMING = Set.of("name", "key", "header");

  private final SecretKeys keys;
  private final SecretLines lines;
  private final int[] text;
  private final List<Event> events;
  private final Set<Anchor> secretAnchors = new HashSet<>();
  private TextEdits edits;

  /** A redacted text, and how many events the parser read. */
  record Redacted(String text, int events) {}

  /**
   * The redacted text; null if the text is no YAML, or no more than one scalar, or has more events
   * than this.
   */
  static @Nullable Redacted redact(String text, SecretKeys keys, SecretLines lines, int maxEvents) {
    try {
      SecretYaml yaml = new SecretYaml(text, keys, lines, maxEvents);
      return yaml.readable() ? new Redacted(yaml.redact(), yaml.events.size()) : null;
    } catch (YamlEngineException e) {
      return null;
    }
  }

  private SecretYaml(String text, SecretKeys keys, SecretLines lines, int maxEvents) {
    this.keys = keys;
    this.lines = lines;
    this.text = text.codePoints().toArray();
    this.events = new ArrayList<>();
    this.edits = new TextEdits(this.text);
    // One window: the scanner copies all it has of a token for each window that it reads.
    LoadSettings settings =
        LoadSettings.builder()
            .setUseMarks(true)
            .setBufferSize(text.length() + 2)
            .setCodePointLimit(Integer.MAX_VALUE)
            .build();
    ParserImpl parser = new ParserImpl(settings, new StreamReader(settings, text));
    int depth = 0;
    while (parser.hasNext() && depth <= MAX_DEPTH && events.size() <= maxEvents) {
      Event event = parser.next();
      events.add(event);
      depth += event instanceof CollectionStartEvent ? 1 : 0;
      depth -= event instanceof CollectionEndEvent ? 1 : 0;
    }
    if (depth > MAX_DEPTH || events.size() > maxEvents) {
      events.clear();
    }
  }

  /** Whether there is a document and every document has a structure. */
  private boolean readable() {
    boolean any = false;
    for (int i = 1; i < events.size(); i++) {
      if (events.get(i - 1).getEventId() == Event.ID.DocumentStart) {
        if (!(events.get(i) instanceof CollectionStartEvent)) {
          return false;
        }
        any = true;
      }
    }
    return any;
  }

  private String redact() {
    for (int round = 0; round < MAX_ROUNDS; round++) {
      int known = secretAnchors.size();
      edits = new TextEdits(text);
      walk();
      if (secretAnchors.size() == known) {
        return edits.apply();
      }
    }
    throw new IllegalStateException("anchors are nested too deeply");
  }

  /** Where the walk is: in a mapping or a sequence. */
  private static final class Level {
    private final boolean mapping;
    private final boolean flow;
    private final String parent;
    private boolean atKey;
    private String key = "";
    private int keyColumn;
    private @Nullable String named;
    private @Nullable ScalarEvent value;

    private Level(boolean mapping, boolean flow, String parent) {
      this.mapping = mapping;
      this.flow = flow;
      this.parent = parent;
      this.atKey = mapping;
    }
  }

  private void walk() {
    Deque<Level> levels = new ArrayDeque<>();
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      if (event instanceof CollectionEndEvent) {
        pairEnded(levels.pop());
        advance(levels.peek());
      } else if (event instanceof NodeEvent node) {
        Level level = levels.peek();
        if (level != null && level.mapping && level.atKey) {
          key(level, node);
        } else if (level != null && secret(level, node)) {
          i = redactNode(level, i);
          advance(level);
          continue;
        } else if (node instanceof ScalarEvent scalar) {
          value(level, scalar);
        }
        if (node instanceof CollectionStartEvent start) {
          String parent = level == null ? "" : level.mapping ? level.key : level.parent;
          levels.push(new Level(start instanceof MappingStartEvent, start.isFlow(), parent));
        } else {
          advance(level);
        }
      }
    }
  }

  private static void key(Level level, NodeEvent node) {
    level.key = node instanceof ScalarEvent scalar ? scalar.getValue() : "";
    level.keyColumn = node.getStartMark().orElseThrow().getColumn();
  }

  /** A mapping alternates between keys and values. */
  private static void advance(@Nullable Level level) {
    if (level != null && level.mapping) {
      level.atKey = !level.atKey;
    }
  }

  private boolean secret(Level level, NodeEvent node) {
    Optional<Anchor> anchor = node instanceof AliasEvent ? Optional.empty() : node.getAnchor();
    return (level.mapping && keys.match(level.parent, level.key))
        || anchor.filter(secretAnchors::contains).isPresent();
  }

  private void value(@Nullable Level level, ScalarEvent scalar) {
    int start = contentStart(scalar);
    int end = contentEnd(start, scalar);
    String raw = new String(text, start, end - start);
    String shown = SecretText.redact(raw, true);
    if (scalar.isLiteral() || scalar.isFolded()) {
      shown = lines.redact(shown);
    }
    if (!shown.equals(raw)) {
      edits.replace(start, end, shown);
    }
    if (level != null && level.mapping) {
      if (NAMING.contains(level.key)) {
        level.named = scalar.getValue();
      } else if (level.key.equals("value")) {
        level.value = scalar;
      }
    }
  }

  /** `{name: API_TOKEN, value: …}`: the name is a value, too. */
  private void pairEnded(Level level) {
    if (level.value != null && level.named != null && keys.match(level.named)) {
      redactScalar(level.value, level.flow);
    }
  }

  /** Redacts the node whose first event has this index; answers the index of its last. */
  private int redactNode(Level level, int index) {
    switch (events.get(index)) {
      case AliasEvent alias -> secretAnchors.add(alias.getAlias());
      case ScalarEvent scalar -> redactScalar(scalar, level.flow);
      case CollectionStartEvent start -> {
        return redactCollection(level, start, index);
      }
      default -> {}
    }
    return index;
  }

  private void redactScalar(ScalarEvent scalar, boolean flow) {
    if (SecretText.harmless(scalar.getValue())) {
      return;
    }
    int start = contentStart(scalar);
    int end = contentEnd(start, scalar);
    String shown = SecretText.VALUE;
    if (scalar.isSQuoted()) {
      shown = "'" + shown + "'";
    } else if (scalar.isDQuoted() || flow) {
      shown = '"' + shown + '"';
    }
    edits.replace(start, end, shown);
  }

  private int redactCollection(Level level, CollectionStartEvent start, int index) {
    Deque<Boolean> flow = new ArrayDeque<>();
    boolean secrets = false;
    int end = 0;
    int i = index;
    do {
      Event event = events.get(i);
      boolean marksEnd = true;
      switch (event) {
        case CollectionStartEvent inner -> flow.push(inner.isFlow());
        // The end of a block lies behind comments that follow it.
        case CollectionEndEvent inner -> marksEnd = flow.pop();
        case ScalarEvent scalar -> secrets |= !SecretText.harmless(scalar.getValue()) && !isKey(i);
        case AliasEvent alias -> secretAnchors.add(alias.getAlias());
        default -> {}
      }
      if (marksEnd) {
        end = Math.max(end, event.getEndMark().orElseThrow().getIndex());
      }
      i++;
    } while (!flow.isEmpty());
    if (secrets) {
      int from = contentStart(start);
      String shown = start.isFlow() ? '"' + SecretText.VALUE + '"' : SecretText.VALUE;
      // A sequence may stand right below its key, where nothing else may.
      boolean outdented = !start.isFlow() && column(from) <= level.keyColumn;
      edits.replace(from, trimmed(from, end), outdented ? "  " + shown : shown);
    }
    return i - 1;
  }

  /** Whether the scalar at this index is a key; inside a redacted node, values alone decide. */
  private boolean isKey(int index) {
    Event following = index + 1 < events.size() ? events.get(index + 1) : events.get(index);
    int end = events.get(index).getEndMark().orElseThrow().getIndex();
    int next = following.getStartMark().orElseThrow().getIndex();
    for (int i = end; i < Math.min(next, text.length); i++) {
      if (text[i] == ':') {
        return true;
      }
      if (text[i] != ' ' && text[i] != '\t') {
        return false;
      }
    }
    return false;
  }

  private int column(int index) {
    int column = 0;
    while (index - column > 0 && text[index - column - 1] != '\n') {
      column++;
    }
    return column;
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
