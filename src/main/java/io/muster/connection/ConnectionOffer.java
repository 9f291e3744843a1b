package io.muster.connection;

import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.agent.Transport;
import io.muster.connection.NamedRecords.Versioned;
import io.muster.fleet.AgentConnection;
import io.muster.fleet.Offer;
import io.muster.fleet.OfferTraits;
import io.muster.fleet.OfferTraits.Trait;
import io.muster.freeze.Outgoing;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.ServerCapability;
import io.muster.telemetry.OfferMetrics;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Offers connection settings to the agents that they are for and that take them. Thread-safe. */
@Singleton
public final class ConnectionOffer implements Offer {

  /** `connection_settings`: an agent that takes them connects anew. */
  public static final OfferTraits TRAITS =
      new OfferTraits(
          OfferKind.CONNECTION,
          ServerCapability.OFFERS_CONNECTION_SETTINGS,
          AgentCapability.REPORTS_CONNECTION_SETTINGS_STATUS,
          message ->
              message.hasConnectionSettingsStatus()
                  ? OfferStatus.of(message.getConnectionSettingsStatus())
                  : null,
          Reported::connectionStatus,
          new OfferMetrics.Names("muster.connection.offers", "muster.connection"),
          Set.of(
              Trait.ONCE_PER_CONNECTION, Trait.PROVED_BY_RETURNING, Trait.PROVED_BY_NOTHING_ELSE));

  private static final Logger LOG = Logger.getLogger(ConnectionOffer.class);

  private final ConnectionSettingsStore store;
  private final ConnectionProgressStore progress;
  private final ConnectionsSettings settings;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile ConnectionSnapshot current = ConnectionSnapshot.EMPTY;

  /** Whether an agent has asked in vain since this was last looked at. */
  private final AtomicBoolean waiting = new AtomicBoolean();

  /** Offers nothing until {@link #load}. */
  ConnectionOffer(
      ConnectionSettingsStore store,
      ConnectionProgressStore progress,
      ConnectionsSettings settings) {
    this.store = store;
    this.progress = progress;
    this.settings = settings;
  }

  /** Reads what the store has, if it is there; otherwise {@link #refresh} will. Blocks. */
  void load() {
    try {
      refresh();
    } catch (RuntimeException e) {
      LOG.warnf("event=connection_settings_unread reason=%s", e);
    }
  }

  @Override
  public void refresh() {
    var _ = read();
  }

  /**
   * Reads everything anew and offers that from now on; blocks, throws the store's exception.
   *
   * @return whether it leads to something else than before
   */
  boolean read() {
    reading.lock();
    try {
      ConnectionSnapshot read =
          ConnectionSnapshot.of(
              store.all().stream().map(Versioned::value).toList(),
              progress.all().stream().map(Versioned::value).toList());
      boolean same = read.sameAs(current);
      if (!same) {
        current = read;
      }
      return !same;
    } finally {
      reading.unlock();
    }
  }

  /** Goes on with this, which is stored. */
  void progressed(ConnectionProgress stored) {
    reading.lock();
    try {
      current = current.with(stored);
    } finally {
      reading.unlock();
    }
  }

  /** Whether an agent waits for its turn; true once each time. */
  boolean takeWaiting() {
    return waiting.getAndSet(false);
  }

  /** What is offered to whom now. */
  ConnectionSnapshot current() {
    return current;
  }

  @Override
  public OfferTraits traits() {
    return TRAITS;
  }

  @Override
  public Optional<Due> due(AgentState agent, Transport transport) {
    if (!agent.can(AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS)) {
      return Optional.empty();
    }
    ConnectionSnapshot.Entry entry = current.entry(agent);
    if (entry == null) {
      return Optional.empty();
    }
    Due due = entry.form(transport).due();
    Attempt attempt = agent.facts().attempts().get(OfferKind.CONNECTION, due.hash());
    // While an attempt is open, what the agent says of it is no proof.
    boolean open = attempt != null && !attempt.state().terminal();
    // While other settings are on their way, it will have those unless it is sent these again.
    boolean other =
        agent
            .facts()
            .attempts()
            .newest(OfferKind.CONNECTION)
            .filter(newest -> !newest.hash().equals(due.hash()) && !newest.state().terminal())
            .isPresent();
    if (!open && !other && knows(agent.reported().connectionStatus(), due.hash())) {
      return Optional.empty();
    }
    return hasTurn(agent, transport, entry, attempt) ? Optional.of(due) : Optional.empty();
  }

  private boolean hasTurn(
      AgentState agent,
      Transport transport,
      ConnectionSnapshot.Entry entry,
      @Nullable Attempt attempt) {
    KindProgress kind = entry.progress().kind(AgentKind.of(agent, transport));
    boolean stopped = kind != null && kind.stop() != null;
    if (kind != null && kind.admits(agent.facts().firstUid())) {
      return true;
    }
    if (!stopped && attempt != null && !attempt.failed()) {
      return true; // It had its turn; what its process has lost it is offered again.
    }
    if (!stopped && attempt == null) {
      waiting.lazySet(true);
    }
    return false;
  }

  @Override
  public Outgoing outgoing(AgentState agent, Due due) {
    return Outgoing.CHANGE; // Settings that were deleted or put back are others' wish, too.
  }

  @Override
  public boolean mayTravel(Due due, AgentConnection link) {
    OfferForm form = current.forms().get(due.hash());
    return form == null || mayTravel(form, link);
  }

  /** Secrets travel where nobody can read along. */
  boolean mayTravel(OfferForm form, AgentConnection link) {
    return !form.settings().hasSecrets()
        || link.arrival().encrypted()
        || (link.arrival().loopback() && settings.secretsOnLoopback());
  }

  @Override
  public boolean provedBy(ContentHash hash, Proof proof, AgentConnection link) {
    OfferForm form = current.forms().get(hash);
    if (form == null) {
      return false; // Not offered any more; what is, is due.
    }
    return switch (proof) {
      case RETURN -> !form.from().leaves() && form.isWayOf(link.arrival(), settings.compareHost());
      case GOODBYE -> form.from().leaves();
    };
  }

  private static boolean knows(@Nullable OfferStatus status, ContentHash hash) {
    return status != null
        && status.hash().equals(hash)
        && switch (status.state()) {
          case APPLIED -> true;
          // The history of attempts decides, which an operator may clear.
          case APPLYING, FAILED, UNSET, UNRECOGNIZED -> false;
        };
  }
}
