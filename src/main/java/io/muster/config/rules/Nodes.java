package io.muster.config.rules;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Looks into YAML nodes as collectors understand them, and makes changed copies: a node may occur
 * in several places by aliases, so none is changed.
 */
final class Nodes {

  private static final String MERGE = "<<";

  private Nodes() {}

  /** The text of a plain or quoted value; null if it is something else. */
  static @Nullable String text(@Nullable Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : null;
  }

  /** Whether there is nothing: no node, or `null`. */
  static boolean nothing(@Nullable Node node) {
    return node == null
        || (node instanceof ScalarNode scalar
            && scalar.getScalarStyle() == ScalarStyle.PLAIN
            && (scalar.getValue().isEmpty()
                || scalar.getValue().equals("~")
                || scalar.getValue().equalsIgnoreCase("null")));
  }

  /** What a mapping has under a key, by itself or by `<<`; null if it has not, or is none. */
  static @Nullable Node get(@Nullable Node node, String key) {
    if (!(node instanceof MappingNode mapping)) {
      return null;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (key.equals(text(tuple.getKeyNode()))) {
        return tuple.getValueNode();
      }
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (MERGE.equals(text(tuple.getKeyNode()))) {
        List<Node> merged =
            tuple.getValueNode() instanceof SequenceNode sequence
                ? sequence.getValue()
                : List.of(tuple.getValueNode());
        for (Node each : merged) {
          Node found = get(each, key);
          if (found != null) {
            return found;
          }
        }
      }
    }
    return null;
  }

  /** A copy of a mapping with another value under a key, which is added if it is not there. */
  static MappingNode with(@Nullable Node node, String key, Node value) {
    List<NodeTuple> tuples = new ArrayList<>();
    boolean found = false;
    FlowStyle style = FlowStyle.BLOCK;
    if (node instanceof MappingNode mapping) {
      style = mapping.getValue().isEmpty() ? FlowStyle.BLOCK : mapping.getFlowStyle();
      for (NodeTuple tuple : mapping.getValue()) {
        boolean same = key.equals(text(tuple.getKeyNode()));
        tuples.add(same ? new NodeTuple(tuple.getKeyNode(), value) : tuple);
        found |= same;
      }
    }
    if (!found) {
      tuples.add(new NodeTuple(scalar(key), value));
    }
    return new MappingNode(Tag.MAP, tuples, style);
  }

  /** A copy of a mapping without some keys. */
  static MappingNode without(MappingNode mapping, List<String> keys) {
    List<NodeTuple> tuples =
        mapping.getValue().stream()
            .filter(tuple -> !keys.contains(String.valueOf(text(tuple.getKeyNode()))))
            .toList();
    return new MappingNode(Tag.MAP, new ArrayList<>(tuples), mapping.getFlowStyle());
  }

  /** A list of plain texts on one line. */
  static SequenceNode list(List<Node> items) {
    return new SequenceNode(Tag.SEQ, new ArrayList<>(items), FlowStyle.FLOW);
  }

  static ScalarNode scalar(String text) {
    return new ScalarNode(Tag.STR, text, ScalarStyle.PLAIN);
  }
}
