package io.muster.config.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Puts a rule set into a collector's config as a transform processor of its own. In a pipeline it
 * stands before the first batch processor, but behind every memory limiter; without a batch
 * processor it stands last. Sets that are placed one after the other thus run in that order.
 */
final class Placement {

  private Placement() {}

  /** What became of it. */
  sealed interface Outcome {}

  /**
   * It is in.
   *
   * @param pipelines ids of the pipelines it went into; none leaves the config as it was
   */
  record Placed(Node config, List<String> pipelines) implements Outcome {
    Placed {
      pipelines = List.copyOf(pipelines);
    }
  }

  /** It cannot be put in. */
  record Refused(Node where, String path, String message, String hint) implements Outcome {}

  static Outcome place(String name, RuleSet set, MappingNode config) {
    String id = "transform/" + name;
    Node processors = Nodes.get(config, "processors");
    Node taken = Nodes.get(processors, id);
    if (taken != null) {
      return new Refused(
          taken,
          "processors." + id,
          "the config has a processor " + id + " already, which the rule set would replace",
          "give one of them another name");
    }
    if (!Nodes.nothing(processors) && !(processors instanceof MappingNode)) {
      return notMapping(processors, "processors");
    }
    Node service = Nodes.get(config, "service");
    Node pipelines = Nodes.get(service, "pipelines");
    if (!(pipelines instanceof MappingNode mapping)) {
      return notMapping(pipelines == null ? config : pipelines, "service.pipelines");
    }
    Node changed = pipelines;
    List<String> placed = new ArrayList<>();
    for (Map.Entry<String, Node> entry : pipelines(mapping).entrySet()) {
      if (set.goesInto(entry.getKey())) {
        String path = "service.pipelines." + entry.getKey();
        Node list = Nodes.get(entry.getValue(), "processors");
        if (!(entry.getValue() instanceof MappingNode)) {
          return notMapping(entry.getValue(), path);
        }
        if (!Nodes.nothing(list) && !(list instanceof SequenceNode)) {
          return new Refused(
              list == null ? config : list,
              path + ".processors",
              "the processors of a pipeline are not a list, so that none can be put among them",
              "write them as a list");
        }
        Node pipeline = Nodes.with(entry.getValue(), "processors", inserted(list, id));
        changed = Nodes.with(changed, entry.getKey(), pipeline);
        placed.add(entry.getKey());
      }
    }
    if (placed.isEmpty()) {
      return new Placed(config, placed);
    }
    MappingNode result =
        Nodes.with(config, "processors", Nodes.with(processors, id, set.processor()));
    return new Placed(
        Nodes.with(result, "service", Nodes.with(service, "pipelines", changed)), placed);
  }

  private static Refused notMapping(@Nullable Node node, String path) {
    return new Refused(
        java.util.Objects.requireNonNull(node),
        path,
        path + " is not a mapping, so that nothing can be put into it",
        "write it out in this file");
  }

  private static Map<String, Node> pipelines(MappingNode mapping) {
    Map<String, Node> found = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String id = Nodes.text(tuple.getKeyNode());
      if (id != null && !id.equals("<<")) {
        found.put(id, tuple.getValueNode());
      }
    }
    return found;
  }

  private static SequenceNode inserted(@Nullable Node list, String id) {
    List<Node> items =
        new ArrayList<>(list instanceof SequenceNode sequence ? sequence.getValue() : List.of());
    int at = items.size();
    for (int i = items.size() - 1; i >= 0; i--) {
      String type = RuleSet.type(String.valueOf(Nodes.text(items.get(i))));
      if (type.equals("memory_limiter")) {
        break;
      }
      if (type.equals("batch")) {
        at = i;
      }
    }
    items.add(at, Nodes.scalar(id));
    return Nodes.list(items);
  }
}
