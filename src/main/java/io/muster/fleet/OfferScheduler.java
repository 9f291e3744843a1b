package io.muster.fleet;

import io.muster.agent.AgentFacts;
import io.muster.agent.Attempt;
import io.muster.agent.Attempts;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.agent.Transport;
import io.muster.fleet.KnownAgent.InFlight;
import io.muster.fleet.KnownAgent.Stage;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.proto.AgentToServer;
import io.muster.telemetry.FleetMetrics;
import io.muster.telemetry.OfferMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides when an offer that is due is sent (SEMANTICS 10): an attempt is stored before the offer
 * is written, stays in flight until the agent answers, its connection is lost or its time is up, is
 * tried three times, and never again after FAILED. Thread-safe; nothing blocks.
 */
public final class OfferScheduler {

  private static final Logger LOG = Logger.getLogger(OfferScheduler.class);

  /** How long an offer is held back for the answer to a request for the full state. */
  private static final Duration STATUS_PATIENCE = Duration.ofSeconds(10);

  /** How long an offer waits for its agent to be taken, which it could not be when it came. */
  private static final Duration TAKING_PATIENCE = Duration.ofSeconds(1);

  /** How long an offer of an instance that is behind waits for it to read again. */
  private static final Duration BEHIND_PATIENCE = Duration.ofSeconds(1);

  private final FleetSettings settings;
  private final InstantSource clock;
  private final AgentSaver saver;
  private final FleetMetrics metrics;
  private final PolicyReread behind;
  private final BooleanSupplier shared;

  /**
   * The rules on these ports.
   *
   * @param shared whether other instances may have offered something to an agent before
   */
  OfferScheduler(
      FleetSettings settings,
      InstantSource clock,
      AgentSaver saver,
      FleetMetrics metrics,
      PolicyReread behind,
      BooleanSupplier shared) {
    this.settings = settings;
    this.clock = clock;
    this.saver = saver;
    this.metrics = metrics;
    this.behind = behind;
    this.shared = shared;
  }

  /** What to do now about this kind of offer. */
  public OfferDecision decide(KnownAgent agent, Offer offer) {
    Instant now = clock.instant();
    synchronized (agent) {
      AgentConnection link = agent.link();
      if (link == null) {
        return new OfferDecision.Settled();
      }
      Optional<Offer.Due> found = offer.due(agent.state(), link.transport());
      if (found.isEmpty()) {
        close(agent, offer.kind(), now);
        return new OfferDecision.Settled();
      }
      Offer.Due due = found.get();
      if (offer.kind() == OfferKind.CONFIG
          && agent.fullState.awaits(ReportPart.CONFIG_STATUS, now, STATUS_PATIENCE)) {
        // It may have this config already and be about to say so.
        return new OfferDecision.Wait(now.plus(STATUS_PATIENCE));
      }
      if (agent.epoch() == 0 && shared.getAsBoolean()) {
        // What another instance has offered it since is not known here.
        return new OfferDecision.Wait(now.plus(TAKING_PATIENCE));
      }
      Attempts attempts = agent.state().facts().attempts();
      if (due.generation() < attempts.generation(offer.kind())) {
        // Another instance has offered it something newer than this one knows (SEMANTICS 14).
        behind.reread(offer);
        return new OfferDecision.Wait(now.plus(BEHIND_PATIENCE));
      }
      Optional<Attempt> attempt = attempts.find(offer.kind(), due.hash());
      if (attempt.isEmpty()) {
        return isApplying(agent, offer.kind(), due.hash())
            ? adopt(agent, offer.kind(), due, now)
            : new OfferDecision.Begin(due);
      }
      return switch (attempt.get().state()) {
        case FAILED, NO_ANSWER, TAKEN_BACK -> new OfferDecision.Settled();
        case APPLYING -> waitOrGiveUp(agent, attempt.get(), now);
        case APPLIED ->
            applied(offer.kind(), agent) || takenBackTooOften(attempts, attempt.get())
                ? new OfferDecision.Settled()
                : new OfferDecision.Begin(due);
        case OFFERED -> offered(agent, link, due, attempt.get(), now);
      };
    }
  }

  /**
   * Closes an attempt whose answer is known: the history may have come from another instance after
   * the agent had answered here.
   */
  private void close(KnownAgent agent, OfferKind kind, Instant now) {
    OfferStatus status = status(agent, kind);
    AgentFacts facts = agent.state().facts();
    if (status == null
        || !facts.attempts().open(kind, status.hash())
        || (agent.epoch() == 0 && shared.getAsBoolean())) {
      return;
    }
    Attempts closed = facts.attempts().answered(kind, status, now);
    if (!closed.equals(facts.attempts())) {
      agent.state(agent.state().withFacts(facts.withAttempts(closed)));
      var _ = saver.save(agent, AgentSaver.Half.FACTS);
    }
  }

