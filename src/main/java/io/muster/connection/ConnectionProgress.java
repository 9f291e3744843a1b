package io.muster.connection;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the settings of one name have gone out.
 *
 * @param seal of what goes out and to whom; progress under another seal counts for nothing
 * @param retriedAt when an operator last had it go on: what failed before that is forgotten by
 *     whoever has the agent
 */
public record ConnectionProgress(
    String name, String seal, Map<AgentKind, KindProgress> kinds, Instant retriedAt) {

  /** Most kinds of one name; agents of further kinds wait. */
  static final int MAX_KINDS = 200;

  public ConnectionProgress {
    kinds = Collections.unmodifiableMap(new LinkedHashMap<>(kinds));
  }

  /** Nothing has gone out. */
  static ConnectionProgress none(String name, String seal) {
    return new ConnectionProgress(name, seal, Map.of(), Instant.EPOCH);
  }

  /** The same, gone out so far to each kind. */
  ConnectionProgress with(Map<AgentKind, KindProgress> newKinds) {
    return new ConnectionProgress(name, seal, newKinds, retriedAt);
  }

  @Nullable KindProgress kind(AgentKind kind) {
    return kinds.get(kind);
  }

  /** Whether a kind has been stopped. */
  public boolean stopped() {
    return kinds.values().stream().anyMatch(each -> each.stop() != null);
  }

  /** Whether anybody is on the way. */
  boolean underWay() {
    return kinds.values().stream().anyMatch(each -> !each.chosen().isEmpty());
  }

  /** With the kinds that were stopped as if they had not begun. */
  ConnectionProgress resumed(Instant now) {
    Map<AgentKind, KindProgress> rest = new LinkedHashMap<>(kinds);
    rest.values().removeIf(each -> each.stop() != null);
    return new ConnectionProgress(name, seal, rest, now);
  }
}
