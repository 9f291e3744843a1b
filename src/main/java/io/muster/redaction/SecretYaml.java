package io.muster.redaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Finds secrets in YAML and JSON by its structure and replaces them in the text, of which nothing
 * else changes: each single value stays one. For one text, one use.
 */
final class SecretYaml {

  /** Deeper texts are read line by line; also keeps the scanner's time linear. */
  private static final int MAX_DEPTH = 200;

  /** Rounds in which further anchors may turn out to be secret. */
  private static final int MAX_ROUNDS = 8;

  /** Keys of a mapping that names a setting and gives its value beside the name. */
  private static final Set<String> NAMING = Set.of("name", "key", "header");

  /** The same, if there is a value beside it. */
  private static final Set<String> ALSO_NAMING =
      Set.of(
          "field",
          "property",
          "param",
          "parameter",
          "variable",
          "env",
          "attribute",
          "option",
          "setting");

  private static final Set<String> VALUES =
      Set.of("value", "default_value", "values", "string_value", "default", "val");

  /** Beside those, what tells of a named secret how it is used, and is none. */
  private static final Set<String> BESIDE_VALUE =
      Set.of("action", "type", "from_context", "from_attribute", "optional", "description");

  private static final Set<String> KINDS = Set.of("type", "scheme", "mechanism");

  /** What is known of a value by what it stands under. */
  private enum Under {
    ANYTHING,
    SECRET,
    /** As a secret, but short numbers are shown. */
    HEADERS
  }

  private final SecretKeys keys;
  private final SecretLines lines;
  private final YamlText text;
  private final List<Event> events;
  private final Set<Anchor> secretAnchors = new HashSet<>();

  /** Single values by their anchors: they may be keys elsewhere. */
  private final Map<Anchor, String> anchored = new HashMap<>();

  /** A redacted text, and how many events the parser read. */
  record Redacted(String text, int events) {}

  /**
   * The redacted text; null if the text is no YAML, or no more than one scalar, or has more events
   * than this.
   */
  static @Nullable Redacted redact(String text, SecretKeys keys, SecretLines lines, int maxEvents) {
    try {
      SecretYaml yaml = new SecretYaml(text, keys, lines, maxEvents);
      List<YamlNode> documents = YamlNode.documents(yaml.events);
      boolean readable = !documents.isEmpty() && documents.stream().allMatch(YamlNode::collection);
      return readable ? new Redacted(yaml.redact(documents), yaml.events.size()) : null;
    } catch (YamlEngineException e) {
      return null;
    }
  }

