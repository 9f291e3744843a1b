package io.muster.session;

import io.muster.fleet.AgentConnection;
import io.muster.fleet.Fleet;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.ReportOutcome;
import io.muster.fleet.ReportOutcome.Holder;

/**
 * Finds out who an agent is when a second connection speaks for it: the WebSocket that has it is
 * pinged, and the message of the other waits (SEMANTICS 4, 29). Runs on a virtual thread and
 * blocks, for {@link AgentSettings#duplicateProbe} at most for each one who is asked. Thread-safe.
 */
final class Contests {

  /** How it ended. */
  enum Verdict {
    /** The one who has the agent is alive: the newcomer is another agent. */
    SECOND_AGENT,
    /** As {@link #SECOND_AGENT}, and such are not taken. */
    DENIED,
    /** As {@link #SECOND_AGENT}, but the newcomer has gone meanwhile. */
    NEWCOMER_GONE,
    /** The one who had the agent is not there any more. */
    THE_AGENT,
    /** So many messages wait for this already that nobody is asked. */
    TOO_MANY
  }

  private final Fleet fleet;
  private final Sessions sessions;
  private final AgentSettings settings;
  private final HeldMessages held;
  private final BoundedWait wait;

  Contests(
      Fleet fleet, Sessions sessions, AgentSettings settings, HeldMessages held, BoundedWait wait) {
    this.fleet = fleet;
    this.sessions = sessions;
    this.settings = settings;
    this.held = held;
    this.wait = wait;
  }

  /**
   * Decides one contest. A holder that is found to be gone has lost the agent and its connection
   * when this returns.
   *
   * @param bytes of the newcomer's message, which is kept meanwhile
   */
  Verdict decide(ReportOutcome.Contested contest, AgentConnection newcomer, long bytes) {
    if (!held.hold(bytes)) {
      return Verdict.TOO_MANY;
    }
    try {
      if (!holds(contest.holder())) {
        release(contest.agent(), contest.holder());
        return Verdict.THE_AGENT;
      }
      if (settings.duplicateUid() == AgentSettings.DuplicateUid.DENY) {
        return Verdict.DENIED;
      }
      return speaks(newcomer) ? Verdict.SECOND_AGENT : Verdict.NEWCOMER_GONE;
    } finally {
      held.release(bytes);
    }
  }

  private boolean holds(Holder holder) {
    if (settings.duplicateUid() == AgentSettings.DuplicateUid.DISCONNECT) {
      return false;
    }
    return switch (holder) {
      case Holder.Here(AgentConnection link) -> {
        AgentSocket socket = sessions.socket(link.connection());
        yield socket != null && answers(socket);
      }
      case Holder.Elsewhere elsewhere -> false;
    };
  }

  /**
   * Whether the newcomer is there: a message that its agent sent before it connected anew is
   * processed late, and no other agent's.
   */
  private boolean speaks(AgentConnection newcomer) {
    return switch (newcomer.transport()) {
      case HTTP -> true;
      case WEBSOCKET -> {
        AgentSocket socket = sessions.socket(newcomer.connection());
        yield socket != null && answers(socket);
      }
    };
  }

  private boolean answers(AgentSocket socket) {
    return wait.await(socket.probe(), settings.duplicateProbe()) == BoundedWait.End.DONE;
  }

  private void release(KnownAgent agent, Holder holder) {
    switch (holder) {
      case Holder.Here(AgentConnection link) -> {
        AgentSocket socket = sessions.socket(link.connection());
        if (socket != null) {
          socket.abort("another connection speaks for its agent");
        }
        fleet.disconnected(agent, link.connection());
      }
      case Holder.Elsewhere elsewhere -> {}
    }
  }
}
