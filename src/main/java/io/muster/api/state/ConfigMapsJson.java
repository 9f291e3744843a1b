package io.muster.api.state;

import io.muster.kubernetes.SourceCondition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How ConfigMaps as a source of configs fare.
 *
 * @param watching whether this instance watches; another one does otherwise
 * @param behind whether it ought to and cannot
 * @param counts ConfigMaps by what became of them
 */
@Schema(name = "ConfigMaps")
public record ConfigMapsJson(
    boolean watching, boolean behind, List<Namespace> namespaces, Map<String, Integer> counts) {

  /**
   * A namespace that is watched.
   *
   * @param syncedAt when it was last known to be up to date; null if it never was
   * @param attempts failures in a row
   * @param failure the last one; empty if there is none
   */
  @Schema(name = "WatchedNamespace")
  public record Namespace(
      String name, boolean watched, @Nullable Instant syncedAt, int attempts, String failure) {}

  /** Null where they are no source. */
  static @Nullable ConfigMapsJson of(SourceCondition condition) {
    return condition.enabled()
        ? new ConfigMapsJson(
            condition.leading(),
            condition.behind(),
            condition.namespaces().stream()
                .map(each ->
                    new Namespace(
                        each.name(),
                        each.watched(),
                        each.syncedAt(),
                        each.attempts(),
                        each.failure()))
                .toList(),
            new TreeMap<>(condition.counts()))
        : null;
  }
}
