package io.muster.fleet;

import io.muster.agent.Transport;
import io.muster.cluster.Hints;
import io.muster.cluster.InstanceId;
import io.muster.cluster.Instances;
import io.muster.cluster.Topics;
import io.muster.failure.Unavailable;
import io.muster.fleet.Connections.Delivery;
import io.muster.freeze.Freezes;
import io.muster.freeze.Outgoing;
import io.muster.protocol.InstanceUid;
import io.muster.telemetry.FleetMetrics;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings commands to agents, wherever they are connected, at most once (SEMANTICS 16). One for an
 * agent on a socket of this instance goes there at once. Any other waits in the store: the instance
 * that reaches the agent removes it there, and sends it only if the removal was its own. Agents
 * that poll get theirs from whichever instance they ask next. Thread-safe; blocks where it says so.
 */
@Singleton
public final class AgentCommands {

  private static final Logger LOG = Logger.getLogger(AgentCommands.class);

  /** Commands that wait for one agent at most; about, because instances count on their own. */
  static final int MAX_PER_AGENT = 32;

  /** Commands that wait in all at most; about. */
  static final int MAX_WAITING = 10_000;

  /** Bytes of content that wait in all at most; about. */
  static final long MAX_BYTES = 64 << 20;

  /** How often it is looked for the way to an agent that has just come; half a second in all. */
  private static final int LOOKS = 50;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

  private final Fleet fleet;
  private final Connections connections;
  private final CommandStore store;
  private final Hints hints;
  private final Instances instances;
  private final FleetSettings settings;
  private final FleetMetrics metrics;
  private final Freezes freezes;
  private final InstantSource clock;
  private final AtomicLong lastId = new AtomicLong();

  /** What waited when last looked, by the agent's uid; each list is handed to one thread only. */
  private volatile Map<InstanceUid, List<QueuedCommand>> waiting = new ConcurrentHashMap<>();

  AgentCommands(
      Fleet fleet,
      Connections connections,
      CommandStore store,
      Hints hints,
      Instances instances,
      FleetSettings settings,
      FleetMetrics metrics,
      Freezes freezes,
      InstantSource clock) {
    this.fleet = fleet;
    this.connections = connections;
    this.store = store;
    this.hints = hints;
    this.instances = instances;
    this.settings = settings;
    this.metrics = metrics;
    this.freezes = freezes;
    this.clock = clock;
  }

  /**
   * Has an agent do something; blocks if it is not on a socket of this instance, or has come a
   * moment ago.
   */
  public CommandOutcome give(KnownAgent agent, AgentCommand command) {
    if (frozen(agent, command) instanceof CommandOutcome.Frozen frozen) {
      return frozen;
    }
    AgentConnection link = agent.link();
    if (!instances.shared() || (link != null && link.transport() == Transport.WEBSOCKET)) {
      return new CommandOutcome.Here(handOnceItIsReached(agent, command));
    }
    SessionRecord elsewhere = agent.holdingElsewhere();
    if (link == null && elsewhere == null) {
      return new CommandOutcome.Here(Delivery.NOT_CONNECTED);
    }
    return full(agent, command)
        ? new CommandOutcome.Here(Delivery.FULL)
        : queue(agent, command, elsewhere == null ? instances.self() : elsewhere.instance());
  }

  /** Why a command cannot be given now; null if no freeze stops it. */
  public CommandOutcome.@Nullable Frozen frozen(KnownAgent agent, AgentCommand command) {
    return freezes.stops(agent.state(), command.outgoing())
        ? new CommandOutcome.Frozen(freezes.of(agent.state()).orElse(null))
        : null;
  }

  private boolean full(KnownAgent agent, AgentCommand command) {
    List<QueuedCommand> all = store.waiting();
    long own = all.stream().filter(queued -> queued.agent().equals(agent.uid())).count();
    long bytes = all.stream().mapToLong(queued -> queued.command().size()).sum();
    return own >= MAX_PER_AGENT || all.size() >= MAX_WAITING || bytes + command.size() > MAX_BYTES;
  }

