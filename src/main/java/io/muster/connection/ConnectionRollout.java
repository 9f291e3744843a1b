package io.muster.connection;

import io.muster.agent.AgentState;
import io.muster.agent.OfferKind;
import io.muster.agent.Presence;
import io.muster.agent.Transport;
import io.muster.cluster.Hints;
import io.muster.cluster.Topics;
import io.muster.connection.CanaryRules.Seen;
import io.muster.fleet.AgentConnection;
import io.muster.fleet.Connections;
import io.muster.fleet.Fleet;
import io.muster.fleet.FleetSettings;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.SessionRecord;
import io.muster.freeze.Freezes;
import io.muster.freeze.Outgoing;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes connection settings out to the agents, a few at a time (SEMANTICS 30): one step is one look
 * at the fleet. What an instance sees of its own agents it ends; the leader chooses who is next and
 * writes it down, so that whoever leads then goes on from there. One thread.
 */
final class ConnectionRollout {

  private static final Logger LOG = Logger.getLogger(ConnectionRollout.class);

  /** Agents that were chosen and could not be sent anything; the oldest is forgotten. */
  private static final int MAX_PASSED_OVER = 10_000;

  private final ConnectionOffer offer;
  private final ConnectionProgressStore store;
  private final Fleet fleet;
  private final FleetSettings settings;
  private final Freezes freezes;
  private final Connections connections;
  private final Hints hints;
  private final BooleanSupplier leading;
  private final int atOnce;
  private final Instant begun;
  private final Set<InstanceUid> passedOver = new LinkedHashSet<>();

  ConnectionRollout(
      ConnectionOffer offer,
      ConnectionProgressStore store,
      Fleet fleet,
      FleetSettings settings,
      Freezes freezes,
      Connections connections,
      Hints hints,
      BooleanSupplier leading,
      int atOnce) {
    this.offer = offer;
    this.store = store;
    this.fleet = fleet;
    this.settings = settings;
    this.freezes = freezes;
    this.connections = connections;
    this.hints = hints;
    this.leading = leading;
    this.atOnce = atOnce;
    this.begun = fleet.now();
  }

  /** Whether anybody is on the way, as far as is known here. */
  boolean underWay() {
    return offer.current().entries().stream().anyMatch(each -> each.progress().underWay());
  }

  /** One look and what follows from it. Blocks; throws the store's exception. */
  void step() {
    ConnectionSnapshot snapshot = offer.current();
    if (snapshot.entries().isEmpty() || !fleet.loaded()) {
      return;
    }
    Instant now = fleet.now();
    Map<String, Map<AgentKind, List<Seen>>> seen = look(snapshot, now);
    if (!leading.getAsBoolean()) {
      return;
    }
    for (ConnectionSnapshot.Entry entry : snapshot.entries()) {
      goOn(entry, seen.getOrDefault(entry.name(), Map.of()), now);
    }
  }

  private Map<String, Map<AgentKind, List<Seen>>> look(ConnectionSnapshot snapshot, Instant now) {
    Map<String, Map<InstanceUid, AgentKind>> chosen = new HashMap<>();
    for (ConnectionSnapshot.Entry entry : snapshot.entries()) {
      Map<InstanceUid, AgentKind> kinds = new HashMap<>();
      entry
          .progress()
          .kinds()
          .forEach((kind, gone) -> gone.chosen().keySet().forEach(uid -> kinds.put(uid, kind)));
      chosen.put(entry.name(), kinds);
    }
    Map<String, Map<AgentKind, List<Seen>>> seen = new HashMap<>();
    for (KnownAgent agent : fleet.agents()) {
      AgentState state = agent.state();
      if (!state.can(AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS)) {
        continue;
      }
      ConnectionSnapshot.Entry entry = snapshot.entry(state);
      if (entry == null) {
        continue;
      }
      // Who is on the way counts where it was chosen, whatever it comes back as.
      AgentKind kind = chosen.getOrDefault(entry.name(), Map.of()).get(state.facts().firstUid());
      Transport transport = kind == null ? transport(agent) : kind.transport();
      if (transport == null) {
        continue; // It is away, and nobody waits for it.
      }
      seen.computeIfAbsent(entry.name(), _ -> new HashMap<>())
          .computeIfAbsent(
              kind == null ? AgentKind.of(state, transport) : kind, _ -> new ArrayList<>())
          .add(seen(agent, state, entry.form(transport), entry.progress().retriedAt(), now));
    }
    return seen;
  }

