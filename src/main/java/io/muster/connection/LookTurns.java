package io.muster.connection;

/**
 * In which turns agents are looked at: in each while somebody waits, is on the way, or something
 * was changed lately, else in every fifth, as agents of other instances may wait. For one thread.
 */
final class LookTurns {

  private static final int IDLE = 5;

  /**
   * Turns for which a change, a retry say, keeps all looking: the instance that has an agent acts
   * first, then the leader by what that one stored, then the first once more.
   */
  private static final int LIVELY = 15;

  private ConnectionSnapshot seen = ConnectionSnapshot.EMPTY;
  private int turn;
  private int lively;

  /** Whether to look in this turn. */
  boolean next(ConnectionSnapshot snapshot, boolean awaited) {
    turn++;
    if (!snapshot.sameAs(seen)) {
      seen = snapshot;
      lively = LIVELY;
    }
    if (lively > 0) {
      lively--;
      return true;
    }
    return awaited || turn % IDLE == 0;
  }
}
