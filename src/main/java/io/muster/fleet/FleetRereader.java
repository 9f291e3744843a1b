package io.muster.fleet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.muster.agent.AgentFacts;
import io.muster.cluster.InstanceId;
import io.muster.cluster.Instances;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the whole fleet anew: the agents of other instances as they are stored, which ones there
 * are, and who has them. Every instance thereby answers searches from its own memory. One at a
 * time, by the feed; blocks.
 */
public final class FleetRereader {

  private static final Logger LOG = Logger.getLogger(FleetRereader.class);

  /** What was made or taken so lately may be missing from what was read. */
  private static final Duration LATELY = Duration.ofMinutes(1);

  private final Fleet fleet;
  private final AgentIndex index;
  private final AgentStore store;
  private final AgentSaver saver;
  private final AgentLabels labels;
  private final SessionRecords sessionRecords;
  private final SessionOwnership ownership;
  private final Instances instances;
  private final InstantSource clock;

  FleetRereader(
      Fleet fleet,
      AgentIndex index,
      AgentStore store,
      AgentSaver saver,
      AgentLabels labels,
      SessionRecords sessionRecords,
      SessionOwnership ownership,
      Instances instances,
      InstantSource clock) {
    this.fleet = fleet;
    this.index = index;
    this.store = store;
    this.saver = saver;
    this.labels = labels;
    this.sessionRecords = sessionRecords;
    this.ownership = ownership;
    this.instances = instances;
    this.clock = clock;
  }

  /** Brings everything up to date; throws the store's exception, and then some of it is. */
  public void read() {
    if (!ownership.shared() || !fleet.loaded()) {
      return;
    }
    Instant begun = clock.instant();
    List<KnownAgent> before = List.copyOf(index.all());
    Map<InstanceUid, SessionRecord> holders = readHolders();
    index.all().forEach(agent -> holder(agent, holders.get(agent.uid())));
    Set<InstanceUid> stored = new HashSet<>();
    List<KnownAgent> overwrittenFacts = new ArrayList<>();
    store.loadFacts(entry -> {
      stored.add(entry.getKey());
      facts(entry.getKey(), entry.getValue(), holders, begun, overwrittenFacts);
    });
    List<KnownAgent> overwrittenReports = new ArrayList<>();
    Set<InstanceUid> reported = new HashSet<>();
    store.loadReports(entry -> {
      reported.add(entry.getKey());
      report(entry.getKey(), entry.getValue(), overwrittenReports);
    });
    stored.addAll(reported);
    before.stream().filter(agent -> lost(agent, reported)).forEach(overwrittenReports::add);
    labels.read();
    writeAgain(overwrittenFacts, RecordKind.FACTS);
    writeAgain(overwrittenReports, RecordKind.REPORT);
    before.stream()
        .filter(agent -> !stored.contains(agent.uid()) && agent.link() == null)
        .forEach(agent -> removedElsewhere(agent, begun));
    LOG.debugf(
        "event=fleet_read agents=%d took=%s",
        index.size(), Duration.between(begun, clock.instant()));
  }

  /** Reads who has which agent; a part of the whole, and enough when an instance died. */
  public void holders() {
    Map<InstanceUid, SessionRecord> holders = readHolders();
    index.all().forEach(agent -> holder(agent, holders.get(agent.uid())));
  }

  private Map<InstanceUid, SessionRecord> readHolders() {
    Map<InstanceUid, SessionRecord> holders = new HashMap<>();
    Set<InstanceId> seen = new HashSet<>();
    sessionRecords.load(entry -> {
      holders.put(entry.getKey(), entry.getValue());
      seen.add(entry.getValue().instance());
    });
    seen.forEach(instances::learn);
    return holders;
  }

  private void holder(KnownAgent agent, @Nullable SessionRecord holding) {
    boolean lost = false;
    boolean goodbye = false;
    synchronized (agent) {
      if (agent.link() == null) {
        ownership.seen(agent, holding);
        goodbye = holding != null && endedHere(agent, holding);
      } else if (holding == null) {
        agent.entryLost(); // The sweep writes it.
      } else if (!holding.instance().equals(instances.self())
          && holding.epoch() > agent.epoch()
          && agent.epoch() != 0) {
        agent.movedTo(ownership.away(holding));
        lost = true;
      }
    }
    if (goodbye) {
      ownership.leftBefore(agent, Objects.requireNonNull(holding));
    }
    if (lost) {
      LOG.infof(
          "event=agent_moved agent=%s instance=%s",
          agent.uid(), Objects.requireNonNull(holding).instance());
    }
  }

