package io.muster.fleet;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentFacts;
import io.muster.agent.AgentState;
import io.muster.agent.Presence;
import io.muster.agent.Transport;
import io.muster.cluster.Leadership;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.telemetry.FleetMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * What happens to agents by the mere passing of time: polling agents that stay away, retention,
 * aliases, unsaved state. To be called now and then; blocks briefly.
 */
public final class FleetSweep {

  private static final Logger LOG = Logger.getLogger(FleetSweep.class);

  private final Fleet fleet;
  private final AgentIndex index;
  private final AgentSaver saver;
  private final ContentPacing pacing;
  private final ContentRenewal effectiveConfigs;
  private final ContentRenewal components;
  private final FleetSettings settings;
  private final FleetMetrics metrics;
  private final SessionOwnership ownership;
  private final Leadership leadership;

  /** Agents taken in one go that could not be when they came. */
  private static final int LATE_AT_ONCE = 500;

  /** While the server was away nobody could be heard, and heartbeats are not stored. */
  private final Instant listeningSince;

  FleetSweep(
      Fleet fleet,
      AgentIndex index,
      AgentSaver saver,
      ContentStore contents,
      ContentPacing pacing,
      FleetSettings settings,
      FleetMetrics metrics,
      SessionOwnership ownership,
      Leadership leadership) {
    this.fleet = fleet;
    this.index = index;
    this.saver = saver;
    this.pacing = pacing;
    effectiveConfigs = new ContentRenewal(contents, ContentStore.Kind.EFFECTIVE_CONFIG);
    components = new ContentRenewal(contents, ContentStore.Kind.COMPONENTS);
    this.settings = settings;
    this.metrics = metrics;
    this.ownership = ownership;
    this.leadership = leadership;
    this.listeningSince = fleet.now();
  }

  /** Looks at every agent once; every few seconds. */
  public void presence() {
    Instant now = fleet.now();
    int late = 0;
    for (KnownAgent agent : fleet.agents()) {
      AgentConnection link = agent.link();
      if (link != null
          && link.transport() == Transport.HTTP
          && agent.presence(now, settings) == Presence.DISCONNECTED) {
        fleet.disconnected(agent, link.connection());
      } else if (link != null && ownership.shared() && agent.epoch() == 0 && late < LATE_AT_ONCE) {
        late = takenLate(agent) ? late + 1 : LATE_AT_ONCE;
      } else if (link == null
          && agent.holdingElsewhere() instanceof SessionRecord holding
          && holding.transport() == Transport.WEBSOCKET) {
        agent.seenElsewhere(now);
      }
    }
    fleet.retryUnsaved();
    pacing.sweep();
  }

  /** False if the store is away: no use in trying the others now. */
  private boolean takenLate(KnownAgent agent) {
    try {
      ownership.takeLate(agent);
      return true;
    } catch (RuntimeException e) {
      LOG.debugf("event=agent_not_taken agent=%s reason=\"%s\"", agent.uid(), e);
      return false;
    }
  }

  /**
   * Forgets what has not been used for its retention time and renews what is in use; every few
   * minutes.
   */
  public void retention() {
    Instant now = fleet.now();
    boolean leads = leads(now);
    pacing.measure();
    Set<ContentHash> configsInUse = new HashSet<>();
    Set<ContentHash> componentsInUse = new HashSet<>();
    for (KnownAgent agent : List.copyOf(fleet.agents())) {
      if (leads && expired(agent, now)) {
        continue;
      }
      dropAliases(agent, now);
      if (agent.state().reported().effectiveConfig() instanceof ContentHash hash) {
        configsInUse.add(hash);
      }
      // An empty hash names nothing.
      if (agent.state().reported().componentsHash() instanceof ContentHash hash
          && !hash.isEmpty()) {
        componentsInUse.add(hash);
      }
    }
    effectiveConfigs.renew(configsInUse, now);
    components.renew(componentsInUse, now);
  }

  /** One instance forgets agents for all; the note says when, for people. */
  private boolean leads(Instant now) {
    try {
      return leadership.note(ByteString.copyFromUtf8(now.toString()));
    } catch (RuntimeException e) {
      LOG.warnf("event=retention_not_led reason=\"%s\"", e);
      return false;
    }
  }

  private Duration retention(AgentState state) {
    return state.labels().pairs().isEmpty() ? settings.retention() : settings.labelledRetention();
  }

  /** Whether the agent has been away for too long, and is known no more. */
  private boolean expired(KnownAgent agent, Instant now) {
    if (!old(agent, now) || leadership.epoch().isEmpty() || ownership.heldElsewhere(agent.uid())) {
      return false;
    }
    // Under the monitor, so that it does not come back in between.
    synchronized (agent) {
      if (!old(agent, now)) {
        return false;
      }
      LOG.infof("event=agent_expired agent=%s last_seen=%s", agent.uid(), agent.lastSeen());
      metrics.agentExpired();
      var _ = fleet.remove(agent);
      return true;
    }
  }

  private boolean old(KnownAgent agent, Instant now) {
    Instant seen = agent.lastSeen().isAfter(listeningSince) ? agent.lastSeen() : listeningSince;
    return agent.link() == null && now.isAfter(seen.plus(retention(agent.state())));
  }

  private void dropAliases(KnownAgent agent, Instant now) {
    if (ownership.shared() && agent.link() == null) {
      return; // Its facts are written by the instance that has it.
    }
    synchronized (agent) {
      AgentFacts facts = agent.state().facts();
      if (agent.link() != null && facts.assignment() != null) {
        return; // It still speaks under an old one, and heartbeats do not say so.
      }
      Map<InstanceUid, Instant> kept = new HashMap<>(facts.formerUids());
      kept.values().removeIf(used -> now.isAfter(used.plus(settings.aliasLifetime())));
      if (kept.size() == facts.formerUids().size()) {
        return;
      }
      facts.formerUids().keySet().stream()
          .filter(uid -> !kept.containsKey(uid))
          .forEach(uid -> index.dropAlias(uid, agent));
      agent.remember(facts.withFormerUids(kept));
    }
    var _ = saver.save(agent, RecordKind.FACTS);
  }
}
