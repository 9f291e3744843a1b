package io.muster.config.rules;

import com.google.protobuf.ByteString;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.Rules;
import io.muster.config.syntax.ConfigProblem;
import io.muster.config.syntax.YamlSyntax;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Rule sets as settings of transform processors, put into the one file that has the pipelines. */
@Singleton
public final class OttlRules implements Rules {

  private static final int MAX_KEY = 1_024;

  private static final DumpSettings SETTINGS =
      DumpSettings.builder()
          .setSplitLines(false)
          .setUseUnicodeEncoding(true)
          .setMaxSimpleKeyLength(MAX_KEY)
          .build();

  @Override
  public List<ConfigProblem> problems(ConfigDocument rules) {
    return RuleSetReader.read(rules).problems();
  }

  @Override
  public Composition compose(ConfigDocument config, List<Named> rules) {
    List<ConfigFile> files = config.files().stream().filter(OttlRules::hasPipelines).toList();
    if (files.size() != 1) {
      return refused(
          null,
          files.isEmpty()
              ? "no YAML file of the config has service.pipelines, into which rules are put"
              : "several files of the config have service.pipelines: "
                  + files.stream().map(ConfigFile::name).toList(),
          "rules need one file with the pipelines");
    }
    ConfigFile file = files.getFirst();
    Node root = root(file).orElseThrow();
    boolean anywhere = false;
    List<String> unused = new ArrayList<>();
    for (Named named : rules) {
      RuleSet set = RuleSetReader.read(named.document()).set();
      if (set == null) {
        return refused(null, "rule set " + named.name() + " has faults", "put it again");
      }
      switch (Placement.place(named.name(), set, (MappingNode) root)) {
        case Placement.Placed(Node changed, var pipelines) -> {
          root = changed;
          anywhere |= !pipelines.isEmpty();
          unused.addAll(unused(named.name(), set, pipelines));
        }
        case Placement.Refused(Node where, String path, String message, String hint) -> {
          Optional<Mark> mark = where.getStartMark();
          return new Refused(
              new ConfigProblem(
                  ConfigProblem.Severity.ERROR,
                  file.name(),
                  mark.map(m -> m.getLine() + 1).orElse(0),
                  mark.map(m -> m.getColumn() + 1).orElse(0),
                  path,
                  message,
                  hint));
        }
      }
    }
    return new Composed(anywhere ? replaced(config, file, root) : config, unused);
  }

  private static List<String> unused(String name, RuleSet set, List<String> pipelines) {
    List<String> unused = new ArrayList<>();
    for (String wanted : set.pipelines()) {
      if (!pipelines.contains(wanted)) {
        unused.add("the config has no pipeline " + wanted + ", which rule set " + name + " names");
      }
    }
    set.signals().stream()
        .sorted()
        .filter(signal ->
            pipelines.stream().noneMatch(id -> RuleSet.type(id).equals(signal.pipelineType())))
        .forEach(signal ->
            unused.add(
                "rule set "
                    + name
                    + " has "
                    + signal.statementsKey()
                    + ", and goes into no pipeline of "
                    + signal.pipelineType()));
    return unused;
  }

  private static boolean hasPipelines(ConfigFile file) {
    return root(file).map(root -> Nodes.get(Nodes.get(root, "service"), "pipelines")).isPresent();
  }

  private static Optional<Node> root(ConfigFile file) {
    if (file.syntax() != ConfigFile.Syntax.YAML || !file.body().isValidUtf8()) {
      return Optional.empty();
    }
    return Optional.ofNullable(YamlSyntax.check(file.name(), file.body().toStringUtf8()).root());
  }

  private static ConfigDocument replaced(ConfigDocument config, ConfigFile file, Node root) {
    String text =
        new Present(SETTINGS).emitToString(new Serialize(SETTINGS).serializeOne(root).iterator());
    ConfigFile changed =
        new ConfigFile(file.name(), ByteString.copyFromUtf8(text), file.contentType(), file.role());
    return new ConfigDocument(
        config.files().stream().map(each -> each.equals(file) ? changed : each).toList());
  }

  private static Refused refused(@Nullable String file, String message, String hint) {
    return new Refused(
        new ConfigProblem(ConfigProblem.Severity.ERROR, file, 0, 0, "", message, hint));
  }
}
