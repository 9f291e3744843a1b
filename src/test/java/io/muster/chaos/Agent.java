package io.muster.chaos;

import com.google.protobuf.ByteString;
import io.muster.chaos.AgentLog.Entry;
import io.muster.chaos.AgentLog.Event;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.AgentDescription;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.AnyValue;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.EffectiveConfig;
import io.muster.protocol.proto.KeyValue;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.protocol.proto.ServerToAgent;
import io.muster.protocol.proto.ServerToAgentFlags;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An agent that is on no connection, or on one to some instance. It goes to another instance when
 * one does not answer, takes a while to apply a config, and forgets the one it was about to apply
 * when it is offered another. Thread-safe.
 */
final class Agent {

  private static final long BEAT_MILLIS = 2_000;

  /** Without a word from the server for so long, the connection is taken for dead. */
  private static final long PATIENCE_MILLIS = 7_000;

  private static final long APPLY_MILLIS = 400;
  private static final long RETRY_LEAST_MILLIS = 200;
  private static final long RETRY_MOST_MILLIS = 1_500;
  private static final long UID_HIGH = 0x0190_c4a0_0000_7000L;
  private static final AgentConfigFile NO_CONFIG =
      AgentConfigFile.newBuilder().setContentType("text/yaml").build();

  private final int number;
  private final List<Integer> ports;
  private final AgentDisk disk;
  private final AgentLog log;
  private final HttpClient http;
  private final ScheduledExecutorService timer;
  private ByteString uid;
  private String applied;
  private AgentConfigMap effective;
  private String newest = "";
  private long sequence;
  private int place;

  /** The connection that counts; what another one says is of the past. */
  private @Nullable Connection current;

  Agent(
      int number,
      List<Integer> ports,
      String applied,
      AgentDisk disk,
      AgentLog log,
      HttpClient http,
      ScheduledExecutorService timer) {
    this.number = number;
    this.ports = List.copyOf(ports);
    this.applied = applied;
    this.disk = disk;
    this.log = log;
    this.http = http;
    this.timer = timer;
    this.uid = uid(number).toBytes();
    this.place = number % ports.size();
    this.effective =
        applied.isEmpty()
            ? AgentConfigMap.newBuilder().putConfigMap("", NO_CONFIG).build()
            : disk.read(applied);
  }

  static InstanceUid uid(int number) {
    return new InstanceUid(UID_HIGH, 0x8000_0000_0000_0000L | number);
  }

  void start() {
    log(Event.STARTED, "");
    connect();
  }

  private void log(Event event, String what) {
    log.write(new Entry(System.currentTimeMillis(), number, event, what));
  }

  private synchronized void connect() {
    int port = ports.get(place);
    Connection connection = new Connection(port);
    current = connection;
    var _ =
        http.newWebSocketBuilder()
            .connectTimeout(java.time.Duration.ofSeconds(3))
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/v1/opamp"), connection)
            .whenComplete((socket, problem) -> {
              if (problem != null) {
                lost(connection);
              }
            });
  }

  private synchronized void lost(Connection connection) {
    if (current != connection) {
      return;
    }
    current = null;
    if (connection.opened) {
      log(Event.LOST, "");
    }
    connection.abort();
    place = (place + 1) % ports.size();
    later(
        this::connect, ThreadLocalRandom.current().nextLong(RETRY_LEAST_MILLIS, RETRY_MOST_MILLIS));
  }

  private void later(Runnable action, long millis) {
    var _ = timer.schedule(action, millis, TimeUnit.MILLISECONDS);
  }

  private synchronized void opened(Connection connection) {
    if (current != connection) {
      connection.abort();
      return;
    }
    log(Event.CONNECTED, Integer.toString(connection.port));
    connection.send(message(true, true));
    beat(connection);
  }

  private synchronized void beat(Connection connection) {
    if (current != connection) {
      return;
    }
    if (System.nanoTime() - connection.heardNanos
        > TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
      lost(connection);
      return;
    }
    connection.send(message(false, false));
    later(() -> beat(connection), BEAT_MILLIS);
  }

