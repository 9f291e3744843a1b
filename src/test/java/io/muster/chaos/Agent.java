package io.muster.chaos;

import com.google.protobuf.ByteString;
import io.muster.chaos.AgentLog.Entry;
import io.muster.chaos.AgentLog.Event;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.protocol.proto.ServerToAgent;
import io.muster.protocol.proto.ServerToAgentFlags;
import io.muster.testagent.AgentSocket;
import io.muster.testagent.TestAgent;
import java.net.http.HttpClient;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An agent that is on no socket, or on one to some instance. It goes to another instance when one
 * does not answer, takes a while to apply a config, and forgets the one it was about to apply when
 * it is offered another. What it says is a {@link TestAgent}'s. Thread-safe.
 */
final class Agent {

  private static final long BEAT_MILLIS = 2_000;

  /** Without a word from the server for so long, the socket is taken for dead. */
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
  private final TestAgent self;
  private String newest = "";
  private int place;

  /** The socket that counts; what another one says is of the past. */
  private @Nullable AgentSocket current;

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
    this.disk = disk;
    this.log = log;
    this.http = http;
    this.timer = timer;
    this.place = number % ports.size();
    this.self =
        new TestAgent(
                uid(number),
                "chaos",
                AgentCapability.REPORTS_STATUS,
                AgentCapability.ACCEPTS_REMOTE_CONFIG,
                AgentCapability.REPORTS_EFFECTIVE_CONFIG,
                AgentCapability.REPORTS_REMOTE_CONFIG,
                AgentCapability.REPORTS_HEALTH,
                AgentCapability.REPORTS_HEARTBEAT)
            .describedBy("group", Group.of(number).text())
            .health(ComponentHealth.newBuilder().setHealthy(true).setStartTimeUnixNano(1));
    if (applied.isEmpty()) {
      self.runs(AgentConfigMap.newBuilder().putConfigMap("", NO_CONFIG).build());
    } else {
      self.configStatus(status(applied)).runs(disk.read(applied));
    }
  }

  private static RemoteConfigStatus status(String applied) {
    return TestAgent.status(
        ByteString.copyFrom(HexFormat.of().parseHex(applied)),
        RemoteConfigStatuses.RemoteConfigStatuses_APPLIED,
        "");
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
    AgentSocket socket = new AgentSocket(port, new Ears());
    current = socket;
    var _ = socket.open(http);
  }

  private synchronized void lost(AgentSocket socket) {
    if (current != socket) {
      return;
    }
    current = null;
    if (socket.wasOpen()) {
      log(Event.LOST, "");
    }
    socket.abort();
    place = (place + 1) % ports.size();
    later(
        this::connect, ThreadLocalRandom.current().nextLong(RETRY_LEAST_MILLIS, RETRY_MOST_MILLIS));
  }

  private void later(Runnable action, long millis) {
    var _ = timer.schedule(action, millis, TimeUnit.MILLISECONDS);
  }

  private synchronized void opened(AgentSocket socket) {
    if (current != socket) {
      socket.abort();
      return;
    }
    log(Event.CONNECTED, Integer.toString(socket.port()));
    socket.send(self.report().build());
    beat(socket);
  }

  private synchronized void beat(AgentSocket socket) {
    if (current != socket) {
      return;
    }
    if (socket.silentNanos() > TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
      lost(socket);
      return;
    }
    socket.send(self.message().build());
    later(() -> beat(socket), BEAT_MILLIS);
  }

  private synchronized void received(AgentSocket socket, ServerToAgent message) {
    if (current != socket) {
      return;
    }
    if (message.hasErrorResponse()) {
      lost(socket);
      return;
    }
    if (!message.getAgentIdentification().getNewInstanceUid().isEmpty()) {
      ByteString uid = message.getAgentIdentification().getNewInstanceUid();
      self.rename(uid);
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
      socket.send(self.report().build());
    }
  }

  private synchronized void apply(String hash, AgentConfigMap config) {
    if (!newest.equals(hash)) {
      return; // offered another one meanwhile
    }
    disk.write(hash, config);
    log(Event.APPLIED, hash);
    self.configStatus(status(hash)).runs(config);
    AgentSocket socket = current;
    if (socket != null) {
      socket.send(self.configReport().build());
    }
  }

  /** What befalls a socket; only the current one counts. */
  private final class Ears implements AgentSocket.Listener {

    @Override
    public void opened(AgentSocket socket) {
      Agent.this.opened(socket);
    }

    @Override
    public void received(AgentSocket socket, ServerToAgent message) {
      Agent.this.received(socket, message);
    }

    @Override
    public void lost(AgentSocket socket) {
      Agent.this.lost(socket);
    }
  }
}
