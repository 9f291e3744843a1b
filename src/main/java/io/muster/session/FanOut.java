package io.muster.session;

import io.muster.fleet.KnownAgent;
import io.muster.fleet.OfferScheduler;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Brings a change of policy to every connected agent: grouped by event loop, a slice of each group
 * per turn so that heartbeats get through, the attempts of a slice stored in one write (SEMANTICS
 * 10). Agents that do not read are skipped: their mark stays until they do.
 */
final class FanOut {

  /** Agents per turn of an event loop. */
  private static final int SLICE = 256;

  private FanOut() {}

  /**
   * Starts; returns at once.
   *
   * @param first who is looked at before all others of the same event loop
   */
  static void start(Map<KnownAgent, AgentChannel> channels, Predicate<KnownAgent> first) {
    Lanes<EventLoop, SocketSession> lanes = new Lanes<>();
    channels.forEach((agent, channel) -> {
      if (channel instanceof SocketSession session) {
        lanes.add(session.eventLoop(), session, first.test(agent));
      }
    });
    lanes.forEach((loop, sessions) -> loop.execute(() -> slice(loop, sessions, 0)));
  }

  /** Puts what belongs to each loop into a row, what is urgent at its head. */
  static final class Lanes<L, S> {
    private final Map<L, List<S>> urgent = new IdentityHashMap<>();
    private final Map<L, List<S>> others = new IdentityHashMap<>();

    void add(L loop, S session, boolean first) {
      (first ? urgent : others).computeIfAbsent(loop, each -> new ArrayList<>()).add(session);
    }

    void forEach(BiConsumer<L, List<S>> lane) {
      urgent.forEach((loop, sessions) -> {
        List<S> behind = others.remove(loop);
        if (behind != null) {
          sessions.addAll(behind);
        }
        lane.accept(loop, sessions);
      });
      others.forEach(lane);
    }
  }

  private static void slice(EventLoop loop, List<SocketSession> sessions, int from) {
    int to = Math.min(from + SLICE, sessions.size());
    List<OfferScheduler.Beginning> beginnings = new ArrayList<>();
    List<SocketSession> waiting = new ArrayList<>();
    OfferScheduler control = sessions.getFirst().offers();
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