  private AgentToServer message(boolean whole, boolean config) {
    AgentToServer.Builder message =
        AgentToServer.newBuilder()
            .setInstanceUid(uid)
            .setSequenceNum(sequence++)
            .setCapabilities(
                AgentCapabilities.of(
                        AgentCapability.REPORTS_STATUS,
                        AgentCapability.ACCEPTS_REMOTE_CONFIG,
                        AgentCapability.REPORTS_EFFECTIVE_CONFIG,
                        AgentCapability.REPORTS_REMOTE_CONFIG,
                        AgentCapability.REPORTS_HEALTH,
                        AgentCapability.REPORTS_HEARTBEAT)
                    .bits());
    if (whole) {
      message
          .setAgentDescription(
              AgentDescription.newBuilder()
                  .addIdentifyingAttributes(attribute("service.name", "chaos"))
                  .addNonIdentifyingAttributes(attribute("group", Group.of(number).text())))
          .setHealth(ComponentHealth.newBuilder().setHealthy(true).setStartTimeUnixNano(1));
    }
    if (config) {
      message
          .setRemoteConfigStatus(
              RemoteConfigStatus.newBuilder()
                  .setLastRemoteConfigHash(ByteString.copyFrom(HexFormat.of().parseHex(applied)))
                  .setStatus(
                      applied.isEmpty()
                          ? RemoteConfigStatuses.RemoteConfigStatuses_UNSET
                          : RemoteConfigStatuses.RemoteConfigStatuses_APPLIED))
          .setEffectiveConfig(EffectiveConfig.newBuilder().setConfigMap(effective));
    }
    return message.build();
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private synchronized void received(Connection connection, ServerToAgent message) {
    if (current != connection) {
      return;
    }
    connection.heardNanos = System.nanoTime();
    if (message.hasErrorResponse()) {
      lost(connection);
      return;
    }
    if (!message.getAgentIdentification().getNewInstanceUid().isEmpty()) {
      uid = message.getAgentIdentification().getNewInstanceUid();
      log(Event.RENAMED, HexFormat.of().formatHex(uid.toByteArray()));
    }
    if (message.hasRemoteConfig()) {
      String hash =
          HexFormat.of().formatHex(message.getRemoteConfig().getConfigHash().toByteArray());
      log(Event.OFFERED, hash);
      newest = hash;
      AgentConfigMap config = message.getRemoteConfig().getConfig();
      later(() -> apply(hash, config), ThreadLocalRandom.current().nextLong(APPLY_MILLIS));
    }
    if ((message.getFlags() & ServerToAgentFlags.ServerToAgentFlags_ReportFullState_VALUE) != 0) {
      connection.send(message(true, true));
    }
  }

  private synchronized void apply(String hash, AgentConfigMap config) {
    if (!newest.equals(hash)) {
      return; // offered another one meanwhile
    }
    disk.write(hash, config);
    log(Event.APPLIED, hash);
    applied = hash;
    effective = config;
    Connection connection = current;
    if (connection != null) {
      connection.send(message(false, true));
    }
  }

  private final class Connection implements WebSocket.Listener {

    private final int port;
    private ByteString parts = ByteString.EMPTY;
    private @Nullable WebSocket socket;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
    private volatile long heardNanos = System.nanoTime();
    private volatile boolean opened;

    Connection(int port) {
      this.port = port;
    }

    /** One after the other, as the JDK demands; with the agent's monitor held. */
    void send(AgentToServer message) {
      WebSocket open = socket;
      if (open != null) {
        // The header of a frame is one zero byte.
        ByteString frame = ByteString.copyFrom(new byte[] {0}).concat(message.toByteString());
        sent =
            sent.thenCompose(ignored -> open.sendBinary(frame.asReadOnlyByteBuffer(), true))
                .exceptionally(problem -> {
                  timer.execute(() -> lost(this));
                  return null;
                });
      }
    }

    void abort() {
      WebSocket open = socket;
      if (open != null) {
        open.abort();
      }
    }

    @Override
    public void onOpen(WebSocket open) {
      socket = open;
      opened = true;
      Agent.this.opened(this);
      open.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket open, ByteBuffer data, boolean last) {
      parts = parts.concat(ByteString.copyFrom(data));
      if (last) {
        ByteString whole = parts;
        parts = ByteString.EMPTY;
        try {
          received(this, ServerToAgent.parseFrom(whole.substring(1)));
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }
      open.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket open, int code, String reason) {
      lost(this);
      return null;
    }

    @Override
    public void onError(WebSocket open, Throwable error) {
      lost(this);
    }
  }
}
