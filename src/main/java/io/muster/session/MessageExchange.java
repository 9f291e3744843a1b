package io.muster.session;

import io.muster.agent.OfferKind;
import io.muster.agent.Transport;
import io.muster.fleet.AgentConnection;
import io.muster.fleet.Fleet;
import io.muster.fleet.FleetSettings;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.Offer;
import io.muster.fleet.OfferDecision;
import io.muster.fleet.OfferScheduler;
import io.muster.fleet.Report;
import io.muster.fleet.ReportOutcome;
import io.muster.fleet.ReportOutcome.Holder;
import io.muster.fleet.Reporting;
import io.muster.fleet.SessionRecord;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.Decoded;
import io.muster.protocol.Fragment;
import io.muster.protocol.Fragments;
import io.muster.protocol.proto.ServerErrorResponseType;
import io.muster.telemetry.FleetMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes one decoded message through the fleet, the same on both transports: report, settle who the
 * agent is, store what must be stored before it is answered. Runs on a virtual thread and blocks,
 * for a save as long as {@link FleetSettings#saveTimeout} at most. Thread-safe.
 */
final class MessageExchange {

  private static final Logger LOG = Logger.getLogger(MessageExchange.class);

  /** What a refused agent should wait (ERR-10). */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  /** When an agent that takes signed messages only should look whether there are any by now. */
  static final Duration UNSIGNED_RETRY_AFTER = Duration.ofHours(1);

  static final String UNSIGNED =
      "this agent takes signed messages only, and this server does not sign its messages";

  /** What the second of two agents is told where such are refused. */
  static Fragment secondAgentDenied() {
    return badRequest("another connected agent has this instance_uid: give this one another");
  }

  static Fragment noMoreAgents() {
    return unavailable("this server takes no more agents");
  }

  /** Rounds of finding out which of two connections an agent is on. */
  private static final int MAX_CONTESTS = 3;

  private static final CompletableFuture<Void> NOTHING_BEGUN =
      CompletableFuture.completedFuture(null);

  private final Fleet fleet;
  private final Reporting reporting;
  private final OfferScheduler offers;
  private final OfferDecider decider;
  private final List<Offer> kinds;
  private final FleetSettings fleetSettings;
  private final Sessions sessions;
  private final Contests contests;
  private final FleetMetrics metrics;
  private final BoundedWait wait;

  MessageExchange(
      Fleet fleet,
      Reporting reporting,
      OfferScheduler offers,
      OfferDecider decider,
      List<Offer> kinds,
      FleetSettings fleetSettings,
      Sessions sessions,
      Contests contests,
      FleetMetrics metrics,
      BoundedWait wait) {
    this.fleet = fleet;
    this.reporting = reporting;
    this.offers = offers;
    this.decider = decider;
    this.kinds = List.copyOf(kinds);
    this.fleetSettings = fleetSettings;
    this.sessions = sessions;
    this.contests = contests;
    this.metrics = metrics;
    this.wait = wait;
  }

  /** What became of a message. */
  sealed interface Result {}

  /**
   * It was processed: answer with whatever the agent should be sent.
   *
   * @param disconnecting whether it was the agent's last
   */
  record Processed(KnownAgent agent, boolean disconnecting) implements Result {}

  /** It was not: answer with this error. */
  record Failed(Fragment error) implements Result {}

  /** It was not, as a server that has too much to do says it on either transport (ERR-9). */
  record Overloaded(Duration retryAfter, String text) implements Result {

    Fragment error() {
      return Fragments.errorResponse(
          ServerErrorResponseType.ServerErrorResponseType_Unavailable, text, retryAfter);
    }
  }

  /**
   * Processes a message.
   *
   * @param bound the agent that earlier messages of this connection and uid were of, or null
   */
  Result process(Decoded decoded, AgentConnection link, @Nullable KnownAgent bound) {
    try {
      return attempt(decoded, link, bound);
    } catch (RuntimeException e) {
      LOG.errorf(e, "event=message_failed agent=%s", decoded.uid().uid());
      return new Failed(unavailable("the server could not process the message; its log tells why"));
    }
  }

  private Result attempt(Decoded decoded, AgentConnection link, @Nullable KnownAgent bound) {
    Report report = new Report(decoded.uid(), decoded.message(), link);
    KnownAgent agent = bound;
    SessionRecord over = null;
    for (int round = 0; round <= MAX_CONTESTS; round++) {
      ReportOutcome outcome =
          agent == null ? reporting.report(report) : reporting.report(report, agent, over);
      switch (outcome) {
        case ReportOutcome.Accepted accepted -> {
          return accepted(decoded, link, accepted);
        }
        case ReportOutcome.Unacceptable(String message) -> {
          return new Failed(badRequest(message));
        }
        case ReportOutcome.Refused(String message) -> {
          return new Failed(unavailable(message));
        }
        case ReportOutcome.Contested contest -> {
          long bytes = decoded.message().getSerializedSize();
          switch (contests.decide(contest, link, bytes)) {
            case THE_AGENT -> {
              agent = contest.agent();
              over = contest.holder() instanceof Holder.Elsewhere(SessionRecord gone) ? gone : null;
            }
            case NOBODY_ASKED -> over = null; // It is served, and marked, while the store is away.
            case SECOND_AGENT -> {
              agent = reporting.separate(contest.agent()).orElse(null);
              if (agent == null) {
                return new Failed(noMoreAgents());
              }
            }
            case DENIED -> {
              return new Failed(secondAgentDenied());
            }
            case NEWCOMER_GONE -> {
              return new Failed(unavailable("this connection is not the agent's any more"));
            }
            case TOO_MANY -> {
              return new Overloaded(
                  RETRY_AFTER, "too many connections claim agents that are connected");
            }
          }
        }
      }
    }
    return new Failed(unavailable("two connections keep claiming this instance_uid"));
  }

  /** A record for the second of two agents that poll under one uid; null if the fleet is full. */
  @Nullable KnownAgent separate(KnownAgent first) {
    KnownAgent second = reporting.separate(first).orElse(null);
    if (second != null) {
      reporting.askAnew(first); // What the second said of itself was taken for the first's.
    }
    return second;
  }

  /** What is known of an agent may be of another one that polled under its uid. */
  void askAnew(KnownAgent agent) {
    reporting.askAnew(agent);
  }

  private Result accepted(Decoded decoded, AgentConnection link, ReportOutcome.Accepted accepted) {
    KnownAgent agent = accepted.agent();
    CompletableFuture<?> saved = accepted.saved();
    if (Reporting.asksForUid(decoded.message(), agent)) {
      saved = CompletableFuture.allOf(saved, fleet.assignNewUid(agent));
    }
    if (!accepted.disconnecting()) {
      findOut(agent, saved);
    }
    CompletableFuture<Void> begun = accepted.disconnecting() ? NOTHING_BEGUN : begin(agent);
    CompletableFuture<Void> durable = CompletableFuture.allOf(saved, begun);
    if (wait.await(durable, fleetSettings.saveTimeout()) != BoundedWait.End.DONE) {
      metrics.answeredUnsaved();
      if (!begun.isDone()) {
        // The answer goes without the offers, which follow when the store has taken them.
        var _ = begun.thenRun(() -> sessions.reconcile(agent.uid()));
      }
    }
    boolean refused =
        link.transport() == Transport.HTTP
            && !accepted.disconnecting()
            && agent.state().can(AgentCapability.REQUIRES_PAYLOAD_TRUST_VERIFICATION);
    return refused
        ? new Overloaded(UNSIGNED_RETRY_AFTER, UNSIGNED)
        : new Processed(agent, accepted.disconnecting());
  }

  /**
   * Waits until it is known whether the agent runs already what it is due, so that the answer can
   * carry what it does not; what takes longer is looked at again when it is known.
   */
  private void findOut(KnownAgent agent, CompletableFuture<?> saved) {
    for (Offer offer : kinds) {
      CompletableFuture<Void> known = decider.findOut(agent, offer, saved);
      if (!known.isDone()) {
        var _ = wait.await(known, fleetSettings.saveTimeout());
      }
    }
  }

  /**
   * Stores the attempts for what the agent is about to be offered, so that the answer itself can
   * carry the offers (RC-6).
   */
  private CompletableFuture<Void> begin(KnownAgent agent) {
    List<OfferScheduler.Beginning> beginnings = new ArrayList<>(2);
    for (Offer offer : kinds) {
      if (decider.decide(agent, offer) instanceof OfferDecision.Begin(Offer.Due due)) {
        OfferKind kind = offer.kind();
        beginnings.add(new OfferScheduler.Beginning(agent, kind, due));
      }
    }
    return beginnings.isEmpty() ? NOTHING_BEGUN : offers.begin(beginnings);
  }

  static Fragment badRequest(String message) {
    return Fragments.errorResponse(
        ServerErrorResponseType.ServerErrorResponseType_BadRequest, message, null);
  }

  static Fragment unavailable(String message) {
    return Fragments.errorResponse(
        ServerErrorResponseType.ServerErrorResponseType_Unavailable, message, RETRY_AFTER);
  }
}