  private SecretYaml(String text, SecretKeys keys, SecretLines lines, int maxEvents) {
    this.keys = keys;
    this.lines = lines;
    this.text = new YamlText(text);
    this.events = new ArrayList<>();
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
      if (event instanceof ScalarEvent scalar) {
        scalar.getAnchor().ifPresent(anchor -> anchored.put(anchor, scalar.getValue()));
      }
      depth += event instanceof CollectionStartEvent ? 1 : 0;
      depth -= event instanceof CollectionEndEvent ? 1 : 0;
    }
    if (depth > MAX_DEPTH || events.size() > maxEvents) {
      events.clear();
    }
  }

  private String redact(List<YamlNode> documents) {
    for (int round = 0; round < MAX_ROUNDS; round++) {
      int known = secretAnchors.size();
      text.startAnew();
      documents.forEach(document -> visit(document, Under.ANYTHING, "", false));
      text.replaceBetween(events, comments -> SecretText.redact(comments, false));
      if (secretAnchors.size() == known) {
        return text.edited();
      }
    }
    throw new IllegalStateException("anchors are nested too deeply");
  }

  /**
   * Visits a value.
   *
   * @param key the nearest one above it
   * @param flow whether it stands within brackets or braces
   */
  private void visit(YamlNode node, Under above, String key, boolean flow) {
    boolean known = node.event().getAnchor().filter(secretAnchors::contains).isPresent();
    Under under = known && !node.alias() && above == Under.ANYTHING ? Under.SECRET : above;
    switch (node.event()) {
      case AliasEvent alias -> {
        if (under != Under.ANYTHING) {
          secretAnchors.add(alias.getAlias());
        }
      }
      case ScalarEvent scalar -> scalar(scalar, under, key);
      default -> {
        if (under == Under.SECRET && node.mapping() && !named(node)) {
          for (int i = 0; i < node.inner().size(); i += 2) {
            String inner = node.inner().get(i).text();
            if (SecretUrls.random(inner) && inner.chars().allMatch(Character::isLetterOrDigit)) {
              // Here the keys are secrets as well.
              text.replaceCollection(node, flow);
              return;
            }
          }
        }
        if (node.mapping()) {
          mapping(node, under, key);
        } else {
          sequence(node, under, key);
        }
      }
    }
  }

  private void scalar(ScalarEvent scalar, Under under, String key) {
    if (under == Under.ANYTHING
        && spansLines(scalar)
        && SecretShapes.credential(scalar.getValue())) {
      text.replace(scalar);
    } else if (under == Under.ANYTHING) {
      text.replaceWithin(
          scalar,
          raw -> {
            String shown = SecretText.redact(raw, true);
            return scalar.isLiteral() || scalar.isFolded() ? lines.redact(shown) : shown;
          });
    } else if (!SecretText.harmless(scalar.getValue())
        && !(under == Under.HEADERS && Numbers.few(scalar.getValue()))
        && !(SecretKeys.leads(key) && Numbers.measure(scalar.getValue()))) {
      text.replace(scalar);
    }
  }

  /** Whether its lines are one when it is read. */
  private static boolean spansLines(ScalarEvent scalar) {
    return !scalar.isLiteral()
        && scalar.getStartMark().map(Mark::getLine).orElse(0)
            < scalar.getEndMark().map(Mark::getLine).orElse(0);
  }

  private void sequence(YamlNode node, Under under, String key) {
    boolean option = false;
    for (YamlNode item : node.inner()) {
      if (under == Under.ANYTHING && pair(item)) {
        visit(item.inner().getFirst(), under, key, item.flow());
        visit(item.inner().getLast(), Under.SECRET, key, item.flow());
        continue;
      }
      visit(item, option && !item.collection() ? Under.SECRET : under, key, node.flow());
      // A command line: `[--token, x]`, `[-token, x]`.
      String said = item.text();
      int dashes = said.startsWith("--") ? 2 : said.startsWith("-") ? 1 : 0;
      option =
          dashes > 0
              && said.length() > dashes + 2
              && said.indexOf('=') < 0
              && keys.match(said.substring(dashes));
    }
  }

  /** `[[api_key, x]]`: names and their values. */
  private boolean pair(YamlNode item) {
    return item.collection()
        && !item.mapping()
        && item.inner().size() == 2
        && !item.inner().getLast().collection()
        && keys.match("", item.inner().getFirst().text(), item.inner().getLast().text());
  }

  private void mapping(YamlNode node, Under under, String parent) {
    boolean named = named(node);
    List<String> names = names(node);
    for (int i = 0; i + 1 < node.inner().size(); i += 2) {
      YamlNode key = node.inner().get(i);
      YamlNode value = node.inner().get(i + 1);
      String word = key.text();
      if (key.event() instanceof ScalarEvent scalar) {
        text.replaceWithin(scalar, raw -> SecretText.redact(raw, false));
      } else if (key.event() instanceof AliasEvent alias) {
        word = anchored.getOrDefault(alias.getAlias(), "");
      } else {
        visit(key, under, parent, node.flow());
      }
      visit(value, under(under, parent, word, value, named, names), word, node.flow());
    }
  }

  private Under under(
      Under under, String parent, String key, YamlNode value, boolean named, List<String> names) {
    if (under != Under.ANYTHING) {
      boolean shown =
          named
              ? NAMING.contains(lower(key)) || BESIDE_VALUE.contains(lower(key))
              : under == Under.SECRET
                  && (SecretKeys.leads(key)
                      || KINDS.contains(key) && SecretKeys.kindOfAuth(value.text()));
      return shown ? Under.ANYTHING : under;
    }
    if (!names.isEmpty() && VALUES.contains(lower(key))) {
      if (named && SecretKeys.headers(parent) && !value.collection()) {
        return Under.HEADERS;
      }
      return names.stream()
          .map(name -> value.collection() ? collection("", name, value) : single("", name, value))
          .filter(judged -> judged != Under.ANYTHING)
          .findFirst()
          .orElse(Under.ANYTHING);
    }
    return value.collection() || value.alias()
        ? collection(parent, key, value)
        : single(parent, key, value);
  }

  private Under single(String parent, String key, YamlNode value) {
    if (!keys.match(parent, key, value.text())) {
      return Under.ANYTHING;
    }
    return SecretKeys.headers(key) ? Under.HEADERS : Under.SECRET;
  }

  private Under collection(String parent, String key, YamlNode value) {
    if (value.mapping() && SecretKeys.header(key) && !named(value)) {
      return Under.HEADERS;
    }
    boolean many = value.collection() && !value.mapping();
    // `otlp/token:` is a component of that name.
    if (key.indexOf('/') >= 0
        || !(many ? keys.match(parent, key, "several") : keys.match(parent, key))) {
      return Under.ANYTHING;
    }
    return SecretKeys.headers(key) ? Under.HEADERS : Under.SECRET;
  }

  /** `{name: API_TOKEN, value: …}`: the name is a value, too. */
  private static boolean named(YamlNode node) {
    boolean name = false;
    boolean value = false;
    for (int i = 0; i + 1 < node.inner().size(); i += 2) {
      String key = lower(node.inner().get(i).text());
      name |= NAMING.contains(key) && !node.inner().get(i + 1).collection();
      value |= VALUES.contains(key) && !key.equals("default") || BESIDE_VALUE.contains(key);
    }
    return name && value;
  }

  /** What names the value that stands in the same mapping; none if there is no such value. */
  private static List<String> names(YamlNode node) {
    List<String> names = new ArrayList<>(0);
    boolean value = false;
    for (int i = 0; i + 1 < node.inner().size(); i += 2) {
      String key = lower(node.inner().get(i).text());
      value |= VALUES.contains(key);
      if (NAMING.contains(key) || ALSO_NAMING.contains(key)) {
        names.add(node.inner().get(i + 1).text());
      }
    }
    return value ? names : List.of();
  }

  private static String lower(String key) {
    return key.length() > 16 ? key : key.toLowerCase(Locale.ROOT);
  }
}
