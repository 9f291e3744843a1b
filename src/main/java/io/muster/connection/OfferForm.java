package io.muster.connection;

import com.google.protobuf.ByteString;
import io.muster.agent.Transport;
import io.muster.fleet.Offer.Due;
import io.muster.protocol.ContentHash;
import io.muster.protocol.Fragments;
import io.muster.protocol.proto.ConnectionSettingsOffers;
import io.muster.protocol.proto.Header;
import io.muster.protocol.proto.Headers;
import io.muster.protocol.proto.OpAMPConnectionSettings;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Settings as agents of one transport are offered them, because an agent keeps the transport it
 * has. Encoded once.
 *
 * @param endpoint in the scheme of the transport
 */
record OfferForm(ConnectionRecord from, ConnectionSettings settings, String endpoint, Due due) {

  static OfferForm of(
      ConnectionRecord from, ConnectionSettings settings, Transport transport, long generation) {
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
    return new OfferForm(
        from,
        settings,
        endpoint,
        new Due(
            hash,
            from.name(),
            generation,
            Fragments.connectionSettings(offers),
            from.changedAt(),
            settings.heartbeatInterval()));
  }

  ContentHash hash() {
    return due.hash();
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