  /** An entry of this instance says that the agent is connected, and that session is over. */
  private boolean endedHere(KnownAgent agent, SessionRecord holding) {
    return holding.connected()
        && agent.epoch() == 0
        && holding.epoch() == agent.session()
        && holding.instance().equals(instances.self());
  }

  private void facts(
      InstanceUid uid,
      AgentFacts facts,
      Map<InstanceUid, SessionRecord> holders,
      Instant now,
      List<KnownAgent> overwritten) {
    KnownAgent agent = index.find(uid);
    if (agent == null) {
      agent = index.add(made(uid, facts, holders.get(uid), now));
    }
    synchronized (agent) {
      if (agent.link() == null && agent.uid().equals(uid)) {
        ownership.adopt(agent, null, facts, null);
      } else if (written(agent, uid, RecordKind.FACTS) && !agent.state().facts().equals(facts)) {
        overwritten.add(agent);
      }
    }
  }

  /** An agent that another instance made; known to be there before anybody sees it. */
  private KnownAgent made(
      InstanceUid uid, AgentFacts facts, @Nullable SessionRecord holding, Instant now) {
    KnownAgent agent = SessionOwnership.made(uid, facts, now);
    synchronized (agent) {
      agent.seenAt(ownership.away(holding));
    }
    return agent;
  }

  private void report(
      InstanceUid uid, AgentStore.StoredReport report, List<KnownAgent> overwritten) {
    KnownAgent agent = index.find(uid);
    if (agent == null) {
      return; // Without facts it is what is left of a removal, or of an agent made just now.
    }
    synchronized (agent) {
      if (agent.link() == null && agent.uid().equals(uid)) {
        ownership.adopt(agent, report, null, agent.elsewhereHolding());
      } else if (written(agent, uid, RecordKind.REPORT)
          && !agent
              .stored()
              .contents()
              .storable(agent.state().reported())
              .equals(report.reported())) {
        overwritten.add(agent);
      }
    }
  }

  /** Reports lie in memory of the servers: if all of those die, whoever has the agent has it. */
  private static boolean lost(KnownAgent agent, Set<InstanceUid> reported) {
    synchronized (agent) {
      return !agent.gone()
          && !reported.contains(agent.uid())
          && written(agent, agent.uid(), RecordKind.REPORT);
    }
  }

  /** Whether this instance has the agent, and has written all it knows of it. */
  @GuardedBy("agent")
  private static boolean written(KnownAgent agent, InstanceUid uid, RecordKind record) {
    return agent.link() != null
        && agent.epoch() != 0
        && agent.uid().equals(uid)
        && agent.stored().of(record).idle();
  }

  /**
   * Records are written without a compare-and-set: a write of an instance that had the agent before
   * may come late, over what was written here. And those of reports may be lost.
   */
  private void writeAgain(List<KnownAgent> agents, RecordKind record) {
    if (!agents.isEmpty()) {
      LOG.infof("event=agents_written_again record=%s count=%d", record, agents.size());
      var _ = saver.save(agents, record);
    }
  }

  /**
   * It was known before, is not stored, and nobody here waits to store it. That it was seen lately
   * is no sign of life: as long as no goodbye is read, it counts as connected where it was.
   */
  private void removedElsewhere(KnownAgent agent, Instant begun) {
    boolean lately = agent.lastSeen().plus(LATELY).isAfter(begun);
    if (lately && isStored(agent.uid())) {
      return;
    }
    synchronized (agent) {
      if (agent.link() != null || agent.gone() || !agent.stored().idle()) {
        return;
      }
      index.remove(agent);
      agent.leave();
    }
    LOG.infof("event=agent_removed_elsewhere agent=%s", agent.uid());
  }

  /** Asked for by itself: it may have been written while all were read. */
  private boolean isStored(InstanceUid uid) {
    return store.facts(uid).isPresent() || store.report(uid).isPresent();
  }
}
