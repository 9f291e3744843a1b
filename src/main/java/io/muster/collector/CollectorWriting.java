package io.muster.collector;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The effective config as a collector writes it: every section, every default, references resolved.
 * As it stands a collector would not read it back as it is: null switches on what was off, types
 * without a form of their own are written as {@code {}} and refused, and a dollar is read as the
 * beginning of a reference. For one config.
 */
final class CollectorWriting {

  /** In which something that was configured is not written, by the corpus of effective configs. */
  private static final Pattern INCOMPLETE = Pattern.compile("(hostmetrics|tail_sampling)(/.*)?");

  /** One of a few words, or left out; written as an empty text, which is refused. */
  private static final Set<String> CHOICES = Set.of("context", "error_mode");

  /** Depth of a component's own mapping: below it an empty one says nothing. */
  private static final int COMPONENT = 2;

  private final UnaryOperator<String> marked;
  private final Set<String> incomplete = new TreeSet<>();

  /** Whether what is visited is the service: there an empty list says something. */
  private boolean service;

  /**
   * About one config.
   *
   * @param marked puts marks in the place of what was redacted
   */
  CollectorWriting(UnaryOperator<String> marked) {
    this.marked = marked;
  }

  /** Whether a collector wrote it: people leave sections out that they do not need. */
  static boolean is(MappingNode root) {
    Set<String> keys = new HashSet<>();
    root.getValue().forEach(tuple -> keys.add(text(tuple.getKeyNode())));
    for (ComponentKind kind : ComponentKind.values()) {
      if (!keys.contains(kind.section())) {
        return false;
      }
    }
    return root.getValue().stream()
        .anyMatch(tuple ->
            text(tuple.getKeyNode()).equals(ModelReader.SERVICE)
                && tuple.getValueNode() instanceof MappingNode service
                && service.getValue().stream()
                    .anyMatch(each -> text(each.getKeyNode()).equals("telemetry")));
  }

  /** Components of which not all was written. */
  List<String> incomplete() {
    return List.copyOf(incomplete);
  }

  /** As a collector can be given it. */
  String offerable(MappingNode root) {
    StringBuilder text = new StringBuilder();
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setSplitLines(false)
            .setMultiLineFlow(false)
            .build();
    new Dump(settings)
        .dumpNode(
            mapping(root, YamlPath.ROOT, 0),
            new StreamDataWriter() {
              @Override
              public void write(String part) {
                text.append(part);
              }

              @Override
              public void write(String part, int from, int length) {
                text.append(part, from, from + length);
              }
            });
    return text.toString();
  }

  private MappingNode mapping(MappingNode node, YamlPath path, int depth) {
    List<NodeTuple> tuples = new ArrayList<>();
    for (NodeTuple tuple : node.getValue()) {
      String key = text(tuple.getKeyNode());
      service = depth == 0 ? key.equals(ModelReader.SERVICE) : service;
      if (!AgentAdditions.masked(path, key) && says(key, tuple.getValueNode(), depth + 1)) {
        YamlPath here = path.with(key);
        if (depth + 1 == COMPONENT && INCOMPLETE.matcher(key).matches()) {
          incomplete.add(here.toString());
        }
        Node value = node(tuple.getValueNode(), here, depth + 1);
        // A section that agents alone have put something into is not one.
        if (depth > 0 || says(key, value, depth + 1)) {
          tuples.add(new NodeTuple(node(tuple.getKeyNode(), here, depth + 1), value));
        }
      }
    }
    return new MappingNode(Tag.MAP, tuples, tuples.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK);
  }

  /** Null is off, and what is left out is off; components stand by their names alone. */
  private boolean says(String key, Node value, int depth) {
    boolean nothing =
        (value instanceof MappingNode mapping && mapping.getValue().isEmpty())
            // Some lists may not even be empty beside other settings, as output_paths of debug.
            || (value instanceof SequenceNode list && list.getValue().isEmpty() && !service)
            || (value instanceof ScalarNode scalar
                && (value.getTag().equals(Tag.NULL)
                    || (scalar.getValue().isEmpty() && CHOICES.contains(key))));
    return !nothing || depth == COMPONENT;
  }

  private Node node(Node node, YamlPath path, int depth) {
    return switch (node) {
      case MappingNode mapping -> mapping(mapping, path, depth);
      case SequenceNode sequence -> sequence(sequence, path, depth);
      case ScalarNode scalar -> scalar(scalar);
      default -> node;
    };
  }

  private SequenceNode sequence(SequenceNode node, YamlPath path, int depth) {
    List<Node> items = new ArrayList<>();
    for (Node item : node.getValue()) {
      boolean own =
          path.equals(YamlPath.of(ModelReader.SERVICE, ComponentKind.EXTENSION.section()))
              && AgentAdditions.isOpamp(text(item));
      if (!own) {
        items.add(node(item, path.with(items.size()), depth + 1));
      }
    }
    return new SequenceNode(Tag.SEQ, items, items.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK);
  }

  private ScalarNode scalar(ScalarNode node) {
    String value = marked.apply(node.getValue().replace("$", "$$"));
    if (value.equals(node.getValue())) {
      return node;
    }
    ScalarStyle style =
        node.getScalarStyle() == ScalarStyle.LITERAL || node.getScalarStyle() == ScalarStyle.FOLDED
            ? node.getScalarStyle()
            : ScalarStyle.DOUBLE_QUOTED;
    return new ScalarNode(Tag.STR, value, style);
  }

  private static String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }
}
