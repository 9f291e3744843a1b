package io.muster.config.syntax;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Checks what parses but cannot be meant: keys that occur twice, nodes that contain themselves,
 * aliases that expand without measure. Each node is visited once, however often it is an alias; the
 * depth is bounded by {@link BoundedParser}. For one document, one use.
 */
final class YamlTree {

  private static final int MAX_PROBLEMS = 100;

  /** Of keys in messages. */
  private static final int MAX_TEXT = 1_000;

  private record Key(Tag tag, String value) {}

  private final String file;
  private final List<ConfigProblem> problems = new ArrayList<>();

  /** Expanded size of the nodes done; 0 while a node is being visited. */
  private final Map<Node, Long> sizes = new IdentityHashMap<>();

  /** The way to the node that is visited; written out for problems only: a key may be long. */
  private final List<String> path = new ArrayList<>();

  private YamlTree(String file) {
    this.file = file;
  }

  static List<ConfigProblem> problems(String file, Node root, YamlAllowance allowance) {
    YamlTree tree = new YamlTree(file);
    if (!allowance.takeExpanded(tree.visit(root))) {
      tree.problems.add(
          ConfigProblem.of(
              file,
              "the aliases expand to more than " + YamlAllowance.MAX_EXPANDED + " values",
              "write out what is needed instead of nesting aliases"));
    }
    return tree.problems;
  }

  private long visit(Node node) {
    Long known = sizes.get(node);
    if (known != null) {
      if (known == 0) {
        String name = node.getAnchor().map(Anchor::getValue).orElse("");
        report(node, "the node '&" + name + "' contains itself", "remove the alias to it");
      }
      return Math.max(known, 1);
    }
    if (node instanceof ScalarNode) {
      return 1;
    }
    sizes.put(node, 0L);
    long size =
        switch (node) {
          case MappingNode mapping -> mapping(mapping);
          case SequenceNode sequence -> sequence(sequence);
          default -> 1;
        };
    // Far above the bound it does not matter by how much, and must not overflow.
    size = Math.min(size, 2 * YamlAllowance.MAX_EXPANDED);
    sizes.put(node, size);
    return size;
  }

  private long mapping(MappingNode mapping) {
    Map<Key, Mark> keys = new HashMap<>();
    long size = 1;
    for (NodeTuple tuple : mapping.getValue()) {
      path.add("?");
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        path.set(path.size() - 1, key.getValue());
        Mark first =
            keys.putIfAbsent(
                new Key(key.getTag(), key.getValue()), key.getStartMark().orElseThrow());
        if (first != null) {
          report(
              key,
              "key '"
                  + cut(key.getValue())
                  + "' occurs twice, first in line "
                  + (first.getLine() + 1),
              "a later one would silently replace the earlier: merge or remove one");
        }
      } else {
        size += visit(tuple.getKeyNode());
      }
      size += visit(tuple.getValueNode());
      path.removeLast();
    }
    return size;
  }

  /** A JSON pointer (RFC 6901). */
  private String pointer() {
    StringBuilder pointer = new StringBuilder();
    for (String step : path) {
      pointer.append('/').append(cut(step).replace("~", "~0").replace("/", "~1"));
    }
    return pointer.toString();
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }

  private long sequence(SequenceNode sequence) {
    long size = 1;
    int index = 0;
    for (Node item : sequence.getValue()) {
      path.add(Integer.toString(index++));
      size += visit(item);
      path.removeLast();
    }
    return size;
  }

  private void report(Node node, String message, String hint) {
    if (problems.size() < MAX_PROBLEMS) {
      Mark mark = node.getStartMark().orElseThrow();
      problems.add(
          ConfigProblem.at(
              file, mark.getLine() + 1, mark.getColumn() + 1, pointer(), message, hint));
    }
  }
}
