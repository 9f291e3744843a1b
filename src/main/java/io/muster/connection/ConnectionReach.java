package io.muster.connection;

import io.muster.agent.AgentState;
import io.muster.agent.Presence;
import io.muster.agent.Transport;
import io.muster.connection.NamedRecords.Versioned;
import io.muster.fleet.AgentConnection;
import io.muster.fleet.Fleet;
import io.muster.fleet.FleetSettings;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.SessionRecord;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Whom connection settings reach, kind by kind. Blocks. Thread-safe. */
@Singleton
public final class ConnectionReach {

  /** Most kinds that are told one by one; of the others only the agents are counted. */
  static final int MAX_KINDS = 100;

  /**
   * Agents of one kind that are connected.
   *
   * @param agents that the settings are for
   * @param offered those of them that lack the settings and take them: they would connect anew
   * @param heldBack those of them that are sent nothing, because their connection is not encrypted
   */
  public record Kind(
      AgentKind kind, long agents, long offered, long heldBack, List<String> warnings) {}

  /**
   * All of them.
   *
   * @param offered agents that would connect anew
   * @param furtherKinds kinds that are not told
   */
  public record Reach(long agents, long offered, List<Kind> kinds, long furtherKinds) {}

  private static final class Count {
    private long agents;
    private long offered;
    private long heldBack;
  }

  private final Fleet fleet;
  private final FleetSettings settings;
  private final ConnectionSettingsStore store;
  private final ConnectionOffer offer;

  ConnectionReach(
      Fleet fleet, FleetSettings settings, ConnectionSettingsStore store, ConnectionOffer offer) {
    this.fleet = fleet;
    this.settings = settings;
    this.store = store;
    this.offer = offer;
  }

  /** Of settings as they are, or as they would be beside what there is. */
  public Reach of(ConnectionRecord wanted) {
    List<ConnectionRecord> records = new ArrayList<>();
    store.all().stream()
        .map(Versioned::value)
        .filter(each -> !each.name().equals(wanted.name()))
        .forEach(records::add);
    records.add(wanted);
    ConnectionSnapshot snapshot = ConnectionSnapshot.of(records, List.of());
    ConnectionSnapshot.Entry entry = Objects.requireNonNull(snapshot.named(wanted.name()));
    Map<AgentKind, Count> counts = new LinkedHashMap<>();
    Instant now = fleet.now();
    for (KnownAgent agent : fleet.agents()) {
      AgentState state = agent.state();
      if (agent.presence(now, settings) == Presence.DISCONNECTED
          || !entry.equals(snapshot.entry(state))) {
        continue;
      }
      AgentConnection link = agent.link();
      SessionRecord elsewhere = agent.holdingElsewhere();
      Transport transport =
          link != null
              ? link.transport()
              : elsewhere != null ? elsewhere.transport() : Transport.WEBSOCKET;
      AgentKind kind = AgentKind.of(state, transport);
      Count count = counts.computeIfAbsent(kind, _ -> new Count());
      count.agents++;
      OfferForm form = entry.form(transport);
      if (KindWarnings.accepts(kind)
          && !(Standing.of(state, form.hash()) instanceof Standing.Has)) {
        if (link == null || offer.mayTravel(form, link)) {
          count.offered++;
        } else {
          count.heldBack++;
        }
      }
    }
    return reach(wanted, counts);
  }

  private static Reach reach(ConnectionRecord wanted, Map<AgentKind, Count> counts) {
    ConnectionSettings put = Objects.requireNonNull(wanted.settings());
    List<Kind> kinds = new ArrayList<>();
    long agents = 0;
    long offered = 0;
    for (Map.Entry<AgentKind, Count> each : counts.entrySet()) {
      Count count = each.getValue();
      agents += count.agents;
      offered += count.offered;
      if (kinds.size() < MAX_KINDS) {
        List<String> warnings =
            new ArrayList<>(KindWarnings.of(each.getKey(), put, wanted.leaves()));
        if (count.heldBack > 0) {
          warnings.add(
              count.heldBack
                  + " are sent nothing: opamp.headers have secrets, and their connections are not"
                  + " encrypted");
        }
        kinds.add(new Kind(each.getKey(), count.agents, count.offered, count.heldBack, warnings));
      }
    }
    return new Reach(agents, offered, kinds, counts.size() - (long) kinds.size());
  }
}
