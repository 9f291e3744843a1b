package io.muster.session;

import io.muster.fleet.OfferControl;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings a change of policy to every connected agent: grouped by event loop, a slice of each group
 * per turn so that heartbeats get through, the attempts of a slice stored in one write (SEMANTICS
 * 10). Agents that do not read are skipped: their mark stays until they do.
 */
final class FanOut {

  /** Agents per turn of an event loop. */
  private static final int SLICE = 256;

  private FanOut() {}

  /** Starts; returns at once. */
  static void start(Collection<AgentChannel> channels) {
    Map<EventLoop, List<SocketSession>> byLoop = new IdentityHashMap<>();
    for (AgentChannel channel : channels) {
      if (channel instanceof SocketSession session) {
        byLoop.computeIfAbsent(session.eventLoop(), loop -> new ArrayList<>()).add(session);
      }
    }
    byLoop.forEach((loop, sessions) -> loop.execute(() -> slice(loop, sessions, 0)));
  }

  private static void slice(EventLoop loop, List<SocketSession> sessions, int from) {
    int to = Math.min(from + SLICE, sessions.size());
    List<OfferControl.Beginning> beginnings = new ArrayList<>();
    List<SocketSession> waiting = new ArrayList<>();
    OfferControl control = sessions.getFirst().offers();
    for (SocketSession session : sessions.subList(from, to)) {
      int before = beginnings.size();
      session.reconcile(beginnings::add);
      if (beginnings.size() > before) {
        waiting.add(session);
      }
    }
    if (!beginnings.isEmpty()) {
      var _ =
          control
              .begin(beginnings)
              .whenComplete(
                  (ignored, failure) -> loop.execute(() -> waiting.forEach(SocketSession::stored)));
    }
    if (to < sessions.size()) {
      loop.execute(() -> slice(loop, sessions, to));
    }
  }
}
