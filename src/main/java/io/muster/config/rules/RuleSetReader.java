package io.muster.config.rules;

import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.syntax.ConfigProblem;
import io.muster.config.syntax.ScalarPlace;
import io.muster.config.syntax.YamlSyntax;
import io.muster.ottl.Language;
import io.muster.ottl.Located;
import io.muster.ottl.OttlCheck;
import io.muster.ottl.Signal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads a document as a set of rules and checks it. For one document, one use. */
final class RuleSetReader {

  private static final Set<String> ERROR_MODES = Set.of("ignore", "silent", "propagate");

  private static final Set<String> GROUP_KEYS =
      Set.of("context", "conditions", "statements", "error_mode", "shared_cache");

  private final Faults faults;
  private final Set<Signal> signals = EnumSet.noneOf(Signal.class);
  private OttlCheck check = OttlCheck.newest();

  private RuleSetReader(Faults faults) {
    this.faults = faults;
  }

  /**
   * What was read.
   *
   * @param set null if there are problems
   */
  record Read(@Nullable RuleSet set, List<ConfigProblem> problems) {
    Read {
      problems = List.copyOf(problems);
    }
  }

  static Read read(ConfigDocument document) {
    if (document.files().size() != 1) {
      ConfigProblem many =
          new ConfigProblem(
              ConfigProblem.Severity.ERROR,
              null,
              0,
              0,
              "",
              "a rule set is one file, these are " + document.files().size(),
              "put it as application/yaml");
      return new Read(null, List.of(many));
    }
    ConfigFile file = document.files().getFirst();
    Faults faults = new Faults(file.name());
    if (!file.body().isValidUtf8()) {
      faults.add(0, 0, "", "the text is not UTF-8", "save it as UTF-8");
      return new Read(null, faults.problems());
    }
    YamlSyntax.Checked checked = YamlSyntax.check(file.name(), file.body().toStringUtf8());
    if (!(checked.root() instanceof MappingNode root)) {
      if (checked.problems().isEmpty()) {
        faults.add(0, 0, "", "the rule set is empty", "it needs statements, as trace_statements");
      }
      return new Read(null, checked.problems().isEmpty() ? faults.problems() : checked.problems());
    }
    RuleSet set = new RuleSetReader(faults).set(root);
    return new Read(faults.none() ? set : null, faults.problems());
  }

  private RuleSet set(MappingNode root) {
    String collector = collector(Nodes.get(root, RuleSet.COLLECTOR));
    List<String> pipelines = List.of();
    for (NodeTuple tuple : root.getValue()) {
      String key = String.valueOf(Nodes.text(tuple.getKeyNode()));
      Node value = tuple.getValueNode();
      Signal signal = signal(key);
      if (signal != null) {
        signals.add(signal);
        statements(signal, value);
      } else if (key.equals(RuleSet.PIPELINES)) {
        pipelines = pipelines(value);
      } else if (key.equals(RuleSet.ERROR_MODE)) {
        errorMode(value, key);
      } else if (!key.equals(RuleSet.COLLECTOR)) {
        faults.add(
            tuple.getKeyNode(),
            key,
            "a rule set has no '" + key + "'",
            "it has trace_statements, metric_statements, log_statements, profile_statements,"
                + " error_mode, pipelines and collector");
      }
    }
    if (signals.isEmpty() && faults.none()) {
      faults.add(root, "", "the rule set has no statements", "add trace_statements, say");
    }
    MappingNode processor = Nodes.without(root, List.of(RuleSet.PIPELINES, RuleSet.COLLECTOR));
    return new RuleSet(processor, signals, pipelines, collector);
  }

  private static @Nullable Signal signal(String key) {
    for (Signal signal : Signal.values()) {
      if (signal.statementsKey().equals(key)) {
        return signal;
      }
    }
    return null;
  }

