package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the parts of a command line may be: known words, and names that the server knows. */
class Values {

  /** Nobody who types waits longer. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final String AGENTS = "200";
  private static final String ITEMS = "1000";

  private static final Set<String> FILES = Set.of("FILE", "DIR");

  /** Words of the API, by the option that takes them. */
  private static final Map<String, List<String>> WORDS =
      Map.of(
          "--status", List.of("connected", "stale", "disconnected"),
          "--health", List.of("healthy", "unhealthy", "unknown"),
          "--sync",
              List.of(
                  "in_sync",
                  "unconfirmed",
                  "applying",
                  "waiting",
                  "failed",
                  "drifted",
                  "applied_but_dead",
                  "incapable",
                  "offline",
                  "unmanaged"),
          "--state",
              List.of("failed", "unanswered", "pending", "rolled_back", "unconfirmed", "applied"),
          "--template", List.of("standard", "cautious"),
          "--validate", List.of("auto", "collector", "false"),
          "--output", OutputFormat.words());

  /**
   * What was typed before.
   *
   * @param word the one to be completed
   */
  record Typed(String word, List<String> positional, Map<String, String> options) {
    Typed {
      positional = List.copyOf(positional);
      options = Map.copyOf(options);
    }
  }

  /**
   * What may stand for an option's value or an argument.
   *
   * @param label what the help calls it
   * @param option the option's longest name; empty for an argument
   */
  List<String> of(String label, String option, Typed typed) {
    if (FILES.contains(label)) {
      return List.of(Completion.FILES);
    }
    if (WORDS.containsKey(option)) {
      return WORDS.getOrDefault(option, List.of());
    }
    return switch (label) {
      case "KIND" -> GetCommand.kinds();
      case "NAME" -> named(typed);
      case "UID" -> names("agents", "uid", typed);
      case "ID" -> option.isEmpty() ? names("rollouts", "id", typed) : List.of();
      case "OPERATOR" -> names("operators", "name", typed);
      case "TOKEN" -> option.isEmpty() ? tokens(typed) : List.of();
      case "TARGET" -> names("targets", "name", typed);
      case "CONFIG" -> names("configs", "name", typed);
      case "CONTEXT" -> contexts();
      case "TERMS" -> terms(typed);
      case "SHELL" -> List.of("bash", "zsh", "fish");
      default -> List.of();
    };
  }

  private List<String> named(Typed typed) {
    if (typed.positional().isEmpty()) {
      return List.of();
    }
    String kind = typed.positional().getFirst().toLowerCase(Locale.ROOT);
    return switch (kind.endsWith("s") || kind.equals("ottl") ? kind : kind + "s") {
      case "agents" -> names("agents", "uid", typed);
      case "configs" -> names("configs", "name", typed);
      case "targets" -> names("targets", "name", typed);
      case "ottl" -> names("ottl", "name", typed);
      case "rollouts" -> names("rollouts", "id", typed);
      case "sets" -> names("sets", "name", typed);
      case "operators" -> names("operators", "name", typed);
      case "connection-settings" -> names("connection-settings", "name", typed);
      default -> List.of();
    };
  }

  private static List<String> contexts() {
    try {
      return Contexts.read(Contexts.folder()).names();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Of the operator that is named, or who asks. */
  private List<String> tokens(Typed typed) {
    String named = typed.options().get("--operator");
    String operator = named == null ? get("whoami", typed).path("name").asText() : named;
    return operator.isEmpty()
        ? List.of()
        : names("operators/" + RestClient.escaped(operator) + "/tokens", "name", typed);
  }

  private List<String> names(String path, String key, Typed typed) {
    Map<String, String> search =
        path.equals("agents") && !typed.word().isEmpty() ? Map.of("q", typed.word()) : Map.of();
    List<String> names = new ArrayList<>();
    for (JsonNode item : ask(path, search, typed)) {
      names.add(item.path(key).asText());
    }
    return names;
  }

  /** Keys of labels and attributes with the sign that follows them; values of one that has it. */
  private List<String> terms(Typed typed) {
    String term = typed.word().substring(typed.word().lastIndexOf(',') + 1);
    int equals = term.indexOf('=');
    Set<String> terms = new TreeSet<>();
    for (JsonNode agent : ask("agents", Map.of(), typed)) {
      for (String source : List.of("labels", "attributes")) {
        agent
            .path(source)
            .properties()
            .forEach(pair -> {
              String key = pair.getKey() + "=";
              boolean meant = equals > 0 && term.startsWith(key) && pair.getValue().isTextual();
              if (equals < 0 || meant) {
                terms.add(meant ? key + pair.getValue().asText() : key);
              }
            });
      }
    }
    return List.copyOf(terms);
  }

  /** Items of a list; none if the server does not answer at once. */
  List<JsonNode> ask(String path, Map<String, String> search, Typed typed) {
    Map<String, String> parameters = new TreeMap<>(search);
    // What comes whole takes no limit.
    if (!path.equals("connection-settings") && !path.endsWith("/tokens")) {
      parameters.put("limit", path.equals("agents") ? AGENTS : ITEMS);
    }
    List<JsonNode> items = new ArrayList<>();
    get(RestClient.path(path, parameters), typed).path("items").forEach(items::add);
    return items;
  }

  /** An answer; an empty one if the server does not answer at once. */
  private static JsonNode get(String path, Typed typed) {
    ServerOptions server = new ServerOptions();
    server.timeout = PATIENCE;
    server.server = typed.options().get("--server");
    server.context = typed.options().get("--context");
    server.data = path(typed, "--data");
    server.tokenFile = path(typed, "--token-file");
    server.authorities = path(typed, "--ca");
    try (RestClient client = server.connectSilently()) {
      return client.get(path);
    } catch (Refused | Unreachable e) {
      return MissingNode.getInstance();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return MissingNode.getInstance();
    }
  }

  private static @Nullable Path path(Typed typed, String option) {
    @Nullable String value = typed.options().get(option);
    if (value == null) {
      return null;
    }
    // The shell has not done it yet
    return value.startsWith("~/")
        ? Path.of(System.getProperty("user.home"), value.substring(2))
        : Path.of(value);
  }
}
