package io.muster.fleet;

import io.muster.protocol.AgentCapability;
import io.muster.protocol.proto.AgentToServer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of asking one agent for everything (SEMANTICS 3): once per gap, again after a while,
 * three times at most; satisfied when every promised part has arrived. Not thread-safe: guarded by
 * its agent.
 */
final class FullStateRequest {

  private static final int MAX_ASKS = 3;

  private final EnumSet<ReportPart> outstanding = EnumSet.noneOf(ReportPart.class);

  /** What the last answer did not have: the agent has nothing to say of it yet (SEMANTICS 3). */
  private final EnumSet<ReportPart> withheld = EnumSet.noneOf(ReportPart.class);

  private int asks;
  private boolean answering;
  private @Nullable Instant askedAt;

  /**
   * A gap, a restart without its full state, an agent never heard of: what is outstanding from now
   * on.
   */
  void open(Set<ReportPart> parts) {
    outstanding.clear();
    outstanding.addAll(parts);
    withheld.clear();
    asks = 0;
    askedAt = null;
  }

  /** A new connection: what is outstanding stays so, and the agent may be asked anew. */
  void reopen(Set<ReportPart> missing) {
    outstanding.addAll(missing);
    withheld.clear();
    asks = 0;
    askedAt = null;
  }

  /** Parts found missing without a new gap: asks already made count on. */
  void add(Set<ReportPart> parts) {
    outstanding.addAll(parts);
    outstanding.removeAll(withheld);
  }

  /**
   * Takes the parts of a message off what is outstanding. A description is part of every full
   * state: one that comes after the question is the answer, and what is not in it will not come by
   * asking again. Many clients have no config status before their first config.
   */
  void received(AgentToServer message) {
    answering = !outstanding.isEmpty() && askedAt != null;
    outstanding.removeIf(part -> part.in(message));
    withheld.removeIf(part -> part.in(message));
    if (answering && message.hasAgentDescription()) {
      withheld.addAll(outstanding);
      outstanding.clear();
    }
  }

  /** Whether the flag should be sent. */
  boolean due(Instant now, Duration repeat) {
    return !outstanding.isEmpty()
        && asks < MAX_ASKS
        && (askedAt == null || !now.isBefore(askedAt.plus(repeat)));
  }

  void asked(Instant now) {
    asks++;
    askedAt = now;
  }

  /** Whether the message just received may be the answer to a request. */
  boolean wasOutstanding() {
    return answering;
  }

  boolean pending() {
    return !outstanding.isEmpty() && asks < MAX_ASKS;
  }

  /** Whether an answer with the part that this capability promises may still be on its way. */
  boolean awaits(AgentCapability promise, Instant now, Duration patience) {
    if (outstanding.isEmpty()) {
      return false;
    }
    return outstanding.stream().anyMatch(part -> part.isPromisedBy(promise))
        && (askedAt == null ? asks < MAX_ASKS : now.isBefore(askedAt.plus(patience)));
  }
}