  private CommandOutcome queue(KnownAgent agent, AgentCommand command, InstanceId instance) {
    Instant now = clock.instant();
    Duration lifetime = settings.commandLifetime();
    // Rises also within a millisecond, so that messages keep their order.
    long number = lastId.updateAndGet(last -> Math.max(last + 1, now.toEpochMilli()));
    QueuedCommand queued =
        new QueuedCommand(
            agent.uid(),
            String.format("%013x-%s", number, instances.self()),
            now.plus(lifetime),
            command);
    store.add(queued, lifetime);
    hints.changed(Topics.COMMANDS);
    metrics.commandQueued();
    LOG.infof(
        "event=command_queued agent=%s command=%s id=%s instance=%s",
        queued.agent(), command.text(), queued.id(), instance);
    return new CommandOutcome.Waiting(instance, queued.expires());
  }

  /** Looks what waits, and sends what is for agents on sockets of this instance. Blocks. */
  public void read() {
    if (!instances.shared()) {
      return;
    }
    List<QueuedCommand> all = new ArrayList<>(store.waiting());
    all.sort(Comparator.comparing(QueuedCommand::id));
    Map<InstanceUid, List<QueuedCommand>> found = new ConcurrentHashMap<>();
    for (QueuedCommand queued : all) {
      InstanceUid uid = fleet.find(queued.agent()).map(KnownAgent::uid).orElse(queued.agent());
      found.computeIfAbsent(uid, key -> new ArrayList<>()).add(queued);
    }
    waiting = found;
    for (InstanceUid uid : List.copyOf(found.keySet())) {
      fleet.find(uid).filter(AgentCommands::onSocketHere).ifPresent(this::reached);
    }
  }

  private static boolean onSocketHere(KnownAgent agent) {
    AgentConnection link = agent.link();
    return link != null && link.transport() == Transport.WEBSOCKET;
  }

  /**
   * The agent has just spoken here, or is on a socket: it gets what waits for it. Blocks only if
   * something does.
   */
  public void reached(KnownAgent agent) {
    Map<InstanceUid, List<QueuedCommand>> all = waiting;
    if (all.isEmpty() || freezes.stops(agent.state(), Outgoing.COMMAND)) {
      return; // Those of a frozen agent wait on, and expire.
    }
    List<QueuedCommand> own = all.remove(agent.uid());
    if (own == null) {
      return;
    }
    try {
      if (!fleet.heldElsewhere(agent)) {
        own.forEach(queued -> send(agent, queued));
      }
    } catch (RuntimeException e) {
      if (!(e instanceof Unavailable)) {
        throw e;
      }
      // It waits on, and is found when everything is read again.
      LOG.debugf("event=command_not_taken agent=%s reason=\"%s\"", agent.uid(), e.getMessage());
    }
  }

  private void send(KnownAgent agent, QueuedCommand queued) {
    if (!store.take(queued)) {
      return; // Another instance was first, or it has expired.
    }
    switch (hand(agent, queued.command())) {
      case QUEUED -> {
        metrics.commandSent();
        LOG.infof(
            "event=command_sent agent=%s command=%s id=%s",
            agent.uid(), queued.command().text(), queued.id());
      }
      case FULL, NOT_CONNECTED -> giveBack(queued);
    }
  }

  /** It was taken, and nothing of it went out: it may be sent later. */
  private void giveBack(QueuedCommand queued) {
    Duration left = Duration.between(clock.instant(), queued.expires());
    if (left.toMillis() > 0) {
      store.add(queued, left);
    }
  }

  /**
   * An agent is shown as connected from its first report on; the way to it is there a moment later.
   * Who saw it there and is as quick as that waits for it.
   */
  private Delivery handOnceItIsReached(KnownAgent agent, AgentCommand command) {
    for (int looks = 1; ; looks++) {
      Delivery delivery = hand(agent, command);
      if (delivery != Delivery.NOT_CONNECTED || agent.link() == null || looks == LOOKS) {
        return delivery;
      }
      try {
        Thread.sleep(BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return delivery;
      }
    }
  }

  private Delivery hand(KnownAgent agent, AgentCommand command) {
    return switch (command) {
      case AgentCommand.Restart _ -> connections.restart(agent.uid());
      case AgentCommand.Message(OutgoingMessage message) -> connections.send(agent.uid(), message);
      case AgentCommand.NewUid _ -> {
        if (agent.link() == null) {
          yield Delivery.NOT_CONNECTED;
        }
        // Kept with the agent's facts from here on, so it is not lost with the connection.
        var _ = fleet.assignNewUid(agent).thenAccept(connections::reconcile);
        yield Delivery.QUEUED;
      }
    };
  }
}
