package io.muster.collector;

import java.util.List;
import java.util.Set;

/**
 * What agents put into the config they run, so that it says nothing about what they were given.
 * Recorded from the supervisor and the collector's own extension, 0.149 to 0.161.
 */
final class AgentAdditions {

  /** The connection to the supervisor: its port, process id and uid are new with each start. */
  private static final String OPAMP = "opamp";

  /** The uid, the host and the process, and the schema's address of the collector's version. */
  private static final YamlPath RESOURCE = YamlPath.of("service", "telemetry", "resource");

  private static final Set<YamlPath> PATHS = Set.of(RESOURCE);
  private static final YamlPath EXTENSIONS = YamlPath.of("extensions");
  private static final YamlPath USED_EXTENSIONS = YamlPath.of("service", "extensions");

  private AgentAdditions() {}

  /** Whether the value of a key is the agent's own. */
  static boolean masked(YamlPath parent, String key) {
    return (parent.equals(EXTENSIONS) && isOpamp(key))
        || PATHS.stream().anyMatch(p -> p.step().equals(key) && parent.equals(p.parent()));
  }

  /** The items of a list without those that are the agent's own. */
  static List<YamlValue> without(YamlPath list, List<YamlValue> items) {
    if (!list.equals(USED_EXTENSIONS)) {
      return items;
    }
    return items.stream()
        .filter(
            item -> !(item instanceof YamlValue.Scalar(var _, var id, var _, var _) && isOpamp(id)))
        .toList();
  }

  static boolean isOpamp(String id) {
    int slash = id.indexOf('/');
    return (slash < 0 ? id : id.substring(0, slash)).strip().equals(OPAMP);
  }
}