  private static @Nullable OfferStatus status(KnownAgent agent, OfferKind kind) {
    Reported reported = agent.state().reported();
    return switch (kind) {
      case CONFIG -> reported.configStatus();
      case CONNECTION -> reported.connectionStatus();
    };
  }

  /** It applied this, nothing was offered since, and yet it says that it has something else. */
  private static boolean takenBackTooOften(Attempts attempts, Attempt attempt) {
    return attempt.tries() >= Attempts.MAX_TRIES
        && attempts.newest(attempt.kind()).filter(attempt::equals).isPresent();
  }

  /** An agent that reports no status for connection settings has proved them by coming back. */
  private static boolean applied(OfferKind kind, KnownAgent agent) {
    return kind == OfferKind.CONNECTION
        && !agent.state().can(AgentCapability.REPORTS_CONNECTION_SETTINGS_STATUS);
  }

  private OfferDecision offered(
      KnownAgent agent, AgentConnection link, Offer.Due due, Attempt attempt, Instant now) {
    InFlight inFlight = agent.inFlight(attempt.kind());
    boolean inTime = now.isBefore(attempt.deadline());
    if (inFlight != null
        && inFlight.connection() == link.connection()
        && inFlight.hash().equals(due.hash())) {
      return switch (inFlight.stage()) {
        // Nothing goes out before its attempt is durable; what cannot be saved is saved again by
        // the sweep, and then has its whole time for the answer.
        case BEGUN -> {
          if (!agent.stored(attempt)) {
            yield new OfferDecision.Wait(now.plus(settings.saveTimeout()));
          }
          yield inTime ? new OfferDecision.Send(due) : new OfferDecision.Begin(due);
        }
        case LOST -> inTime ? new OfferDecision.Send(due) : unanswered(agent, due, attempt);
        case WRITTEN, WRITTEN_AGAIN ->
            inTime ? new OfferDecision.Wait(attempt.deadline()) : unanswered(agent, due, attempt);
      };
    }
    return inFlight != null && inFlight.unsent(due.hash())
        ? new OfferDecision.Begin(due)
        : again(agent, due, attempt);
  }

  private OfferDecision unanswered(KnownAgent agent, Offer.Due due, Attempt attempt) {
    return attempt.kind() == OfferKind.CONNECTION
        // Once per hash and connection: released clients reconnect on every copy.
        ? new OfferDecision.Settled()
        : again(agent, due, attempt);
  }

  private OfferDecision again(KnownAgent agent, Offer.Due due, Attempt attempt) {
    if (attempt.tries() >= Attempts.MAX_TRIES) {
      giveUp(agent, attempt);
      return new OfferDecision.Settled();
    }
    return new OfferDecision.Begin(due);
  }

  private OfferDecision waitOrGiveUp(KnownAgent agent, Attempt attempt, Instant now) {
    Instant end = attempt.deadline().plus(settings.applyTimeout());
    if (now.isBefore(end)) {
      return new OfferDecision.Wait(end);
    }
    giveUp(agent, attempt);
    return new OfferDecision.Settled();
  }

  private static boolean isApplying(KnownAgent agent, OfferKind kind, ContentHash hash) {
    OfferStatus status = status(agent, kind);
    return status != null
        && status.state() == OfferStatus.State.APPLYING
        && status.hash().equals(hash);
  }

  /** It is busy with this one already, from another server or before its history was forgotten. */
  private OfferDecision adopt(KnownAgent agent, OfferKind kind, Offer.Due due, Instant now) {
    AgentFacts facts = agent.state().facts();
    Attempts attempts =
        facts
            .attempts()
            .adopted(
                kind,
                due.hash(),
                due.name(),
                due.generation(),
                now,
                agent.patience(settings.offerTimeout()));
    agent.state(agent.state().withFacts(facts.withAttempts(attempts)));
    var _ = saver.save(agent, AgentSaver.Half.FACTS);
    return waitOrGiveUp(agent, attempts.find(kind, due.hash()).orElseThrow(), now);
  }

  private void giveUp(KnownAgent agent, Attempt attempt) {
    AgentFacts facts = agent.state().facts();
    agent.state(
        agent
            .state()
            .withFacts(facts.withAttempts(facts.attempts().gaveUp(attempt, clock.instant()))));
    agent.inFlight(attempt.kind(), null);
    metrics(attempt.kind()).unanswered();
    LOG.infof(
        "event=offer_unanswered agent=%s kind=%s hash=%s tries=%d",
        agent.uid(), attempt.kind(), attempt.hash(), attempt.tries());
    var _ = saver.save(agent, AgentSaver.Half.FACTS);
  }