  private static @Nullable Transport transport(KnownAgent agent) {
    AgentConnection link = agent.link();
    if (link != null) {
      return link.transport();
    }
    SessionRecord elsewhere = agent.holdingElsewhere();
    return elsewhere == null ? null : elsewhere.transport();
  }

  private Seen seen(
      KnownAgent agent, AgentState state, OfferForm form, Instant retriedAt, Instant now) {
    AgentConnection link = agent.link();
    Standing standing = Standing.of(state, form.hash());
    if (standing instanceof Standing.Failed(var _, var _, Instant at)
        && !at.isAfter(retriedAt)
        && mine(agent, link)) {
      var _ = fleet.retry(agent, OfferKind.CONNECTION);
      standing = Standing.of(agent.state(), form.hash());
    }
    boolean frozen = freezes.stops(state, Outgoing.CHANGE);
    if (standing instanceof Standing.UnderWay(var attempt)
        && !now.isBefore(attempt.deadline())
        && !now.isBefore(begun.plus(patience(form)))) {
      standing =
          frozen ? anew(agent, link, form, standing) : late(agent, link, form, now, standing);
    }
    boolean eligible =
        !frozen
            && agent.presence(now, settings) != Presence.DISCONNECTED
            && (link == null || offer.mayTravel(form.due(), link));
    return new Seen(state.facts().firstUid(), state.uid(), eligible, standing);
  }

  /**
   * In a freeze it is not sent again what it may have missed, so that it did not come back says
   * nothing: it has its turn once more when the freeze is over.
   */
  private Standing anew(
      KnownAgent agent, @Nullable AgentConnection link, OfferForm form, Standing underWay) {
    if (!mine(agent, link)) {
      return underWay;
    }
    var _ = fleet.forget(agent, OfferKind.CONNECTION, form.hash());
    return new Standing.Lacks();
  }

  private boolean mine(KnownAgent agent, @Nullable AgentConnection link) {
    return link != null || (agent.holdingElsewhere() == null && leading.getAsBoolean());
  }

  private Duration patience(OfferForm form) {
    Duration usual = settings.offerTimeout();
    Duration heartbeats = form.settings().heartbeatInterval().multipliedBy(3);
    return heartbeats.compareTo(usual) > 0 ? heartbeats : usual;
  }

  /** Its time is over: the instance that has it says so, or the leader if none has. */
  private Standing late(
      KnownAgent agent,
      @Nullable AgentConnection link,
      OfferForm form,
      Instant now,
      Standing underWay) {
    if (!mine(agent, link) || fleet.isLostAgain(agent, OfferKind.CONNECTION, form.hash())) {
      return underWay;
    }
    String within = " within " + patience(form).toSeconds() + " s";
    String message;
    if (form.from().leaves()) {
      message = "it did not say goodbye" + within;
    } else if (link == null) {
      message = "it did not come back" + within;
    } else if (offer.provedBy(form.hash(), io.muster.fleet.Offer.Proof.RETURN, link)) {
      message = "it did not connect anew" + within;
    } else {
      message = "it did not come back by these settings" + within + ", but has other ones";
    }
    LOG.infof(
        "event=connection_settings_not_taken name=%s agent=%s reason=\"%s\"",
        form.from().name(), agent.uid(), message);
    var _ = fleet.takeBack(agent, OfferKind.CONNECTION, form.hash(), message);
    return new Standing.Failed("TAKEN_BACK", message, now);
  }

