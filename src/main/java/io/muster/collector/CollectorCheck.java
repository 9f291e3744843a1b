package io.muster.collector;

import io.muster.collector.CollectorConfig.Component;
import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Mapping;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.syntax.ConfigProblem;
import io.muster.config.syntax.YamlAllowance;
import io.muster.config.syntax.YamlSyntax;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/**
 * Checks a config as a collector would: syntax, sections, pipelines, connectors, and, for a known
 * agent, its components. Pure; never throws; the work is bounded by what {@link YamlSyntax} takes.
 */
public final class CollectorCheck {

  /** What the config is taken for. */
  public enum As {
    /** A collector's, if it has pipelines, or two of a collector's keys at the top. */
    FOUND,
    /** A collector's, whole, whatever is in it. */
    COLLECTOR
  }

  /** The order in which an OpAMP supervisor merges files: by name, the nameless one last. */
  static final Comparator<ConfigFile> MERGE_ORDER =
      Comparator.comparing((ConfigFile file) -> file.name().isEmpty()).thenComparing(f -> f);

  private final List<SettingsCheck> settingsChecks;

  /** Checks the own settings of those components of which it is known how. */
  public CollectorCheck() {
    this(List.of(new OttlSettings()));
  }

  CollectorCheck(List<SettingsCheck> settingsChecks) {
    this.settingsChecks = List.copyOf(settingsChecks);
  }

  /**
   * A document that was read, to be checked for any number of agents.
   *
   * @param merged null if a file cannot be read
   * @param syntax what keeps it from being read
   * @param values what is wrong with values, if it is a collector's
   * @param more found beyond those
   */
  record Read(
      @Nullable Mapping merged, List<ConfigProblem> syntax, List<ConfigProblem> values, int more) {
    Read {
      syntax = List.copyOf(syntax);
      values = List.copyOf(values);
    }
  }

  /** Checks a config for an agent. */
  public Validation check(ConfigDocument document, As as, Distribution distribution) {
    return check(read(document), as, distribution);
  }

  Validation check(Read read, As as, Distribution distribution) {
    Mapping merged = read.merged();
    if (merged == null || (as == As.FOUND && !looksLikeCollector(merged))) {
      // What is not a collector's may use other references than a collector understands.
      Findings leftovers = new Findings();
      if (merged != null) {
        new RedactedLeftovers(leftovers).check(merged);
      }
      List<ConfigProblem> problems = new ArrayList<>(read.syntax());
      problems.addAll(leftovers.all());
      return new Validation(
          as == As.COLLECTOR, problems, read.more() + leftovers.more(), List.of());
    }
    Findings findings = new Findings();
    new RedactedLeftovers(findings).check(merged);
    read.values().forEach(findings::add);
    CollectorConfig config = new ModelReader(findings, distribution).read(merged);
    new PipelineCheck(config, distribution, findings).check();
    new ConnectorCheck(config, findings).check();
    new ComponentCheck(config, distribution, findings).check();
    List<String> notChecked = settings(config, distribution, findings);
    return new Validation(true, findings.all(), findings.more() + read.more(), notChecked);
  }

  /** All files that are YAML or JSON, one laid over the other. */
  static Read read(ConfigDocument document) {
    Findings syntax = new Findings();
    Findings values = new Findings();
    Mapping merged = new Mapping(new SourcePosition(ConfigFile.COLLECTOR_NAME, 1, 1), Map.of());
    YamlAllowance allowance = new YamlAllowance();
    boolean first = true;
    boolean readable = true;
    for (ConfigFile file : document.files().stream().sorted(MERGE_ORDER).toList()) {
      if (file.syntax() == ConfigFile.Syntax.OTHER) {
        continue;
      }
      YamlSyntax.Checked checked =
          YamlSyntax.check(file.name(), file.body().toStringUtf8(), allowance);
      checked.problems().forEach(syntax::add);
      readable &= checked.problems().isEmpty();
      if (checked.root() instanceof MappingNode mapping) {
        Mapping read = new ValueReader(file.name(), values).read(mapping);
        merged = first ? read : MergeKind.of(merged, read);
        first = false;
      }
    }
    return readable
        ? new Read(merged, List.of(), values.all(), values.more())
        : new Read(null, syntax.all(), List.of(), syntax.more());
  }

  private static boolean looksLikeCollector(Mapping root) {
    return hasPipelines(root)
        || root.entries().keySet().stream().filter(ModelReader.SECTIONS::contains).count() >= 2;
  }

  private static boolean hasPipelines(Mapping root) {
    Entry service = root.entries().get(ModelReader.SERVICE);
    if (service == null || !(service.value() instanceof Mapping mapping)) {
      return false;
    }
    Entry pipelines = mapping.entries().get(ModelReader.PIPELINES);
    return pipelines != null && !pipelines.value().nothing();
  }

  private List<String> settings(
      CollectorConfig config, Distribution distribution, Findings findings) {
    List<String> notChecked = new ArrayList<>();
    for (ComponentKind kind : ComponentKind.values()) {
      for (Component component : config.section(kind).components().values()) {
        boolean checked =
            settingsChecks.stream()
                .anyMatch(check -> check.check(component, distribution, findings));
        if (!checked && notChecked.size() < Validation.MAX_NOT_CHECKED) {
          notChecked.add(component.path().toString());
        }
      }
    }
    return notChecked;
  }
}