  /** An offer for one agent, to be begun. */
  public record Beginning(KnownAgent agent, OfferKind kind, Offer.Due due) {}

  /**
   * Stores the attempts, all in one write; completes when they are durable. If it fails they stay
   * in memory, are written again by the sweep, and are not sent before that has succeeded.
   */
  public CompletableFuture<Void> begin(List<Beginning> beginnings) {
    Instant now = clock.instant();
    // A change of policy is the same attempt for thousands, mostly.
    Map<Attempt, List<KnownAgent>> alike = new HashMap<>();
    List<KnownAgent> others = new ArrayList<>(0);
    for (Beginning beginning : beginnings) {
      Attempt attempt = begin(beginning, now);
      (attempt == null ? others : alike.computeIfAbsent(attempt, ignored -> new ArrayList<>()))
          .add(beginning.agent());
    }
    List<CompletableFuture<Void>> writes = new ArrayList<>(1);
    alike.forEach((attempt, agents) -> writes.add(saver.saveBegun(attempt, agents)));
    if (!others.isEmpty()) {
      writes.add(saver.save(others, AgentSaver.Half.FACTS));
    }
    return writes.size() == 1
        ? writes.getFirst()
        : CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new));
  }

  /** Begins in memory; answers the attempt, or null if there was nothing to begin any more. */
  private @Nullable Attempt begin(Beginning beginning, Instant now) {
    KnownAgent agent = beginning.agent();
    Offer.Due due = beginning.due();
    synchronized (agent) {
      AgentConnection link = agent.link();
      if (link == null) {
        return null;
      }
      OfferKind kind = beginning.kind();
      InFlight inFlight = agent.inFlight(kind);
      AgentFacts facts = agent.state().facts();
      Attempts attempts = facts.attempts();
      if (inFlight != null
          && inFlight.connection() == link.connection()
          && inFlight.hash().equals(due.hash())
          && attempts.underWay(kind, due.hash(), now)) {
        return null; // Begun by another path a moment ago.
      }
      if (inFlight != null && inFlight.stage() == Stage.BEGUN) {
        // What was never sent was no try: not on a connection lost meanwhile, nor of another hash.
        attempts = attempts.unsent(kind, inFlight.hash());
      }
      attempts =
          attempts.offered(
              kind,
              due.hash(),
              due.name(),
              due.generation(),
              now,
              agent.patience(settings.offerTimeout()));
      agent.state(agent.state().withFacts(facts.withAttempts(attempts)));
      agent.inFlight(kind, new InFlight(link.connection(), due.hash(), Stage.BEGUN));
      return attempts.list().getFirst();
    }
  }

  /** Notes that an offer has been handed to the transport. */
  public void written(KnownAgent agent, OfferKind kind, Offer.Due due) {
    AgentConnection link;
    synchronized (agent) {
      link = agent.link();
      if (link != null) {
        InFlight before = agent.inFlight(kind);
        Stage stage =
            before != null && before.stage() == Stage.LOST && before.hash().equals(due.hash())
                ? Stage.WRITTEN_AGAIN
                : Stage.WRITTEN;
        agent.inFlight(kind, new InFlight(link.connection(), due.hash(), stage));
      }
    }
    metrics(kind).offered();
    if (link != null && link.since().isBefore(due.since())) {
      // One that came after the change did not wait for it.
      metrics(kind).delivered(Duration.between(due.since(), clock.instant()));
    }
  }

  /**
   * The facts after a message: what it says about offers made. Called with the agent's monitor
   * held.
   */
  AgentFacts answered(
      KnownAgent agent, Reported before, AgentToServer message, boolean newConnection) {
    AgentFacts facts = agent.state().facts();
    Attempts attempts = facts.attempts();
    if (newConnection) {
      attempts = provedByReturning(agent, attempts);
    }
    if (message.hasRemoteConfigStatus()) {
      OfferStatus status = OfferStatus.of(message.getRemoteConfigStatus());
      attempts =
          status.blank()
              ? memoryLost(agent, attempts, newConnection)
              : answered(agent, attempts, OfferKind.CONFIG, status);
      attempts = refusedUnasked(attempts, OfferKind.CONFIG, status, before.configStatus());
    }
    if (message.hasConnectionSettingsStatus()) {
      attempts =
          answered(
              agent,
              attempts,
              OfferKind.CONNECTION,
              OfferStatus.of(message.getConnectionSettingsStatus()));
    }
    return facts.withAttempts(attempts);
  }

  /**
   * News of a failure without an attempt. What an operator wants retried has none either, but is no
   * news.
   */
  private Attempts refusedUnasked(
      Attempts attempts, OfferKind kind, OfferStatus status, @Nullable OfferStatus before) {
    boolean news = status.state() == OfferStatus.State.FAILED && !status.equals(before);
    return news && !status.hash().isEmpty() && attempts.find(kind, status.hash()).isEmpty()
        ? attempts.refused(kind, status, clock.instant())
        : attempts;
  }

  private Attempts answered(KnownAgent agent, Attempts before, OfferKind kind, OfferStatus status) {
    Attempts after = before.answered(kind, status, clock.instant());
    @Nullable Attempt old = before.find(kind, status.hash()).orElse(null);
    @Nullable Attempt now = after.find(kind, status.hash()).orElse(null);
    if (old == null || now == null || old.state() == now.state()) {
      return after;
    }
    if (now.state().terminal()) {
      agent.inFlight(kind, null);
    }
    if (now.state() == Attempt.State.APPLIED) {
      metrics(kind).applied(Duration.between(now.offeredAt(), clock.instant()));
    } else if (now.state() == Attempt.State.FAILED) {
      metrics(kind).failed();
      LOG.infof("event=offer_failed agent=%s kind=%s hash=%s", agent.uid(), kind, now.hash());
    }
    return after;
  }

  /**
   * The explicit "I have nothing" (RC-10): what was in flight is over, what was given up may be
   * tried again by an agent that came anew.
   */
  private Attempts memoryLost(KnownAgent agent, Attempts attempts, boolean newConnection) {
    Optional<Attempt> newest = attempts.newest(OfferKind.CONFIG);
    if (newest.isEmpty()) {
      return attempts;
    }
    Attempt attempt = newest.get();
    return switch (attempt.state()) {
      case FAILED, TAKEN_BACK -> attempts;
      case APPLIED -> attempts.forget(OfferKind.CONFIG, attempt.hash());
      case NO_ANSWER ->
          newConnection ? attempts.forget(OfferKind.CONFIG, attempt.hash()) : attempts;
      case OFFERED, APPLYING -> {
        // The answer to a request for the full state may have crossed with the offer.
        if (newConnection || !agent.fullState.wasOutstanding()) {
          agent.inFlight(OfferKind.CONFIG, null);
          yield attempts.reopened(attempt, clock.instant());
        }
        yield attempts;
      }
    };
  }

  private Attempts provedByReturning(KnownAgent agent, Attempts attempts) {
    InFlight inFlight = agent.inFlight(OfferKind.CONNECTION);
    if (inFlight == null
        || inFlight.stage() == Stage.BEGUN
        || agent.state().can(AgentCapability.REPORTS_CONNECTION_SETTINGS_STATUS)) {
      return attempts;
    }
    return answered(
        agent,
        attempts,
        OfferKind.CONNECTION,
        new OfferStatus(inFlight.hash(), OfferStatus.State.APPLIED, ""));
  }

  /**
   * A repeated request: its answer was lost, and with it what the answer offered, which is sent
   * again once per try. On a WebSocket nothing is lost while the connection lasts.
   */
  static void answerLost(KnownAgent agent, AgentConnection link) {
    if (link.transport() != Transport.HTTP) {
      return;
    }
    for (OfferKind kind : OfferKind.values()) {
      InFlight inFlight = agent.inFlight(kind);
      if (inFlight != null
          && inFlight.stage() == Stage.WRITTEN
          && inFlight.connection() == link.connection()) {
        agent.inFlight(kind, new InFlight(inFlight.connection(), inFlight.hash(), Stage.LOST));
      }
    }
  }

  private OfferMetrics metrics(OfferKind kind) {
    return switch (kind) {
      case CONFIG -> metrics.config();
      case CONNECTION -> metrics.connection();
    };
  }

  /**
   * Lets an operator try again what failed, was given up or does not come to an end. Called with
   * the agent's monitor held.
   */
  static void retried(KnownAgent agent, OfferKind kind, Instant now) {
    AgentFacts facts = agent.state().facts();
    Attempts attempts = facts.attempts();
    for (Attempt attempt : facts.attempts().list()) {
      if (attempt.kind() == kind) {
        attempts =
            switch (attempt.state()) {
              case FAILED, TAKEN_BACK -> attempts.forget(kind, attempt.hash());
              // Not forgotten: the agent may still call it APPLYING, and would be waited for.
              case NO_ANSWER, APPLYING -> {
                agent.inFlight(kind, null);
                yield attempts.again(attempt, now);
              }
              case OFFERED, APPLIED -> attempts;
            };
      }
    }
    agent.state(agent.state().withFacts(facts.withAttempts(attempts)));
  }
}
