package io.muster.gatling;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/**
 * One agent: 12 attributes, a health tree of 10 components, remote config. It knows what it has to
 * say next. Confined to one virtual user, whose actions happen one after the other.
 */
final class Agent {

  /** The attribute that the target of the simulations selects. */
  static final String SERVICE = "muster-gatling";

  /** ReportsStatus, AcceptsRemoteConfig, ReportsHealth, ReportsRemoteConfig, ReportsHeartbeat. */
  private static final long CAPABILITIES = 0x1 | 0x2 | 0x800 | 0x1000 | 0x2000;

  private static final long UID_HIGH = 0x0190_e0a2_0000_7000L;
  private static final long UID_LOW = 0x8000_0000_0000_0000L;
  private static final long APPLIED = 1;
  private static final long START_NANOS = 1_700_000_000_000_000_000L;
  private static final List<String> COMPONENTS =
      List.of(
          "extensions",
          "pipeline:traces",
          "pipeline:metrics",
          "pipeline:logs",
          "receiver:otlp",
          "receiver:hostmetrics",
          "processor:batch",
          "processor:memory_limiter",
          "exporter:otlp",
          "exporter:debug");

  private final int number;
  private final byte[] uid;
  private long sequence;
  private String hash = "";
  private boolean fullStateWanted = true;
  private boolean statusDue;
  private int offers;

  Agent(int number) {
    this.number = number;
    this.uid = ByteBuffer.allocate(16).putLong(UID_HIGH).putLong(UID_LOW | number).array();
  }

  /**
   * The next AgentToServer: everything at first and when asked, the config's status once after an
   * offer, otherwise a heartbeat.
   */
  byte[] next() {
    WireWriter out = new WireWriter().bytes(1, uid).number(2, ++sequence);
    if (fullStateWanted) {
      out.message(3, description());
    }
    out.number(4, CAPABILITIES);
    if (fullStateWanted) {
      out.message(5, health());
    }
    if (fullStateWanted || statusDue) {
      out.message(7, configStatus());
    }
    fullStateWanted = false;
    statusDue = false;
    return out.toBytes();
  }

  /** The same as a message of a WebSocket, which starts with a zero byte. */
  byte[] nextFrame() {
    byte[] message = next();
    byte[] frame = new byte[message.length + 1];
    System.arraycopy(message, 0, frame, 1, message.length);
    return frame;
  }

  /** Takes what the server says; false if it is an error or for somebody else. */
  boolean hear(ServerToAgent message) {
    if (message.error() != null || !message.uid().equals(HexFormat.of().formatHex(uid))) {
      return false;
    }
    fullStateWanted |= message.fullStateWanted();
    if (message.config() != null) {
      hash = message.config().hash();
      statusDue = true;
      offers++;
    }
    return true;
  }

  /** The hash of the config it was offered last, in hex; empty if none. */
  String hash() {
    return hash;
  }

  /** How many offers it was made. */
  int offers() {
    return offers;
  }

  private WireWriter description() {
    return new WireWriter()
        .message(1, attribute("service.name", SERVICE))
        .message(1, attribute("service.version", "0.142.0"))
        .message(1, attribute("service.instance.id", "gatling-" + number))
        .message(2, attribute("host.name", "node-" + number + ".example.net"))
        .message(2, attribute("host.arch", "amd64"))
        .message(2, attribute("os.type", "linux"))
        .message(2, attribute("os.description", "Debian GNU/Linux 13 (trixie)"))
        .message(2, attribute("deployment.environment.name", "prod"))
        .message(2, attribute("cloud.region", "eu-west"))
        .message(2, attribute("k8s.cluster.name", "cluster-" + number % 20))
        .message(2, attribute("k8s.namespace.name", "telemetry"))
        .message(2, attribute("k8s.node.name", "node-" + number));
  }

  static WireWriter attribute(String key, String value) {
    return new WireWriter().text(1, key).message(2, new WireWriter().text(1, value));
  }

  private static WireWriter health() {
    WireWriter health =
        new WireWriter()
            .number(1, 1)
            .fixed(2, START_NANOS)
            .text(4, "StatusOK")
            .fixed(5, START_NANOS);
    for (String name : COMPONENTS) {
      WireWriter component =
          new WireWriter().number(1, 1).text(4, "StatusOK").fixed(5, START_NANOS);
      health.message(6, new WireWriter().text(1, name).message(2, component));
    }
    return health;
  }

  /** RemoteConfigStatus; empty as long as there is no config, which says just that. */
  private WireWriter configStatus() {
    return hash.isEmpty()
        ? new WireWriter()
        : new WireWriter().bytes(1, HexFormat.of().parseHex(hash)).number(2, APPLIED);
  }
}
