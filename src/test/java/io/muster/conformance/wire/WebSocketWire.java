package io.muster.conformance.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.protocol.proto.ServerToAgent;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client over a bare socket that can send any bytes. A thread of its own reads frames
 * into a queue, and answers pings unless told otherwise. Writing is for one thread.
 */
public final class WebSocketWire implements AutoCloseable {

  /** How long to wait for an answer; {@code -Dopamp.patience=PT2S} for servers that give none. */
  static final Duration ANSWER_WITHIN =
      Duration.parse(System.getProperty("opamp.patience", "PT10S"));

  private static final String ACCEPT_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final Socket socket;
  private final DataInputStream in;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final ReentrantLock reading = new ReentrantLock();
  private volatile boolean answerPings = true;
  private volatile int pings;
  private final HttpAnswer handshake;

  private WebSocketWire(HttpConnection connection, HttpAnswer handshake) {
    this.socket = connection.socket();
    this.in = new DataInputStream(connection.input());
    this.handshake = handshake;
    try {
      socket.setSoTimeout(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().name("websocket-wire").start(this::readFrames);
  }

  /** Opens a WebSocket; further headers as {@code "Name: value"}. Fails unless answered 101. */
  public static WebSocketWire open(URI endpoint, String... headers) {
    return open(endpoint, 0, headers);
  }

  /** As {@link #open(URI, String...)} with a receive buffer of so many bytes (0: default). */
  public static WebSocketWire open(URI endpoint, int receiveBuffer, String... headers) {
    var connection = new HttpConnection(endpoint, receiveBuffer);
    var key = key();
    var answer = upgrade(connection, endpoint.getPath(), key, headers);
    if (answer.status() != 101) {
      connection.close();
      throw new AssertionError("upgrade answered " + answer.status() + " " + answer.headers());
    }
    if (!answer.header("sec-websocket-accept").equals(accept(key))) {
      throw new AssertionError("wrong Sec-WebSocket-Accept: " + answer.headers());
    }
    return new WebSocketWire(connection, answer);
  }

  /** Only asks for the upgrade and returns the answer, whatever it is. */
  public static HttpAnswer handshake(URI endpoint, String... headers) {
    try (var connection = new HttpConnection(endpoint)) {
      return upgrade(connection, endpoint.getPath(), key(), headers);
    }
  }

  private static HttpAnswer upgrade(
      HttpConnection connection, String path, String key, String... headers) {
    var lines =
        new ArrayList<>(
            List.of(
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: " + key));
    lines.addAll(List.of(headers));
    return connection.request("GET", path, ByteString.EMPTY, lines);
  }

  private static String key() {
    var random = new byte[16];
    ThreadLocalRandom.current().nextBytes(random);
    return Base64.getEncoder().encodeToString(random);
  }

  private static String accept(String key) {
    try {
      var sha1 = MessageDigest.getInstance("SHA-1");
      return Base64.getEncoder()
          .encodeToString(sha1.digest((key + ACCEPT_SALT).getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void readFrames() {
    var assembled = ByteString.EMPTY;
    int assembling = 0;
    try {
      while (true) {
        reading.lock();
        reading.unlock();
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((second & 0x80) != 0) {
          throw new IOException("the server masked a frame");
        }
        long length = second & 0x7F;
        if (length == 126) {
          length = in.readUnsignedShort();
        } else if (length == 127) {
          length = in.readLong();
        }
        var payload = ByteString.copyFrom(in.readNBytes(Math.toIntExact(length)));
        if (payload.size() < length) {
          throw new EOFException("in the middle of a frame");
        }
        int opcode = first & 0x0F;
        if (opcode >= 8) {
          control(opcode, payload);
        } else {
          assembling = opcode == 0 ? assembling : opcode;
          assembled = opcode == 0 ? assembled.concat(payload) : payload;
          if ((first & 0x80) != 0) {
            events.add(new Event.Message(assembling, assembled));
          }
        }
      }
    } catch (IOException e) {
      events.add(new Event.Ended(e.toString()));
    }
  }

  private void control(int opcode, ByteString payload) throws IOException {
    switch (opcode) {
      case 8 -> {
        int code =
            payload.size() < 2
                ? 1005
                : (payload.byteAt(0) & 0xFF) << 8 | (payload.byteAt(1) & 0xFF);
        var reason = payload.size() < 2 ? "" : payload.substring(2).toStringUtf8();
        events.add(new Event.Closed(code, reason));
      }
      case 9 -> {
        pings++;
        events.add(new Event.Ping(payload));
        if (answerPings) {
          sendFrame(true, 10, payload);
        }
      }
      case 10 -> events.add(new Event.Pong(payload));
      default -> throw new IOException("unknown opcode " + opcode);
    }
  }

  /** The answer that opened this WebSocket. */
  public HttpAnswer handshake() {
    return handshake;
  }

  /** From now on, pings of the server stay without an answer. */
  public void ignorePings() {
    answerPings = false;
  }

  /** How many pings the server has sent so far. */
  public int pings() {
    return pings;
  }

  /** Stops taking bytes off the socket after the frame at hand; call from one thread only. */
  public void pauseReading() {
    reading.lock();
  }

  /** Goes on reading; call from the thread that paused. */
  public void resumeReading() {
    reading.unlock();
  }

  /** Sends an encoded AgentToServer with the header of today: one zero byte. */
  public void send(ByteString protobuf) {
    sendBinary(Messages.framed(protobuf));
  }

  /** Sends one binary message as it is. */
  public void sendBinary(ByteString payload) {
    sendFrame(true, 2, payload);
  }

  /** Sends one text message. */
  public void sendText(String text) {
    sendFrame(true, 1, ByteString.copyFromUtf8(text));
  }

  /** Sends a Close frame with a code. */
  public void sendClose(int code) {
    sendFrame(true, 8, ByteString.copyFrom(new byte[] {(byte) (code >> 8), (byte) code}));
  }

  /** Sends one masked frame; opcode 0 goes on with a message. */
  public void sendFrame(boolean fin, int opcode, ByteString payload) {
    sendFrame((fin ? 0x80 : 0) | opcode, payload);
  }

  /** Sends one masked frame with this first byte, reserved bits and all. */
  public synchronized void sendFrame(int firstByte, ByteString payload) {
    var mask = new byte[4];
    ThreadLocalRandom.current().nextBytes(mask);
    var out = ByteString.newOutput(payload.size() + 14);
    out.write(firstByte);
    if (payload.size() < 126) {
      out.write(0x80 | payload.size());
    } else if (payload.size() < 65536) {
      out.write(0x80 | 126);
      out.write(payload.size() >> 8);
      out.write(payload.size());
    } else {
      out.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) payload.size() >> shift));
      }
    }
    out.write(mask, 0, 4);
    var masked = payload.toByteArray();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= mask[i & 3];
    }
    out.write(masked, 0, masked.length);
    write(out.toByteString());
  }

  /** Writes bytes to the socket as they are. */
  public void write(ByteString bytes) {
    try {
      bytes.writeTo(socket.getOutputStream());
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next thing that arrives, or null if nothing does in time. */
  public @Nullable Event next(Duration atMost) {
    try {
      return events.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The next message of the server, past pings and pongs; null if there is none in time. */
  public @Nullable ServerToAgent poll(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      var event = next(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      switch (event) {
        case null -> {
          return null;
        }
        case Event.Message message -> {
          return decode(message);
        }
        case Event.Ping _, Event.Pong _ -> {}
        case Event.Closed _, Event.Ended _ ->
            throw new AssertionError("expected a message, but the socket ended: " + event);
      }
    }
  }

  /** The next message of the server; fails if there is none within 10 s. */
  public ServerToAgent receive() {
    var message = poll(ANSWER_WITHIN);
    if (message == null) {
      throw new AssertionError("no message of the server within " + ANSWER_WITHIN);
    }
    return message;
  }

  /** Sends a message and takes the next one of the server. */
  public ServerToAgent exchange(ByteString protobuf) {
    send(protobuf);
    return receive();
  }

  /** Takes a framed message apart; fails unless binary, with header 0, and protobuf. */
  public static ServerToAgent decode(Event.Message message) {
    if (message.opcode() != 2) {
      throw new AssertionError("message with opcode " + message.opcode());
    }
    if (message.payload().isEmpty() || message.payload().byteAt(0) != 0) {
      throw new AssertionError("message without header 0: " + Messages.hex(message.payload()));
    }
    try {
      return ServerToAgent.parseFrom(message.payload().substring(1));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not protobuf: " + Messages.hex(message.payload()), e);
    }
  }

  /** Waits for the Close frame, past anything else; fails if TCP ends first or time is up. */
  public Event.Closed awaitClose(Duration atMost) {
    var event = awaitEnd(atMost);
    if (event instanceof Event.Closed closed) {
      return closed;
    }
    throw new AssertionError("TCP ended without a Close frame: " + event);
  }

  /** Waits for a Close frame or the end of TCP, whichever is first. */
  public Event awaitEnd(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      var event = next(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      if (event == null) {
        throw new AssertionError("the socket is still open after " + atMost);
      }
      if (event instanceof Event.Closed || event instanceof Event.Ended) {
        return event;
      }
    }
  }

  /** Cuts TCP at once, by a reset. */
  public void abort() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends TCP without a Close frame. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
