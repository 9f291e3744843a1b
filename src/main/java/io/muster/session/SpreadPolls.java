package io.muster.session;

import io.muster.agent.Transport;
import io.muster.fleet.SessionRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells one agent that polls now this instance, now another, from two that share a uid and poll one
 * each: the sequence here goes on by one while the other instance was told numbers far from it, in
 * between. Those of one agent are one sequence wherever it says them. Confined to the turn of its
 * session.
 */
final class SpreadPolls {

  /** Times that the sequence here went on, in a row, until there are two. */
  static final int TURNS = 3;

  /** Numbers this near may be repetitions that came late, or by another way. */
  static final int NEAR = 8;

  private static final long NONE = -1;

  private long last = NONE;
  private int turns;

  /**
   * Takes a message that was processed here.
   *
   * @param before the message before it, if another instance had that
   * @return whether another agent polls there under the same uid
   */
  boolean areTwo(long number, @Nullable SessionRecord before) {
    boolean goesOn = last != NONE && number == last + 1;
    if (before != null && before.transport() == Transport.HTTP && before.sequence() != NONE) {
      boolean far = Math.abs(before.sequence() - number) > NEAR;
      turns = goesOn && far ? turns + 1 : 0;
    } else if (!goesOn && number != last) {
      turns = 0;
    }
    last = number;
    return turns >= TURNS;
  }

  /** The two have been told apart. */
  void begin() {
    turns = 0;
  }
}
