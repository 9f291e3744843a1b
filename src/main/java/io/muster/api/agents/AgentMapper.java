package io.muster.api.agents;

import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.Attribute;
import io.muster.agent.ConfigComparison;
import io.muster.agent.Description;
import io.muster.agent.Health;
import io.muster.agent.OfferStatus;
import io.muster.agent.Presence;
import io.muster.agent.Sync;
import io.muster.agent.Transport;
import io.muster.agent.UidAssignment;
import io.muster.api.agents.AgentDetail.AttemptJson;
import io.muster.api.agents.AgentDetail.Component;
import io.muster.api.http.FileJson;
import io.muster.api.http.FreezeJson;
import io.muster.cluster.Instances;
import io.muster.failure.Unavailable;
import io.muster.fleet.AgentConnection;
import io.muster.fleet.AgentQuery.HealthFilter;
import io.muster.fleet.Fleet;
import io.muster.fleet.FleetSettings;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.SessionRecord;
import io.muster.freeze.Freeze;
import io.muster.freeze.Freezes;
import io.muster.freeze.Outgoing;
import io.muster.plan.ManifestKind;
import io.muster.plan.SetMembership;
import io.muster.policy.WindowWait;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.AvailableComponents;
import io.muster.protocol.proto.ComponentDetails;
import io.muster.sync.SyncStates;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Agents as JSON. Thread-safe. */
@Singleton
public final class AgentMapper {

  private final Fleet fleet;
  private final FleetSettings settings;
  private final DesiredConfigs configs;
  private final SyncStates syncStates;
  private final Freezes freezes;
  private final Instances instances;
  private final SetMembership sets;

  AgentMapper(
      Fleet fleet,
      FleetSettings settings,
      DesiredConfigs configs,
      SyncStates syncStates,
      Freezes freezes,
      Instances instances,
      SetMembership sets) {
    this.fleet = fleet;
    this.settings = settings;
    this.configs = configs;
    this.syncStates = syncStates;
    this.freezes = freezes;
    this.instances = instances;
    this.sets = sets;
  }

  /** An agent as it stands in lists; no I/O. */
  AgentJson summary(KnownAgent agent, Instant now) {
    return json(agent, agent.state(), now, syncStates.of(agent, now), null);
  }

  /** An agent with everything that is known of it. Blocks. */
  AgentJson detailed(KnownAgent agent, Instant now) {
    AgentState state = agent.state();
    return json(agent, state, now, syncStates.examined(agent, now), detail(agent, state));
  }

