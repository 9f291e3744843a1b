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
    asks = 0;
    askedAt = null;
  }

  /** A new connection: what is outstanding stays so, and the agent may be asked anew. */
  void reopen(Set<ReportPart> missing) {
    outstanding.addAll(missing);
    asks = 0;
    askedAt = null;
  }

  /** Parts found missing without a new gap: asks already made count on. */
  void add(Set<ReportPart> parts) {
    outstanding.addAll(parts);
  }

  /** Takes the parts of a message off what is outstanding. */
  void received(AgentToServer message) {
    answering = !outstanding.isEmpty() && askedAt != null;
    outstanding.removeIf(part -> part.in(message));
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
