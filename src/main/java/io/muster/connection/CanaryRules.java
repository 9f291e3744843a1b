package io.muster.connection;

import io.muster.connection.KindProgress.Stage;
import io.muster.connection.KindProgress.Stop;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Who of the agents of one kind is offered settings next: one, then ten, then all, as long as each
 * comes back (SEMANTICS 30). Pure.
 *
 * @param patience how long a chosen agent may go without being sent anything; then another one is
 *     chosen in its place
 * @param atOnce how many may be on the way while all have their turn
 */
record CanaryRules(Duration patience, int atOnce) {

  private static final int TEN = 10;

  /**
   * An agent of the kind.
   *
   * @param uid the one it has now
   * @param eligible whether it is connected, and may be sent the settings by that connection
   */
  record Seen(InstanceUid firstUid, InstanceUid uid, boolean eligible, Standing standing) {}

  /**
   * What follows from what is seen.
   *
   * @param passedOver who was chosen lately and could not be sent anything: comes last
   */
  KindProgress next(
      KindProgress before, List<Seen> agents, Predicate<InstanceUid> passedOver, Instant now) {
    if (before.stop() != null) {
      return before;
    }
    for (Seen seen : agents) {
      if (seen.standing() instanceof Standing.Failed(String state, String message, Instant at)
          && !at.isBefore(before.since())) {
        return before.stopped(new Stop(seen.uid().toString(), state, message, at));
      }
    }
    Map<InstanceUid, Seen> byUid = new HashMap<>();
    agents.forEach(seen -> byUid.put(seen.firstUid(), seen));
    Map<InstanceUid, Instant> chosen = new LinkedHashMap<>();
    int proved = before.proved();
    for (Map.Entry<InstanceUid, Instant> choice : before.chosen().entrySet()) {
      Seen seen = byUid.get(choice.getKey());
      if (seen != null && seen.standing() instanceof Standing.Has) {
        proved++;
      } else if (seen != null && stays(seen, choice.getValue(), now)) {
        chosen.put(choice.getKey(), choice.getValue());
      }
    }
    Stage stage = proved == 0 ? Stage.FIRST : proved <= TEN ? Stage.TEN : Stage.ALL;
    long underWay =
        agents.stream()
            .filter(seen ->
                seen.standing() instanceof Standing.UnderWay
                    && !chosen.containsKey(seen.firstUid()))
            .count();
    long room = room(stage, proved) - chosen.size() - underWay;
    agents.stream()
        .filter(seen -> seen.eligible() && seen.standing() instanceof Standing.Lacks)
        .filter(seen -> !chosen.containsKey(seen.firstUid()))
        .filter(seen -> !before.chosen().containsKey(seen.firstUid()))
        .sorted(
            Comparator.comparing((Seen seen) -> passedOver.test(seen.firstUid()))
                .thenComparing(Seen::firstUid))
        .limit(Math.max(0, room))
        .forEach(seen -> chosen.put(seen.firstUid(), now));
    return new KindProgress(stage, proved, chosen, before.since(), null);
  }

  private boolean stays(Seen seen, Instant since, Instant now) {
    return switch (seen.standing()) {
      case Standing.UnderWay _ -> true;
      case Standing.Lacks() -> seen.eligible() && now.isBefore(since.plus(patience));
      case Standing.Has(), Standing.Failed _ -> false;
    };
  }

  private int room(Stage stage, int proved) {
    return switch (stage) {
      case FIRST -> 1;
      case TEN -> 1 + TEN - proved;
      case ALL -> atOnce;
      case STOPPED -> 0;
    };
  }
}
