package io.muster.connection;

import io.muster.agent.AgentState;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.agent.Transport;
import io.muster.connection.ConnectionSettingsStore.Versioned;
import io.muster.fleet.Offer;
import io.muster.fleet.OfferTraits;
import io.muster.fleet.OfferTraits.Trait;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.ServerCapability;
import io.muster.telemetry.OfferMetrics;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
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
          Set.of(Trait.ONCE_PER_CONNECTION, Trait.PROVED_BY_RETURNING));

  private static final Logger LOG = Logger.getLogger(ConnectionOffer.class);

  private final ConnectionSettingsStore store;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile ConnectionSnapshot current = ConnectionSnapshot.EMPTY;

  /** Offers nothing until {@link #load}. */
  ConnectionOffer(ConnectionSettingsStore store) {
    this.store = store;
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
          ConnectionSnapshot.of(store.all().stream().map(Versioned::value).toList());
      boolean same = read.sameAs(current);
      if (!same) {
        current = read;
      }
      return !same;
    } finally {
      reading.unlock();
    }
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
    return knows(agent.reported().connectionStatus(), due.hash())
        ? Optional.empty()
        : Optional.of(due);
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
