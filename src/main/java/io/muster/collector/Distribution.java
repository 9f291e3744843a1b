package io.muster.collector;

import io.muster.protocol.proto.AvailableComponents;
import io.muster.protocol.proto.ComponentDetails;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an agent can run, as it told itself: types of components by kind, and its version. What it
 * did not tell is not checked.
 *
 * @param types a kind that is missing was not told
 * @param version as `0.157.0`; empty if unknown
 * @param profiles whether it runs with the feature gate of pipelines of profiles
 */
public record Distribution(
    Map<ComponentKind, Set<String>> types, String version, boolean profiles) {

  /** An agent that told nothing. */
  public static final Distribution UNKNOWN = new Distribution(Map.of(), "");

  /** The gate without which collectors refuse pipelines of profiles. */
  static final String PROFILES_GATE = "service.profilesSupport";

  private static final Pattern VERSION = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,6})(\\..*)?");

  public Distribution {
    types =
        Map.copyOf(
            types.entrySet().stream()
                .collect(
                    Collectors.toMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue()))));
  }

  /** Without feature gates. */
  public Distribution(Map<ComponentKind, Set<String>> types, String version) {
    this(types, version, false);
  }

  /** The same with the gate of profiles, or without it. */
  Distribution withProfiles(boolean gate) {
    return new Distribution(types, version, gate);
  }

  /**
   * What an agent reported (spec: available components). A collector's OpAMP extension groups the
   * types under `receivers`, `processors` and so on; other shapes tell nothing here.
   */
  public static Distribution of(AvailableComponents components, String version) {
    Map<ComponentKind, Set<String>> types = new EnumMap<>(ComponentKind.class);
    for (ComponentKind kind : ComponentKind.values()) {
      ComponentDetails group = components.getComponentsMap().get(kind.section());
      if (group != null) {
        types.put(kind, new HashSet<>(group.getSubComponentMapMap().keySet()));
      }
    }
    return new Distribution(types, version);
  }

  /** Whether the agent told which components of this kind it has. */
  boolean tells(ComponentKind kind) {
    return types.containsKey(kind);
  }

  /** Whether it told that it has this one. */
  boolean has(ComponentKind kind, String type) {
    return types.getOrDefault(kind, Set.of()).contains(type);
  }

  /** The types of a kind, sorted. */
  List<String> sorted(ComponentKind kind) {
    return List.copyOf(new TreeSet<>(types.getOrDefault(kind, Set.of())));
  }

  /** The second number of a version 0.x; empty if unknown or not of a collector. */
  OptionalInt minor() {
    Matcher matcher = VERSION.matcher(version);
    return matcher.matches() && matcher.group(1).equals("0")
        ? OptionalInt.of(Integer.parseInt(matcher.group(2)))
        : OptionalInt.empty();
  }
}
