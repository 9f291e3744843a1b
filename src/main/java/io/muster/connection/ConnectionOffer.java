package io.muster.connection;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentState;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.agent.Transport;
import io.muster.connection.ConnectionSettingsStore.Kept;
import io.muster.fleet.Offer;
import io.muster.fleet.OfferTraits;
import io.muster.fleet.OfferTraits.Trait;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.Fragments;
import io.muster.protocol.ServerCapability;
import io.muster.protocol.proto.ConnectionSettingsOffers;
import io.muster.protocol.proto.Header;
import io.muster.protocol.proto.Headers;
import io.muster.protocol.proto.OpAMPConnectionSettings;
import io.muster.telemetry.OfferMetrics;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Offers the connection settings to agents that take them. There are two forms, one for each
 * transport, because an agent keeps the transport it has; each is encoded once. Thread-safe.
 */
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

  /** Both forms of one state of the settings. */
  private record Forms(Due webSocket, Due http) {}

  private static final Logger LOG = Logger.getLogger(ConnectionOffer.class);

  private final ConnectionSettingsStore store;
  private volatile @Nullable Forms forms;
  private long generation;

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

  /**
   * Offers this from now on; an older state than the one known is ignored.
   *
   * @return whether it is a newer state
   */
  synchronized boolean change(Kept kept) {
    if (kept.generation() <= generation) {
      return false;
    }
    generation = kept.generation();
    forms =
        kept.settings()
            .map(settings ->
                new Forms(
                    due(settings, Transport.WEBSOCKET, kept), due(settings, Transport.HTTP, kept)))
            .orElse(null);
    return true;
  }

  @Override
  public void refresh() {
    store.read().ifPresent(versioned -> change(versioned.kept()));
  }

  @Override
  public OfferTraits traits() {
    return TRAITS;
  }

  @Override
  public Optional<Due> due(AgentState agent, Transport transport) {
    Forms current = forms;
    if (current == null || !agent.can(AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS)) {
      return Optional.empty();
    }
    Due due =
        switch (transport) {
          case WEBSOCKET -> current.webSocket();
          case HTTP -> current.http();
        };
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

  private static Due due(ConnectionSettings settings, Transport transport, Kept kept) {
    String endpoint = Endpoints.forTransport(settings.endpoint(), transport);
    ContentHash hash = hash(endpoint, settings);
    OpAMPConnectionSettings.Builder opamp =
        OpAMPConnectionSettings.newBuilder()
            .setDestinationEndpoint(endpoint)
            .setHeartbeatIntervalSeconds(settings.heartbeatInterval().toSeconds());
    if (!settings.headers().isEmpty()) {
      Headers.Builder headers = Headers.newBuilder();
      settings
          .headers()
          .forEach(
              (key, value) -> headers.addHeaders(Header.newBuilder().setKey(key).setValue(value)));
      opamp.setHeaders(headers);
    }
    ConnectionSettingsOffers offers =
        ConnectionSettingsOffers.newBuilder().setHash(hash.bytes()).setOpamp(opamp).build();
    return new Due(
        hash,
        "",
        kept.generation(),
        Fragments.connectionSettings(offers),
        kept.changedAt(),
        settings.heartbeatInterval());
  }

  /**
   * SHA-256 of the canonical form: heartbeat in seconds, endpoint, headers by name; each text
   * preceded by its length, numbers as 8 bytes, most significant first.
   */
  static ContentHash hash(String endpoint, ConnectionSettings settings) {
    ByteString canonical = number(settings.heartbeatInterval().toSeconds()).concat(text(endpoint));
    for (Map.Entry<String, String> header : settings.headers().entrySet()) {
      canonical = canonical.concat(text(header.getKey())).concat(text(header.getValue()));
    }
    return ContentHash.sha256(canonical);
  }

  private static ByteString text(String text) {
    ByteString bytes = ByteString.copyFromUtf8(text);
    return number(bytes.size()).concat(bytes);
  }

  private static ByteString number(long value) {
    return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(value).flip());
  }
}