  /** Whether it is there, as operators read it. */
  public String status(KnownAgent agent, Instant now) {
    return agent.presence(now, settings).name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is healthy now; null if that is not known. */
  public @Nullable Boolean healthy(KnownAgent agent, Instant now) {
    return switch (HealthFilter.of(
        agent.state().reported().health(), agent.presence(now, settings))) {
      case HEALTHY -> true;
      case UNHEALTHY -> false;
      case UNKNOWN -> null;
    };
  }

  /** What an agent that is not connected said last of its health. */
  private @Nullable Boolean lastKnown(KnownAgent agent, Instant now) {
    Health health = agent.state().reported().health();
    return health != null && agent.presence(now, settings) == Presence.DISCONNECTED
        ? (Boolean) health.healthy()
        : null;
  }

  private AgentJson json(
      KnownAgent agent, AgentState state, Instant now, Sync sync, @Nullable AgentDetail detail) {
    Description description = state.reported().description();
    List<Attribute> identifying = description == null ? List.of() : description.identifying();
    List<Attribute> others = description == null ? List.of() : description.nonIdentifying();
    Map<String, @Nullable Object> identifyingJson = AttributeJson.object(identifying);
    Map<String, @Nullable Object> othersJson = AttributeJson.object(others);
    Map<String, @Nullable Object> flat = new LinkedHashMap<>(othersJson);
    flat.putAll(identifyingJson);
    AgentConnection link = agent.link();
    SessionRecord away = agent.holdingElsewhere();
    return new AgentJson(
        state.uid().toString(),
        status(agent, now),
        link != null ? text(link.transport()) : away != null ? text(away.transport()) : null,
        link != null ? instances.self().text() : away != null ? away.instance().text() : null,
        link != null ? link.remoteAddress() : away != null ? away.remoteAddress() : null,
        link != null ? link.since() : away != null ? away.since() : null,
        agent.lastSeen(),
        state.facts().firstSeen(),
        HealthJson.of(state, agent.presence(now, settings)),
        flat,
        identifyingJson,
        othersJson,
        state.labels().pairs(),
        state.reported().capabilities().labels(),
        state.reported().customCapabilities(),
        warnings(agent, state),
        config(state),
        SyncJson.of(sync),
        new AgentJson.ConnectionState(reported(state.reported().connectionStatus())),
        detail);
  }

  private List<String> warnings(KnownAgent agent, AgentState state) {
    List<String> warnings = new ArrayList<>(0);
    if (agent.unverified()) {
      warnings.add("unverified");
    }
    if (state.can(AgentCapability.REQUIRES_PAYLOAD_TRUST_VERIFICATION)) {
      warnings.add("requires_signed_messages");
    }
    if (freezes.stops(state, Outgoing.CHANGE)) {
      warnings.add("frozen");
    }
    return warnings;
  }

  private static String text(Transport transport) {
    return transport.name().toLowerCase(Locale.ROOT);
  }

  /** The config it should have, and what it says about the one it has. */
  public AgentJson.ConfigState config(AgentState state) {
    return new AgentJson.ConfigState(
        configs.desired(state), reported(state.reported().configStatus()));
  }

  static AgentJson.Reported reported(@Nullable OfferStatus status) {
    return status == null
        ? AgentJson.Reported.NOTHING
        : new AgentJson.Reported(status.hash().hex(), status.state().name(), status.error());
  }

  private AgentDetail detail(KnownAgent agent, AgentState state) {
    UidAssignment assignment = state.facts().assignment();
    return new AgentDetail(
        fleet
            .effectiveConfig(state)
            .map(config -> effective(state.reported().effectiveConfig(), config))
            .orElse(null),
        state.facts().attempts().list().stream().map(AgentMapper::attempt).toList(),
        state.facts().firstUid().toString(),
        state.facts().formerUids().keySet().stream().map(Object::toString).sorted().toList(),
        assignment == null ? null : assignment.uid().toString(),
        labelsManagedBy(state),
        agent.sequence(),
        fleet.availableComponents(state).map(AgentMapper::components).orElse(null));
  }

  /** Null as well while the store is away: an agent is shown from memory then. */
  private @Nullable String labelsManagedBy(AgentState state) {
    if (state.labels().pairs().isEmpty()) {
      return null;
    }
    try {
      return sets.owner(ManifestKind.LABELS, state.uid().toString());
    } catch (RuntimeException e) {
      if (e instanceof Unavailable) {
        return null;
      }
      throw e;
    }
  }

  private static AgentDetail.EffectiveConfig effective(
      @Nullable ContentHash hash, AgentConfigMap config) {
    Map<String, FileJson> files = new TreeMap<>();
    config
        .getConfigMapMap()
        .forEach((name, file) ->
            files.put(name, FileJson.of(file.getBody(), file.getContentType(), file.getRole())));
    return new AgentDetail.EffectiveConfig(hash == null ? "" : hash.hex(), files);
  }

  /** Why it runs, or does not run, what it should. Blocks. */
  WhyJson why(KnownAgent agent, Instant now) {
    AgentState state = agent.state();
    Sync sync = syncStates.examined(agent, now);
    AgentJson.Desired desired = configs.desired(state);
    Optional<WindowWait> waits = configs.waits(state, now);
    Health health = state.reported().health();
    Freeze freeze = freezes.of(state).orElse(null);
    return new WhyJson(
        state.uid().toString(),
        sync.state().word(),
        sync.cause().word(),
        new WhySentence(
                name(desired),
                sync,
                state.reported(),
                agent.lastSeen(),
                freeze,
                waits.map(WindowWait::text).orElse("a window"))
            .sentence(),
        new WhyJson.Evidence(
            desired,
            reported(state.reported().configStatus()),
            sync.attempt() == null ? null : attempt(sync.attempt()),
            sync.comparison()
                    instanceof ConfigComparison.Differs(String path, String wanted, String found)
                ? new WhyJson.Difference(path, wanted, found)
                : null,
            waits
                .map(wait ->
                    new WhyJson.ClosedWindow(wait.target(), wait.window().toString(), wait.opens()))
                .orElse(null),
            status(agent, now),
            agent.lastSeen(),
            healthy(agent, now),
            lastKnown(agent, now),
            health == null || health.lastError().isEmpty() ? null : health.lastError(),
            freeze == null ? null : FreezeJson.of(freeze)));
  }

  private static String name(AgentJson.Desired desired) {
    StringBuilder name = new StringBuilder();
    name.append(desired.name()).append('@').append(desired.revision());
    if (desired.ottl() != null) {
      desired.ottl().forEach(rules -> name.append('+').append(rules));
    }
    return name.toString();
  }

  static AttemptJson attempt(Attempt attempt) {
    return new AttemptJson(
        attempt.kind().name(),
        attempt.name(),
        attempt.hash().hex(),
        attempt.state().name(),
        attempt.tries(),
        attempt.offeredAt(),
        attempt.changedAt(),
        attempt.deadline(),
        attempt.error());
  }

  private static AgentDetail.Components components(AvailableComponents components) {
    return new AgentDetail.Components(
        new ContentHash(components.getHash()).hex(), parts(components.getComponentsMap()));
  }

  private static Map<String, Component> parts(Map<String, ComponentDetails> parts) {
    Map<String, Component> result = new TreeMap<>();
    parts.forEach((name, part) ->
        result.put(
            name,
            new Component(
                AttributeJson.object(Attribute.listOf(part.getMetadataList())),
                parts(part.getSubComponentMapMap()))));
    return result;
  }
}
