package io.muster.conformance.wire;

import com.google.protobuf.ByteString;
import io.muster.protocol.proto.AgentDisconnect;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.protocol.proto.ServerToAgent;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A well-behaved agent that a test drives step by step, the same way over both transports. What
 * differs is only when it hears of changes: by itself on WebSocket, at its next poll on HTTP.
 */
public final class Agent implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);

  private final URI endpoint;
  private final Transport transport;
  private final String[] headers;
  private final String tag = "t" + Messages.hex(Messages.newUid());
  private ByteString uid = Messages.newUid();
  private long sequence;
  private long capabilities = Bits.CONFIGURABLE;
  private @Nullable WebSocketWire socket;
  private @Nullable HttpConnection connection;

  private Agent(URI endpoint, Transport transport, String... headers) {
    this.endpoint = endpoint;
    this.transport = transport;
    this.headers = headers;
    connect();
  }

  /** A new agent, connected, which has not spoken yet. */
  public static Agent connect(URI endpoint, Transport transport, String... headers) {
    return new Agent(endpoint, transport, headers);
  }

  /** A new agent that has made its first, complete report. */
  public static Agent introduced(URI endpoint, Transport transport) {
    var agent = connect(endpoint, transport);
    agent.introduce();
    return agent;
  }

  private void connect() {
    switch (transport) {
      case WEBSOCKET -> socket = WebSocketWire.open(endpoint, headers);
      case HTTP -> connection = new HttpConnection(endpoint);
    }
  }

  /** Cuts TCP and connects again; uid and sequence number go on. */
  public void reconnect() {
    close();
    connect();
  }

  /** Changes what the following messages say about capabilities. */
  public Agent capabilities(long bits) {
    capabilities = bits;
    return this;
  }

  /** The uid used in messages. */
  public ByteString uid() {
    return uid;
  }

  /** Goes on under another uid. */
  public Agent uid(ByteString replacement) {
    uid = replacement;
    return this;
  }

  /** The text by which selectors find this agent: attribute {@code conformance.tag}. */
  public String tag() {
    return tag;
  }

  /** The number of the last message. */
  public long sequence() {
    return sequence;
  }

  /** Makes the next message carry the number after this one. */
  public Agent sequence(long last) {
    sequence = last;
    return this;
  }

  /** The bare WebSocket below; only on that transport. */
  public WebSocketWire socket() {
    if (socket == null) {
      throw new IllegalStateException("no WebSocket: " + transport);
    }
    return socket;
  }

  /** The next message: uid, next number, capabilities. */
  public AgentToServer.Builder message() {
    sequence++;
    return AgentToServer.newBuilder()
        .setInstanceUid(uid)
        .setSequenceNum(sequence)
        .setCapabilities(capabilities);
  }

  /** A message with everything that the default capabilities promise: never asked for more. */
  public AgentToServer.Builder complete() {
    return message()
        .setAgentDescription(Messages.description(tag))
        .setRemoteConfigStatus(RemoteConfigStatus.getDefaultInstance());
  }

  /** Sends the complete first report. */
  public ServerToAgent introduce() {
    return say(complete());
  }

  /** Sends a message with nothing but what every message has. */
  public ServerToAgent heartbeat() {
    return say(message());
  }

  /** Sends a message and returns the next one of the server. */
  public ServerToAgent say(AgentToServer.Builder message) {
    return say(message.build().toByteString());
  }

  /** Sends encoded bytes and returns the next message of the server. */
  public ServerToAgent say(ByteString encoded) {
    if (socket != null) {
      return socket.exchange(encoded);
    }
    var answer = http().post(encoded, headers);
    if (answer.status() != 200) {
      throw new AssertionError("HTTP " + answer.status() + " " + answer.headers());
    }
    return answer.message();
  }

  /** Sends agent_disconnect; the answer, if there was one before the end of the socket. */
  public ServerToAgent disconnect() {
    return say(message().setAgentDisconnect(AgentDisconnect.getDefaultInstance()));
  }

  /** Everything the server says within a time: pushes on WebSocket, answers to polls on HTTP. */
  public List<ServerToAgent> listen(Duration time) {
    var heard = new ArrayList<ServerToAgent>();
    if (socket != null) {
      long deadline = System.nanoTime() + time.toNanos();
      var message = socket.poll(time);
      while (message != null) {
        heard.add(message);
        message = socket.poll(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      }
    } else {
      heard.add(heartbeat());
      heard.add(heartbeat());
      heard.add(heartbeat());
    }
    return heard;
  }

  /** The first message of the server that fits: waits on WebSocket, polls on HTTP; 10 s at most. */
  public ServerToAgent await(Predicate<ServerToAgent> wanted) {
    if (socket != null) {
      long deadline = System.nanoTime() + WebSocketWire.ANSWER_WITHIN.toNanos();
      while (true) {
        var message = socket.poll(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        if (message == null) {
          throw new AssertionError("the awaited message did not come");
        }
        if (wanted.test(message)) {
          return message;
        }
      }
    }
    return Awaitility.await()
        .atMost(WebSocketWire.ANSWER_WITHIN)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(this::heartbeat, wanted);
  }

  /** The next offer of a config. */
  public ServerToAgent awaitOffer() {
    return await(ServerToAgent::hasRemoteConfig);
  }

  private HttpConnection http() {
    if (connection == null) {
      throw new IllegalStateException("no HTTP connection: " + transport);
    }
    return connection;
  }

  /** Cuts TCP, without a word. */
  @Override
  public void close() {
    if (socket != null) {
      socket.close();
    }
    if (connection != null) {
      connection.close();
    }
  }
}