  private @Nullable String collector(@Nullable Node node) {
    if (node == null) {
      return null;
    }
    String version = Nodes.text(node);
    check = RuleSet.ANY.equals(version) ? OttlCheck.syntaxOnly() : OttlCheck.forCollector(version);
    if (!RuleSet.ANY.equals(version) && check.version().isEmpty()) {
      faults.add(
          node,
          RuleSet.COLLECTOR,
          "nothing is known of the collector's version " + version,
          "known are "
              + String.join(", ", Language.VERSIONS)
              + "; 'any' checks the syntax and no names");
    }
    return version;
  }

  private List<String> pipelines(Node node) {
    List<String> ids = new ArrayList<>();
    for (Node item : items(node, RuleSet.PIPELINES)) {
      String id = Nodes.text(item);
      if (id == null) {
        faults.add(item, RuleSet.PIPELINES, "a pipeline's id is text, as in traces/in", "");
      } else {
        ids.add(id);
      }
    }
    return ids;
  }

  private void errorMode(Node node, String path) {
    if (!ERROR_MODES.contains(String.valueOf(Nodes.text(node)))) {
      faults.add(node, path, "an error mode is ignore, silent or propagate", "");
    }
  }

  private List<Node> items(Node node, String path) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    if (!Nodes.nothing(node)) {
      faults.add(node, path, "a list is expected here", "begin each item with '- '");
    }
    return List.of();
  }

  /** Either texts, or groups of texts; the collector takes no mixture. */
  private void statements(Signal signal, Node node) {
    String path = signal.statementsKey();
    List<Node> items = items(node, path);
    boolean texts = !items.isEmpty() && items.stream().allMatch(ScalarNode.class::isInstance);
    if (texts) {
      faults.add(
          path, check.group(new OttlCheck.Group(signal, null, List.of(), texts(node, path))));
      return;
    }
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof MappingNode group) {
        group(signal, group, path + "[" + i + "]");
      } else {
        faults.add(
            items.get(i),
            path + "[" + i + "]",
            "statements and groups of statements are mixed",
            "write all of them as groups with 'statements'");
      }
    }
  }

  private void group(Signal signal, MappingNode group, String path) {
    for (NodeTuple tuple : group.getValue()) {
      String key = String.valueOf(Nodes.text(tuple.getKeyNode()));
      if (!GROUP_KEYS.contains(key)) {
        faults.add(
            tuple.getKeyNode(),
            path,
            "a group of statements has no '" + key + "'",
            "it has context, conditions, statements, error_mode and shared_cache");
      } else if (key.equals(RuleSet.ERROR_MODE)) {
        errorMode(tuple.getValueNode(), path + ".error_mode");
      }
    }
    Node named = Nodes.get(group, "context");
    String context = context(signal, named, path);
    Node statements = Nodes.get(group, "statements");
    if (Nodes.nothing(statements)) {
      faults.add(group, path, "the group has no statements", "add 'statements'");
      return;
    }
    List<Located> conditions = texts(Nodes.get(group, "conditions"), path + ".conditions");
    faults.add(
        path,
        check.group(
            new OttlCheck.Group(
                signal, context, conditions, texts(statements, path + ".statements"))));
  }

  private @Nullable String context(Signal signal, @Nullable Node node, String path) {
    if (node == null) {
      return null;
    }
    // A context of nothing is an unknown one to the collector.
    String text = String.valueOf(Nodes.text(node));
    String context = text.toLowerCase(java.util.Locale.ROOT);
    if (!signal.contexts().contains(context)) {
      faults.add(
          node,
          path + ".context",
          "'" + text + "' is no context of " + signal.statementsKey(),
          "there are " + String.join(", ", signal.contexts()));
      return null;
    }
    return context;
  }

  private List<Located> texts(@Nullable Node node, String path) {
    List<Located> texts = new ArrayList<>();
    for (Node item : node == null ? List.<Node>of() : items(node, path)) {
      if (item instanceof ScalarNode scalar) {
        texts.add(ScalarPlace.of(scalar));
      } else {
        faults.add(item, path, "a statement is text", "put it in quotes: '…'");
      }
    }
    return texts;
  }
}
