package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what there is. */
@Command(
    name = "get",
    description = {
      "Shows agents, configs, targets, rule sets, rollouts, connection settings, failures,"
          + " freezes, sets of manifests, operators, or a summary of the fleet.",
      "",
      "  muster get agents -l env=prod --sync failed,drifted",
      "  muster get config prod@3 -o yaml",
      "  muster get agents -o jsonpath='{.items[?(@.status==\"stale\")].uid}'"
    },
    mixinStandardHelpOptions = true)
public final class GetCommand implements Callable<Integer> {

  /** Kinds of things; each also in the singular. */
  enum Kind {
    AGENTS("agents"),
    CONFIGS("configs"),
    TARGETS("targets"),
    OTTL("ottl"),
    ROLLOUTS("rollouts"),
    CONNECTION_SETTINGS("connection-settings"),
    DEFAULT_CONFIG("settings/default-config"),
    LABELS("agents"),
    FAILURES("agents/failures"),
    FREEZES("freeze"),
    SETS("sets"),
    OPERATORS("operators"),
    SUMMARY("agents/summary");

    private final String path;

    Kind(String path) {
      this.path = path;
    }

    String path() {
      return path;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final long MILLIS = 2_000;

  private static final Set<Kind> SELECTED =
      EnumSet.complementOf(
          EnumSet.of(Kind.ROLLOUTS, Kind.DEFAULT_CONFIG, Kind.FREEZES, Kind.SETS, Kind.OPERATORS));

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description =
          "agents, configs, targets, ottl, rollouts, connection-settings, default-config, labels,"
              + " failures, freezes, sets, operators or summary.")
  String kind = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = "One of them: an agent's uid, a name, or name@revision.")
  String name = "";

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "TERMS",
      description =
          "Agents that match: k=v, k!=v, k in (a,b), k notin (a,b), k, !k, with commas; may be"
              + " given several times. Of configs, targets, ottl and connection-settings: by the"
              + " labels of their manifests.")
  List<String> selectors = new ArrayList<>();

  @Option(
      names = "--by",
      paramLabel = "KEYS",
      description =
          "Of failures: who fails of how many, by revision and by keys of labels and attributes;"
              + " several with commas.")
  String by = "";

  @Option(
      names = "--status",
      paramLabel = "WORDS",
      description = "Agents that are connected, stale, disconnected; several with commas.")
  String status = "";

  @Option(
      names = "--health",
      paramLabel = "WORD",
      description = "Agents that are healthy, unhealthy or unknown.")
  String health = "";

  @Option(
      names = "--sync",
      paramLabel = "WORDS",
      description =
          "Agents that are in_sync, unconfirmed, applying, waiting, failed, drifted,"
              + " applied_but_dead, incapable, offline, unmanaged; several with commas.")
  String sync = "";

  @Option(
      names = {"-q", "--text"},
      paramLabel = "TEXT",
      description = "Agents with this text in uid, attributes, labels, health or errors.")
  String text = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Most items (default: ${DEFAULT-VALUE}).")
  int limit = 1;

  @Option(
      names = {"-w", "--watch"},
      description = "Go on, and show rows that change, until Ctrl-C.")
  boolean watch;

  @Override
  public Integer call() throws Exception {
    if (watch && !output.isTable()) {
      throw new ParameterException(
          spec.commandLine(), "--watch shows a table; 'muster events -o json' is for programs");
    }
    if (limit < 1) {
      throw new ParameterException(
          spec.commandLine(), "--limit is " + limit + ", expected 1 or more");
    }
    StoredManifests.Kind manifests = StoredManifests.Kind.parse(kind).orElse(null);
    if (output.isYaml() && manifests != null) {
      return manifests(manifests);
    }
    Kind wanted = kind();
    if (!selectors.isEmpty() && !SELECTED.contains(wanted)) {
      throw new ParameterException(
          spec.commandLine(), "'get " + wanted.word() + "' takes no --selector");
    }
    try (RestClient client = server.connect()) {
      JsonNode answer = answer(client, wanted);
      output.printRows(answer, () -> Tables.of(wanted, answer, Age.fromNow()));
      if (watch) {
        Table shown = Tables.of(wanted, answer, Age.fromNow());
        while (true) {
          Thread.sleep(MILLIS);
          JsonNode next = answer(client, wanted);
          Table now = Tables.of(wanted, next, Age.fromNow());
          String changes = now.changesSince(shown);
          if (!changes.isEmpty()) {
            spec.commandLine().getOut().print(changes);
            spec.commandLine().getOut().flush();
          }
          shown = now;
        }
      }
    }
    return ExitCode.OK;
  }

  /** What `apply` takes, so that it can be put back, or elsewhere. */
  private int manifests(StoredManifests.Kind wanted)
      throws Refused, Unreachable, InterruptedException {
    try (RestClient client = server.connect()) {
      StoredManifests stored = new StoredManifests(client);
      spec.commandLine()
          .getOut()
          .println(
              StoredManifests.yaml(
                  name.isEmpty()
                      ? stored.all(wanted, Map.of("selector", String.join(",", selectors)), limit)
                      : List.of(stored.one(wanted, name))));
    }
    return ExitCode.OK;
  }

  /** Their names. */
  static List<String> kinds() {
    return Stream.of(Kind.values()).map(Kind::word).toList();
  }

  private Kind kind() {
    return kind(kind, spec);
  }

  /** The kind that a word means, in the plural or not. */
  static Kind kind(String written, CommandSpec spec) {
    String word = written.toUpperCase(Locale.ROOT).replace('-', '_');
    for (Kind each : Kind.values()) {
      if (each.name().equals(word) || each.name().equals(word + "S")) {
        return each;
      }
    }
    throw new ParameterException(
        spec.commandLine(),
        "'"
            + written
            + "' is no kind: "
            + String.join(", ", kinds())
            + Nearest.hint(written, kinds()));
  }

  private JsonNode answer(RestClient client, Kind wanted)
      throws Refused, Unreachable, InterruptedException {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("selector", String.join(",", selectors));
    if (!name.isEmpty()) {
      return client.get(one(wanted));
    }
    return switch (wanted) {
      case AGENTS -> {
        parameters.put("status", status);
        parameters.put("health", health);
        parameters.put("sync", sync);
        parameters.put("q", text);
        yield client.list(wanted.path, parameters, limit);
      }
      case CONFIGS, TARGETS, OTTL, LABELS -> client.list(wanted.path, parameters, limit);
      case ROLLOUTS, OPERATORS -> client.list(wanted.path, Map.of(), limit);
      // These come whole, without pages.
      case CONNECTION_SETTINGS -> client.get(RestClient.path(wanted.path, parameters));
      case DEFAULT_CONFIG, FREEZES, SETS -> client.get(wanted.path);
      case FAILURES -> {
        parameters.put("by", by);
        yield client.get(RestClient.path(wanted.path, parameters));
      }
      case SUMMARY -> client.get(RestClient.path(wanted.path, parameters));
    };
  }

  private String one(Kind wanted) {
    if (wanted == Kind.FAILURES || wanted == Kind.FREEZES || wanted == Kind.SUMMARY) {
      throw new ParameterException(spec.commandLine(), "'get " + kind + "' takes no name");
    }
    if (wanted == Kind.DEFAULT_CONFIG) {
      return wanted.path; // There is one.
    }
    if (wanted == Kind.LABELS) {
      return StoredManifests.Kind.LABELS.path(name);
    }
    int at = name.indexOf('@');
    boolean revision = at > 0 && (wanted == Kind.CONFIGS || wanted == Kind.OTTL);
    String path = wanted.path + "/" + RestClient.escaped(revision ? name.substring(0, at) : name);
    return revision ? path + "/revisions/" + RestClient.escaped(name.substring(at + 1)) : path;
  }
}
