package io.muster.collector;

import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import io.muster.config.syntax.ScalarPlace;
import io.muster.ottl.Located;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Makes values of one file's nodes, as the collector's YAML reader sees them: merge keys resolved,
 * a key with `::` in it split into two levels. Each node is read once, however often it is an
 * alias; that no node contains itself and how large all get was checked before. For one file.
 */
final class ValueReader {

  private static final String MERGE = "<<";
  private static final String LEVELS = "::";

  /** Levels in one key; mappings are not nested deeper either. */
  private static final int MAX_LEVELS = 100;

  /** Entries that may be copied to put `a::b` and `a::c` together, each time all that is there. */
  private static final long MAX_MERGED = 1_000_000;

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

  private final String file;
  private final Findings findings;
  private final Map<Node, YamlValue> done = new IdentityHashMap<>();
  private long mergedByLevels;

  ValueReader(String file, Findings findings) {
    this.file = file;
    this.findings = findings;
  }

  /** The value of the document. */
  Mapping read(MappingNode root) {
    return mapping(root, YamlPath.ROOT);
  }

  private YamlValue value(Node node, YamlPath path) {
    YamlValue known = done.get(node);
    if (known != null) {
      return known;
    }
    YamlValue value =
        switch (node) {
          case MappingNode mapping -> mapping(mapping, path);
          case SequenceNode sequence -> listing(sequence, path);
          case ScalarNode scalar -> scalar(scalar, path);
          default -> throw new IllegalStateException("no such node: " + node.getNodeType());
        };
    done.put(node, value);
    return value;
  }

  private YamlValue scalar(ScalarNode node, YamlPath path) {
    String text = node.getValue();
    SourcePosition place = place(node);
    VariableReferences.problem(text)
        .ifPresent(wrong -> {
          if (wrong.certain()) {
            findings.error(place, path, wrong.message(), wrong.hint());
          } else {
            findings.warn(place, path, wrong.message(), wrong.hint());
          }
        });
    tagged(node, path);
    boolean plain = node.getScalarStyle() == ScalarStyle.PLAIN;
    // An explicit one is what an empty value in braces becomes when rules were put into a config.
    boolean nothing = Tag.NULL.equals(node.getTag()) || (plain && NULLS.contains(text));
    Located inside = ScalarPlace.of(node);
    return new Scalar(
        place, text, nothing, new SourcePosition(file, inside.line(), inside.column()));
  }

  private void tagged(ScalarNode node, YamlPath path) {
    String kind = TaggedValues.wrong(node);
    if (kind != null) {
      findings.error(
          place(node), path, "the tag says " + kind + ", and the value is none", "remove the tag");
    }
  }

  private YamlValue listing(SequenceNode node, YamlPath path) {
    List<YamlValue> items = new ArrayList<>(node.getValue().size());
    for (Node item : node.getValue()) {
      items.add(value(item, path.with(items.size())));
    }
    return new Listing(place(node), items);
  }

  private Mapping mapping(MappingNode node, YamlPath path) {
    Map<String, Entry> own = new LinkedHashMap<>();
    Map<String, Entry> written = new HashMap<>();
    List<Mapping> merged = new ArrayList<>();
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        findings.error(
            place(tuple.getKeyNode()),
            path,
            "a key is a mapping or a list, the collector takes text only",
            "put a key that starts with '{' or '[' into quotes");
        continue;
      }
      if (key.getValue().equals(MERGE) && key.getScalarStyle() == ScalarStyle.PLAIN) {
        merge(tuple.getValueNode(), path, merged);
        continue;
      }
      tagged(key, path);
      YamlPath at = path.with(key.getValue());
      Entry entry = new Entry(place(key), value(tuple.getValueNode(), at));
      Entry before = written.putIfAbsent(key.getValue(), entry);
      if (before != null) {
        // The same text with another type, as 1 and "1": the collector's reader takes no heed.
        findings.error(
            entry.key(),
            at,
            "key '" + key.getValue() + "' occurs twice, first in line " + before.key().line(),
            "a later one would silently replace the earlier: merge or remove one");
      }
      if (levels(key.getValue()) > MAX_LEVELS || mergedByLevels > MAX_MERGED) {
        findings.error(
            entry.key(),
            path,
            "too much is written with '" + LEVELS + "' in keys",
            "nest mappings instead");
        continue;
      }
      put(own, key.getValue(), entry);
    }
    // What is written here wins over what is merged in, the first merged over the later ones.
    merged.forEach(from -> from.entries().forEach(own::putIfAbsent));
    return new Mapping(place(node), own);
  }

  private static int levels(String key) {
    int levels = 0;
    for (int at = key.indexOf(LEVELS); at >= 0 && levels <= MAX_LEVELS; levels++) {
      at = key.indexOf(LEVELS, at + LEVELS.length());
    }
    return levels;
  }

  /** Splits `a::b` into two levels, as the collector does. */
  private void put(Map<String, Entry> entries, String key, Entry entry) {
    int levels = key.indexOf(LEVELS);
    String first = levels <= 0 ? key : key.substring(0, levels);
    Entry added = entry;
    if (levels > 0) {
      Map<String, Entry> inner = new LinkedHashMap<>();
      put(inner, key.substring(levels + LEVELS.length()), entry);
      added = new Entry(entry.key(), new Mapping(entry.key(), inner));
    }
    Entry present = entries.get(first);
    if (present != null
        && present.value() instanceof Mapping left
        && added.value() instanceof Mapping right) {
      mergedByLevels += left.entries().size();
      added = new Entry(present.key(), MergeKind.of(left, right));
    }
    entries.put(first, added);
  }

  private void merge(Node node, YamlPath path, List<Mapping> merged) {
    List<Node> sources = node instanceof SequenceNode list ? list.getValue() : List.of(node);
    for (Node source : sources) {
      if (source instanceof MappingNode && value(source, path) instanceof Mapping mapping) {
        merged.add(mapping);
      } else {
        findings.error(
            place(source),
            path.with(MERGE),
            "'<<' merges mappings, this is something else",
            "write '<<: *name' where '&name' stands before a mapping");
      }
    }
  }

  private SourcePosition place(Node node) {
    Mark mark = node.getStartMark().orElseThrow();
    return new SourcePosition(file, mark.getLine() + 1, mark.getColumn() + 1);
  }
}
