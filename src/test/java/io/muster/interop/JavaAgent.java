package io.muster.interop;

import io.opentelemetry.opamp.client.OpampClient;
import io.opentelemetry.opamp.client.internal.connectivity.http.OkHttpSender;
import io.opentelemetry.opamp.client.internal.connectivity.websocket.OkHttpWebSocket;
import io.opentelemetry.opamp.client.internal.request.delay.PeriodicDelay;
import io.opentelemetry.opamp.client.internal.request.service.HttpRequestService;
import io.opentelemetry.opamp.client.internal.request.service.WebSocketRequestService;
import io.opentelemetry.opamp.client.internal.response.MessageData;
import io.opentelemetry.opamp.client.internal.state.State;
import io.opentelemetry.opamp.client.request.service.RequestService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import okio.ByteString;
import opamp.proto.AgentConfigFile;
import opamp.proto.AgentConfigMap;
import opamp.proto.AgentDescription;
import opamp.proto.AnyValue;
import opamp.proto.KeyValue;
import opamp.proto.RemoteConfigStatus;
import opamp.proto.RemoteConfigStatuses;
import opamp.proto.ServerErrorResponse;
import org.jspecify.annotations.Nullable;

/** An agent on the Java client that applies every remote config. Closing it says goodbye. */
final class JavaAgent implements AutoCloseable {

  /** Between reconnects, so that tests need not wait for the client's 30 s. */
  private static final Duration RETRY = Duration.ofMillis(250);

  private final UUID uid = UUID.randomUUID();
  private final Effective effective = new Effective();
  private final List<String> offered = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final OpampClient client;

  private JavaAgent(RequestService service, Map<String, String> attributes) {
    var builder =
        OpampClient.builder()
            .setRequestService(service)
            .setInstanceUid(bytes(uid))
            .putIdentifyingAttribute("service.name", "java-checkout")
            .enableRemoteConfig()
            .enableEffectiveConfigReporting()
            .setEffectiveConfigState(effective);
    attributes.forEach(builder::putNonIdentifyingAttribute);
    client = builder.build(new Listener());
  }

  /** An agent on HTTP that polls this often. */
  static JavaAgent polling(URI endpoint, Duration interval, Map<String, String> attributes) {
    var service =
        HttpRequestService.create(
            OkHttpSender.create(endpoint.toString()),
            PeriodicDelay.ofFixedDuration(interval),
            PeriodicDelay.ofFixedDuration(RETRY));
    return new JavaAgent(service, attributes);
  }

  /** An agent on WebSocket. */
  static JavaAgent onWebSocket(URI endpoint, Map<String, String> attributes) {
    var service =
        WebSocketRequestService.create(
            OkHttpWebSocket.create(endpoint.toString()), PeriodicDelay.ofFixedDuration(RETRY));
    return new JavaAgent(service, attributes);
  }

  private static byte[] bytes(UUID uid) {
    return ByteBuffer.allocate(16)
        .putLong(uid.getMostSignificantBits())
        .putLong(uid.getLeastSignificantBits())
        .array();
  }

  /** The uid it started with. */
  UUID uid() {
    return uid;
  }

  /** The hashes of all remote configs it was offered, in order. */
  List<String> offeredHashes() {
    return List.copyOf(offered);
  }

  /** How often connecting or sending failed so far. */
  int failures() {
    return failures.get();
  }

  /** Changes the effective config, which makes the client send a message. */
  void effective(String body) {
    effective.body = body;
    effective.notifyUpdate();
  }

  /** Replaces the description, which makes the client send a message. */
  void describe(String key, String value) {
    var text = new AnyValue.Builder().string_value(value).build();
    client.setAgentDescription(
        new AgentDescription.Builder()
            .identifying_attributes(List.of())
            .non_identifying_attributes(
                List.of(new KeyValue.Builder().key(key).value(text).build()))
            .build());
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Effective extends State.EffectiveConfig {
    private volatile String body = "receivers: {}\n";

    @Override
    public opamp.proto.EffectiveConfig get() {
      var file =
          new AgentConfigFile.Builder()
              .body(ByteString.encodeUtf8(body))
              .content_type("text/yaml")
              .build();
      var files = new AgentConfigMap.Builder().config_map(Map.of("", file)).build();
      return new opamp.proto.EffectiveConfig.Builder().config_map(files).build();
    }
  }

  private final class Listener implements OpampClient.Callbacks {

    @Override
    public void onConnect(OpampClient opamp) {}

    @Override
    public void onConnectFailed(OpampClient opamp, @Nullable Throwable throwable) {
      failures.incrementAndGet();
    }

    @Override
    public void onErrorResponse(OpampClient opamp, ServerErrorResponse errorResponse) {}

    @Override
    public void onMessage(OpampClient opamp, MessageData messageData) {
      var config = messageData.getRemoteConfig();
      if (config == null) {
        return;
      }
      offered.add(config.config_hash.hex());
      opamp.setRemoteConfigStatus(
          new RemoteConfigStatus.Builder()
              .last_remote_config_hash(config.config_hash)
              .status(RemoteConfigStatuses.RemoteConfigStatuses_APPLIED)
              .build());
    }
  }
}
