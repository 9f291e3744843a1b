package io.muster.connection;

import io.muster.protocol.InstanceUid;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far settings have gone out to the agents of one kind.
 *
 * @param proved agents that took them and came back by them, one after the other since it began
 * @param chosen agents that may be offered them now, by their first uid, and since when
 * @param since when it began, or was told to go on
 * @param stop why it does not go on; null unless {@link Stage#STOPPED}
 */
public record KindProgress(
    Stage stage, int proved, Map<InstanceUid, Instant> chosen, Instant since, @Nullable Stop stop) {

  /** How many agents at a time. */
  public enum Stage {
    /** One. */
    FIRST,
    /** Ten more. */
    TEN,
    /** All that are left, a bounded number at a time; also those that come later. */
    ALL,
    /** None: one did not come back. */
    STOPPED
  }

  /**
   * What stopped it.
   *
   * @param agent the uid it had
   * @param state of its attempt
   * @param message what the agent said, or what was missed
   */
  public record Stop(String agent, String state, String message, Instant at) {}

  public KindProgress {
    chosen = Collections.unmodifiableMap(new LinkedHashMap<>(chosen));
    if (proved < 0 || (stage == Stage.STOPPED) != (stop != null)) {
      throw new IllegalArgumentException(stage + " with " + proved + " proved and " + stop);
    }
  }

  /** Nobody has been offered anything. */
  static KindProgress begun(Instant now) {
    return new KindProgress(Stage.FIRST, 0, Map.of(), now, null);
  }

  /** Whether an agent may be offered the settings. */
  boolean admits(InstanceUid firstUid) {
    return stage != Stage.STOPPED && chosen.containsKey(firstUid);
  }

  /** The same, and no further. */
  KindProgress stopped(Stop why) {
    return new KindProgress(Stage.STOPPED, proved, Map.of(), since, why);
  }
}
