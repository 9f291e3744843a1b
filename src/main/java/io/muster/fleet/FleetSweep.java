package io.muster.fleet;

import io.muster.agent.AgentFacts;
import io.muster.agent.AgentState;
import io.muster.agent.Presence;
import io.muster.agent.Transport;
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
  private final ContentRenewal effectiveConfigs;
  private final ContentRenewal components;
  private final FleetSettings settings;
  private final FleetMetrics metrics;
  private final boolean shared;

  /** While the server was away nobody could be heard, and heartbeats are not stored. */
  private final Instant listeningSince;

  FleetSweep(
      Fleet fleet,
      AgentIndex index,
      AgentSaver saver,
      ContentStore contents,
      FleetSettings settings,
      FleetMetrics metrics,
      boolean shared) {
    this.fleet = fleet;
    this.index = index;
    this.saver = saver;
    effectiveConfigs = new ContentRenewal(contents, ContentStore.Kind.EFFECTIVE_CONFIG);
    components = new ContentRenewal(contents, ContentStore.Kind.COMPONENTS);
    this.settings = settings;
    this.metrics = metrics;
    this.shared = shared;
    this.listeningSince = fleet.now();
  }

  /** Looks at every agent once; every few seconds. */
  public void presence() {
    Instant now = fleet.now();
    for (KnownAgent agent : fleet.agents()) {
      Link link = agent.link();
      if (link != null
          && link.transport() == Transport.HTTP
          && agent.presence(now, settings) == Presence.DISCONNECTED) {
        fleet.disconnected(agent, link.connection());
      }
    }
    fleet.retryUnsaved();
  }

  /**
   * Forgets what has not been used for its retention time and renews what is in use; every few
   * minutes.
   */
  public void retention() {
    Instant now = fleet.now();
    Set<ContentHash> configsInUse = new HashSet<>();
    Set<ContentHash> componentsInUse = new HashSet<>();
    for (KnownAgent agent : List.copyOf(fleet.agents())) {
      if (expired(agent, now)) {
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

  private Duration retention(AgentState state) {
    return state.facts().labels().pairs().isEmpty()
        ? settings.retention()
        : settings.labelledRetention();
  }

  /** Whether the agent has been away for too long, and is known no more. */
  private boolean expired(KnownAgent agent, Instant now) {
    if (shared) {
      return false; // It may be connected to another instance, of which nothing is heard here.
    }
    // Under the monitor, so that it does not come back in between.
    synchronized (agent) {
      Instant seen = agent.lastSeen().isAfter(listeningSince) ? agent.lastSeen() : listeningSince;
      if (agent.link() != null || !now.isAfter(seen.plus(retention(agent.state())))) {
        return false;
      }
      LOG.infof("event=agent_expired agent=%s last_seen=%s", agent.uid(), agent.lastSeen());
      metrics.agentExpired();
      var _ = fleet.remove(agent);
      return true;
    }
  }

  private void dropAliases(KnownAgent agent, Instant now) {
    if (shared && agent.link() == null) {
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
      agent.state(agent.state().withFacts(facts.withFormerUids(kept)));
    }
    var _ = saver.save(agent, AgentSaver.Half.FACTS);
  }
}