  private void goOn(ConnectionSnapshot.Entry entry, Map<AgentKind, List<Seen>> seen, Instant now) {
    ConnectionProgress before = entry.progress();
    ConnectionProgress after = after(entry, seen, now);
    if (after.equals(before)) {
      return;
    }
    NamedRecords.Versioned<ConnectionProgress> stored = store.get(entry.name()).orElse(null);
    if (stored != null
        && stored.value().seal().equals(before.seal())
        && !stored.value().equals(before)) {
      // Another leader or an operator was faster: go on from there with the next look.
      offer.progressed(stored.value());
      return;
    }
    boolean written = stored == null ? store.add(after) : store.replace(after, stored.version());
    if (!written) {
      return;
    }
    offer.progressed(after);
    hints.changed(Topics.CONNECTION_SETTINGS, entry.value().generation());
    told(entry, before, after, seen);
  }

  private ConnectionProgress after(
      ConnectionSnapshot.Entry entry, Map<AgentKind, List<Seen>> seen, Instant now) {
    Map<AgentKind, KindProgress> kinds = new LinkedHashMap<>(entry.progress().kinds());
    int left = atOnce;
    for (Map.Entry<AgentKind, List<Seen>> each : seen.entrySet()) {
      KindProgress before = kinds.get(each.getKey());
      boolean news = before == null;
      if (before == null) {
        if (!makeRoom(kinds, seen)) {
          continue;
        }
        before = KindProgress.begun(now);
      }
      CanaryRules rules =
          new CanaryRules(patience(entry.form(each.getKey().transport())), Math.max(0, left));
      KindProgress next = rules.next(before, each.getValue(), passedOver::contains, now);
      left -= next.chosen().size();
      passOver(before, next, each.getValue());
      if (!news || !next.chosen().isEmpty() || next.stop() != null) {
        kinds.put(each.getKey(), next);
      }
    }
    // Who was chosen and is not known any more.
    kinds.replaceAll((kind, gone) ->
        seen.containsKey(kind) || gone.chosen().isEmpty()
            ? gone
            : new KindProgress(gone.stage(), gone.proved(), Map.of(), gone.since(), gone.stop()));
    return entry.progress().with(kinds);
  }

  /** Forgets a kind that nobody is of if there are too many; false if all of them have agents. */
  private static boolean makeRoom(
      Map<AgentKind, KindProgress> kinds, Map<AgentKind, List<Seen>> seen) {
    if (kinds.size() < ConnectionProgress.MAX_KINDS) {
      return true;
    }
    AgentKind unused =
        kinds.keySet().stream().filter(kind -> !seen.containsKey(kind)).findFirst().orElse(null);
    return unused != null && kinds.remove(unused) != null;
  }

  private void passOver(KindProgress before, KindProgress next, List<Seen> agents) {
    for (Seen each : agents) {
      if (each.standing() instanceof Standing.Lacks
          && before.chosen().containsKey(each.firstUid())
          && !next.chosen().containsKey(each.firstUid())) {
        passedOver.add(each.firstUid());
      }
    }
    while (passedOver.size() > MAX_PASSED_OVER) {
      passedOver.remove(passedOver.iterator().next());
    }
  }

  private void told(
      ConnectionSnapshot.Entry entry,
      ConnectionProgress before,
      ConnectionProgress after,
      Map<AgentKind, List<Seen>> seen) {
    after
        .kinds()
        .forEach((kind, next) -> {
          KindProgress was = before.kind(kind);
          if (next.stop() != null && (was == null || was.stop() == null)) {
            LOG.warnf(
                "event=connection_settings_stopped name=%s kind=\"%s\" agent=%s reason=\"%s\"",
                entry.name(), kind, next.stop().agent(), next.stop().message());
          }
          for (Seen each : seen.getOrDefault(kind, List.of())) {
            InstanceUid uid = each.firstUid();
            if (next.chosen().containsKey(uid) && (was == null || !was.chosen().containsKey(uid))) {
              connections.reconcile(each.uid());
            }
          }
        });
  }
}
