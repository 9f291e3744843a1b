package io.muster.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How ConfigMaps as a source fare.
 *
 * @param enabled whether they are a source at all
 * @param leading whether this instance watches them; another one does otherwise
 * @param counts ConfigMaps by state
 */
public record SourceCondition(
    boolean enabled, boolean leading, List<Namespace> namespaces, Map<String, Integer> counts) {

  /** Where ConfigMaps are no source. */
  static final SourceCondition OFF = new SourceCondition(false, false, List.of(), Map.of());

  public SourceCondition {
    namespaces = List.copyOf(namespaces);
    counts = Map.copyOf(counts);
  }

  /**
   * A namespace.
   *
   * @param watched whether there is a watch now
   * @param syncedAt when it was last known to be up to date; null if it never was
   * @param attempts failures in a row
   * @param failure the last failure since then; empty if there was none
   */
  public record Namespace(
      String name, boolean watched, @Nullable Instant syncedAt, int attempts, String failure) {}

  /**
   * How long ago the namespace that is most behind was up to date; nothing where another instance
   * watches. A watch that is open is up to date.
   *
   * @param begun when the source was switched on, for what never was
   */
  Duration age(Instant begun, Instant now) {
    return !leading
        ? Duration.ZERO
        : namespaces.stream()
            .filter(each -> !each.watched())
            .map(each -> Duration.between(each.syncedAt() == null ? begun : each.syncedAt(), now))
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
  }

  /** Whether this instance has to keep up, and does not. */
  public boolean behind() {
    return enabled && leading && namespaces.stream().anyMatch(each -> !each.watched());
  }
}
