package io.muster.collector;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Finds the values that have a mark in them. For one document. */
final class MarkedPlaces {

  private final String mark;
  private final Map<Integer, String> paths;
  private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private MarkedPlaces(String mark, Map<Integer, String> paths) {
    this.mark = mark;
    this.paths = paths;
  }

  /** Adds the path of each, by the lines that it stands on. */
  static void of(Node root, String mark, Map<Integer, String> paths) {
    new MarkedPlaces(mark, paths).visit(root, YamlPath.ROOT);
  }

  private void visit(Node node, YamlPath path) {
    switch (node) {
      case MappingNode mapping -> {
        if (seen.add(mapping)) {
          for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            visit(tuple.getKeyNode(), path.with(key));
            visit(tuple.getValueNode(), path.with(key));
          }
        }
      }
      case SequenceNode sequence -> {
        if (seen.add(sequence)) {
          for (int i = 0; i < sequence.getValue().size(); i++) {
            visit(sequence.getValue().get(i), path.with(i));
          }
        }
      }
      case ScalarNode scalar when scalar.getValue().contains(mark) -> {
        int from = scalar.getStartMark().map(Mark::getLine).orElse(0);
        int to = scalar.getEndMark().map(Mark::getLine).orElse(from);
        for (int line = from; line <= to; line++) {
          paths.putIfAbsent(line + 1, path.toString());
        }
      }
      default -> {}
    }
  }
}
