package io.muster.plan;

import io.muster.agent.AgentState;
import io.muster.agent.Labels;
import io.muster.connection.ConnectionChecks;
import io.muster.connection.ConnectionPolicy;
import io.muster.connection.ConnectionReach;
import io.muster.connection.ConnectionRecord;
import io.muster.connection.ConnectionSettings;
import io.muster.connection.PutConnection;
import io.muster.failure.InvalidInput;
import io.muster.fleet.AgentLabels;
import io.muster.fleet.Fleet;
import io.muster.fleet.KnownAgent;
import io.muster.protocol.InstanceUid;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Manifests that say something of agents themselves: labels, and how to connect. Blocks;
 * thread-safe.
 */
@Singleton
final class AgentManifests {

  private final Fleet fleet;
  private final AgentLabels labels;
  private final ConnectionPolicy connections;
  private final ConnectionChecks checks;
  private final ConnectionReach reach;

  AgentManifests(
      Fleet fleet,
      AgentLabels labels,
      ConnectionPolicy connections,
      ConnectionChecks checks,
      ConnectionReach reach) {
    this.fleet = fleet;
    this.labels = labels;
    this.connections = connections;
    this.checks = checks;
    this.reach = reach;
  }

  /** An agent whose labels were not those that were planned for, or that is gone. */
  static final class Moved extends RuntimeException {

    private static final long serialVersionUID = 1;

    Moved(String message) {
      super(message, null, false, false);
    }
  }

  void plan(Manifest.OfLabels wanted, PlanFindings findings) {
    ManifestId id = wanted.id();
    findings.asked.add(id + " " + text(wanted.labels()));
    fleet.requireLoaded();
    KnownAgent agent = fleet.fresh(wanted.uid()).orElse(null);
    if (agent == null) {
      findings.error(
          id, "/name", "there is no agent " + wanted.uid() + ": it has to connect first");
      findings.changes.add(new Change(id, Change.Action.UPDATE, null, text(wanted.labels())));
      return;
    }
    Labels present = agent.state().labels();
    findings.seen.put(id, text(present));
    boolean same = present.equals(wanted.labels());
    if (!same) {
      findings.labels.put(agent.uid(), wanted.labels());
      findings.steps.add(
          new PlannedWorld.Step.Label(agent.uid(), wanted.author(), wanted.labels(), present));
    }
    findings.changes.add(
        new Change(
            id,
            same
                ? Change.Action.NONE
                : present.equals(Labels.NONE) ? Change.Action.CREATE : Change.Action.UPDATE,
            present.equals(Labels.NONE) ? null : text(present),
            text(wanted.labels())));
  }

  static String text(Labels labels) {
    return labels.text();
  }

  void plan(Manifest.OfConnection manifest, boolean force, PlanFindings findings) {
    ManifestId id = manifest.id();
    PutConnection put = manifest.put();
    ConnectionRecord present = connections.get(put.name()).orElse(null);
    long generation = present == null ? 0 : present.generation();
    findings.seen.put(id, Long.toString(generation));
    ConnectionRecord wanted;
    try {
      wanted = connections.rehearse(put.matching(null));
    } catch (InvalidInput e) {
      findings.error(id, "/spec/opamp", String.valueOf(e.getMessage()));
      findings.changes.add(new Change(id, Change.Action.UPDATE, endpoint(present), null));
      return;
    }
    ConnectionSettings settings = wanted.settings();
    if (settings == null) {
      throw new IllegalStateException("connection settings that were put have settings");
    }
    findings.asked.add(asked(id, wanted, settings));
    if (present != null && present.asksForTheSame(wanted)) {
      findings.changes.add(
          new Change(id, Change.Action.NONE, endpoint(present), endpoint(present)));
      return;
    }
    for (String refusal : checks.refusals(settings, wanted.leaves())) {
      if (force) {
        findings.warning(id, refusal);
      } else {
        findings.error(id, "/spec/opamp", refusal + "; with force it is done all the same");
      }
    }
    ConnectionReach.Reach whom = reach.of(wanted);
    findings.steps.add(new PlannedWorld.Step.Connect(put.matching(generation)));
    findings.changes.add(
        new Change(
            id,
            present == null ? Change.Action.CREATE : Change.Action.UPDATE,
            endpoint(present),
            settings.endpoint(),
            whom.offered() + " of " + whom.agents() + " agents connect anew"));
  }

  private static @Nullable String endpoint(@Nullable ConnectionRecord record) {
    return Optional.ofNullable(record)
        .map(ConnectionRecord::settings)
        .map(ConnectionSettings::endpoint)
        .orElse(null);
  }

  /** With the values of headers: it is hashed, and not shown. */
  private static String asked(ManifestId id, ConnectionRecord wanted, ConnectionSettings settings) {
    return id
        + " "
        + wanted.selector()
        + wanted.order()
        + wanted.labelsOnly()
        + wanted.leaves()
        + settings.endpoint()
        + settings.headers()
        + settings.heartbeatInterval();
  }

  /** Puts labels that were planned; throws {@link Moved} if the agent has others meanwhile. */
  void label(InstanceUid uid, String author, Labels wanted, Labels planned) {
    KnownAgent agent =
        fleet.fresh(uid).orElseThrow(() -> new Moved("there is no agent " + uid + " any more"));
    labels.put(
        agent,
        author,
        wanted,
        before -> {
          if (!before.equals(planned)) {
            throw new Moved("somebody else labelled it at the same time");
          }
        });
  }

  /** For people: where agents are sent. */
  static String text(ConnectionRecord record) {
    return String.valueOf(endpoint(record));
  }

  /** Generation of connection settings; 0 if there are none. */
  long generation(String name) {
    return connections.get(name).map(ConnectionRecord::generation).orElse(0L);
  }

  /** Where settings of this name send agents. */
  @Nullable String endpoint(String name) {
    return endpoint(connections.get(name).orElse(null));
  }

  /** The agent of a manifest of labels, if it is there and has any. */
  Optional<AgentState> labels(String uid) {
    fleet.requireLoaded();
    return fleet
        .fresh(InstanceUid.parse(uid))
        .map(KnownAgent::state)
        .filter(agent -> !agent.labels().equals(Labels.NONE));
  }

  ConnectionPolicy.Outcome disconnect(String name, String author, long generation) {
    return connections.delete(name, author, generation);
  }

  ConnectionPolicy.Outcome connect(PutConnection put) {
    return connections.put(put);
  }
}
