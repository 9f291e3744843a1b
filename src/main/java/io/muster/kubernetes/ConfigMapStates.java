package io.muster.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The ConfigMaps that are known, what is to be done about them, and what became of them. Of one
 * that changes often only its newest state is taken, once in a while; contents are not kept, but
 * read when their turn comes. Bounded by {@link #MAX}. For one thread.
 */
final class ConfigMapStates {

  /** Most ConfigMaps; those beyond are not taken. */
  static final int MAX = 1_000;

  /** Taken in one turn, so that watches are looked at in between. */
  private static final int MAX_PER_TURN = 20;

  /** Between two looks at a rollout, and two tries to write a status. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** Before what failed for the store's or the API server's sake is tried again. */
  private static final Duration AGAIN = Duration.ofSeconds(30);

  private static final Logger LOG = Logger.getLogger(ConfigMapStates.class);

  /** One ConfigMap. */
  private static final class Known {
    private String hash = "";
    private boolean toTake = true;
    private Instant due;
    private @Nullable SourceStatus status;
    private String told = "";
    private boolean written;
    private Instant nextWrite = Instant.MIN;
    private Instant nextLook = Instant.MIN;

    private Known(Instant due) {
      this.due = due;
    }
  }

  private final ConfigMapApi api;
  private final ConfigIntake intake;
  private final Duration minInterval;
  private final InstantSource clock;
  private final Map<ConfigMapKey, Known> known = new HashMap<>();
  private boolean full;

  ConfigMapStates(
      ConfigMapApi api, ConfigIntake intake, Duration minInterval, InstantSource clock) {
    this.api = api;
    this.intake = intake;
    this.minInterval = minInterval;
    this.clock = clock;
  }

  /** One was listed, or the watch told of it. */
  void seen(SourceConfigMap map) {
    Known one = known.get(map.key());
    if (one == null) {
      if (known.size() >= MAX) {
        if (!full) {
          LOG.warnf("event=configmaps_full limit=%d left_out=%s", MAX, map.key());
        }
        full = true;
        return;
      }
      one = new Known(clock.instant());
      known.put(map.key(), one);
    }
    String hash = map.hash();
    if (hash.equals(one.hash)) {
      return; // Most often what was written back here.
    }
    one.hash = hash;
    one.toTake = true;
    if (clock.instant().isBefore(one.due)) {
      one.status = pending(one);
      one.written = false;
    }
  }

  private SourceStatus pending(Known one) {
    SourceStatus before = one.status;
    String message =
        "it changes more often than every "
            + minInterval.toSeconds()
            + " s (muster.kubernetes.min-interval): what it is then is taken when that is over";
    return before == null
        ? SourceStatus.without(SourceState.PENDING, "", "", message)
        : before.at(SourceState.PENDING, message);
  }

  /** One is deleted, or not selected any more. */
  void gone(ConfigMapKey key) {
    if (known.remove(key) != null) {
      full = false;
      intake.gone(key);
      // Another one may have waited for the name.
      retry(Set.of(SourceState.CONFLICT));
    }
  }

  /** These are all of a namespace. */
  void listed(String namespace, Set<ConfigMapKey> there) {
    known.keySet().stream()
        .filter(key -> key.namespace().equals(namespace) && !there.contains(key))
        .toList()
        .forEach(this::gone);
    intake.left(namespace, there);
  }

  /** What was not taken is tried again: what was in the way may be gone. */
  void retryTroubled() {
    retry(Set.of(SourceState.REFUSED, SourceState.CONFLICT, SourceState.DETACHED));
  }

  private void retry(Set<SourceState> states) {
    known.values().stream()
        .filter(one -> one.status != null && states.contains(one.status.state()))
        .forEach(one -> one.toTake = true);
  }

  /** Takes what is due, follows rollouts, writes back. */
  void work() {
    Instant now = clock.instant();
    List<ConfigMapKey> due = new ArrayList<>();
    known.forEach((key, one) -> {
      if (one.toTake && !now.isBefore(one.due) && due.size() < MAX_PER_TURN) {
        due.add(key);
      }
    });
    due.forEach(this::take);
    for (Map.Entry<ConfigMapKey, Known> each : List.copyOf(known.entrySet())) {
      follow(each.getKey(), each.getValue(), now);
      write(each.getKey(), each.getValue(), now);
    }
  }

  private void take(ConfigMapKey key) {
    Known one = known.get(key);
    if (one == null) {
      return; // The one before in this turn made it go.
    }
    try {
      SourceConfigMap map = api.get(key).orElse(null);
      if (map == null) {
        gone(key);
        return;
      }
      one.toTake = false;
      one.hash = map.hash();
      SourceStatus status = intake.take(map);
      one.due = clock.instant().plus(minInterval);
      if (!status.equals(one.status)) {
        log(key, status);
      }
      one.status = status;
      one.written =
          map.annotations().get(Annotations.STATUS) instanceof String said && status.isSaidBy(said);
      if (one.written) {
        one.told = told(status);
      } else {
        announce(map, one, status);
      }
    } catch (RuntimeException e) {
      one.toTake = true;
      one.due = clock.instant().plus(AGAIN);
      LOG.warnf("event=configmap_not_taken configmap=%s reason=\"%s\"", key, e);
    }
  }

  private static void log(ConfigMapKey key, SourceStatus status) {
    String state = status.state().text();
    if (status.state().troubled()) {
      LOG.warnf(
          "event=configmap_state configmap=%s state=%s config=%s revision=%d rollout=%s"
              + " reason=\"%s\"",
          key, state, status.config(), status.revision(), status.rollout(), status.message());
    } else {
      LOG.infof(
          "event=configmap_state configmap=%s state=%s config=%s revision=%d rollout=%s"
              + " reason=\"%s\"",
          key, state, status.config(), status.revision(), status.rollout(), status.message());
    }
  }

  /** What an event of Kubernetes says; the same is said once. */
  private static String told(SourceStatus status) {
    return status.state() + " " + status.revision() + " " + status.message();
  }

  private void announce(SourceConfigMap map, Known one, SourceStatus status) {
    if (told(status).equals(one.told)) {
      return;
    }
    one.told = told(status);
    try {
      api.tell(
          map,
          status.state().troubled(),
          reason(status.state()),
          status.message().isEmpty()
              ? "config " + status.config() + "@" + status.revision()
              : status.message());
    } catch (RuntimeException e) {
      // The status says the same.
      LOG.debugf("event=configmap_event_not_written configmap=%s reason=\"%s\"", map.key(), e);
    }
  }

  private static String reason(SourceState state) {
    return switch (state) {
      case APPLIED -> "Applied";
      case ROLLING_OUT -> "RollingOut";
      case ROLLED_BACK -> "RolledBack";
      case ABORTED -> "Aborted";
      case REFUSED -> "Refused";
      case CONFLICT -> "Conflict";
      case DETACHED -> "Detached";
      case PENDING -> "Pending";
    };
  }

  private void follow(ConfigMapKey key, Known one, Instant now) {
    SourceStatus status = one.status;
    if (status == null || status.state() != SourceState.ROLLING_OUT || now.isBefore(one.nextLook)) {
      return;
    }
    one.nextLook = now.plus(PAUSE);
    SourceStatus after = intake.progress(status);
    if (!after.equals(status)) {
      log(key, after);
      one.status = after;
      one.written = false;
    }
  }

  private void write(ConfigMapKey key, Known one, Instant now) {
    SourceStatus status = one.status;
    if (status == null || one.written || now.isBefore(one.nextWrite)) {
      return;
    }
    one.nextWrite = now.plus(PAUSE);
    try {
      SourceConfigMap map = api.get(key).orElse(null);
      if (map == null) {
        return; // The watch will tell.
      }
      if (!(map.annotations().get(Annotations.STATUS) instanceof String said
          && status.isSaidBy(said))) {
        api.writeStatus(key, status.json(map.resourceVersion()));
      }
      one.written = true;
      announce(map, one, status);
    } catch (RuntimeException e) {
      one.nextWrite = now.plus(AGAIN);
      LOG.warnf("event=configmap_status_not_written configmap=%s reason=\"%s\"", key, e);
    }
  }

  /** How many there are in each state. */
  Map<String, Integer> counts() {
    Map<String, Integer> counts = new HashMap<>();
    known
        .values()
        .forEach(one ->
            counts.merge(
                (one.status == null ? SourceState.PENDING : one.status.state()).text(),
                1,
                Integer::sum));
    return counts;
  }

  /** Whether there are more than are taken. */
  boolean full() {
    return full;
  }

  /** Forgets all of them: another instance leads. */
  void clear() {
    known.clear();
    full = false;
  }
}
