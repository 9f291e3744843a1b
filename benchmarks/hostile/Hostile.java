import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Peers that mean no good, from one thread: each holds a connection as long as it can and comes back
 * a second after it has lost it. Prints what became of them, then ends.
 *
 * <p>Arguments: port, seconds, and for each kind how many: {@code half-open=1000}.
 */
final class Hostile {

  /** What a peer does with its connection. */
  private enum Kind {
    /** Connects and says nothing. */
    HALF_OPEN,
    /** Sends the head of an upgrade, a byte a second. */
    SLOW_HEAD,
    /** Announces a megabyte and sends it a byte a second. */
    SLOW_BODY,
    /** Sends a kilobyte of noise, then again. */
    GARBAGE
  }

  private static final int COME_BACK_MILLIS = 1_000;
  private static final String POST =
      "POST /v1/opamp HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-protobuf\r\nContent-Length: 1000000\r\n\r\n";

  private static final class Peer {
    private final Kind kind;
    private SocketChannel channel;
    private long next;
    private boolean begun;

    Peer(Kind kind, long next) {
      this.kind = kind;
      this.next = next;
    }
  }

  private final int port;
  private final Random random = new Random(1);
  private final Selector selector = Selector.open();
  private final List<Peer> peers = new ArrayList<>();
  private final Map<Kind, Integer> opened = new EnumMap<>(Kind.class);
  private final Map<Kind, Integer> lost = new EnumMap<>(Kind.class);
  private int number;

  private Hostile(int port) throws IOException {
    this.port = port;
  }

  public static void main(String... arguments) throws Exception {
    Hostile hostile = new Hostile(Integer.parseInt(arguments[0]));
    long end = System.currentTimeMillis() + Integer.parseInt(arguments[1]) * 1000L;
    for (String share : Arrays.copyOfRange(arguments, 2, arguments.length)) {
      String[] parts = share.split("=");
      Kind kind = Kind.valueOf(parts[0].replace('-', '_').toUpperCase(java.util.Locale.ROOT));
      for (int i = 0; i < Integer.parseInt(parts[1]); i++) {
        // Spread over the first seconds, or the kernel's backlog would be all that is measured.
        hostile.peers.add(new Peer(kind, System.currentTimeMillis() + hostile.random.nextInt(5_000)));
      }
    }
    hostile.run(end);
    System.out.println("opened=" + hostile.opened + " lost=" + hostile.lost);
  }

  private void run(long end) throws IOException {
    ArrayDeque<Peer> turn = new ArrayDeque<>();
    while (System.currentTimeMillis() < end) {
      selector.select(key -> answered(key), 100);
      long now = System.currentTimeMillis();
      turn.addAll(peers);
      while (!turn.isEmpty()) {
        Peer peer = turn.poll();
        if (now >= peer.next) {
          peer.next = now + 1_000;
          act(peer);
        }
      }
    }
    for (Peer peer : peers) {
      if (peer.channel != null) {
        peer.channel.close();
      }
    }
  }

  private void answered(SelectionKey key) {
    Peer peer = (Peer) key.attachment();
    try {
      if (peer.channel.read(ByteBuffer.allocate(4096)) < 0) {
        drop(peer);
      }
    } catch (IOException e) {
      drop(peer);
    }
  }

  private void act(Peer peer) {
    try {
      if (peer.channel == null) {
        connect(peer);
        return;
      }
      switch (peer.kind) {
        case HALF_OPEN -> {}
        case SLOW_HEAD ->
            write(peer, peer.begun ? "a" : "GET /v1/opamp HTTP/1.1\r\nUpgrade: websocket\r\nX: ");
        case SLOW_BODY -> write(peer, peer.begun ? "a" : POST);
        case GARBAGE -> {
          byte[] noise = new byte[1024];
          random.nextBytes(noise);
          peer.channel.write(ByteBuffer.wrap(noise));
        }
      }
      peer.begun = true;
    } catch (IOException e) {
      drop(peer);
    }
  }

  private void connect(Peer peer) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
    // One address has 28,000 ports, some of which the good agents need.
    channel.bind(new InetSocketAddress("127.0.0." + (10 + number++ % 4), 0));
    channel.connect(new InetSocketAddress("127.0.0.1", port));
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, peer);
    peer.channel = channel;
    peer.begun = false;
    opened.merge(peer.kind, 1, Integer::sum);
  }

  private static void write(Peer peer, String text) throws IOException {
    peer.channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private void drop(Peer peer) {
    try {
      peer.channel.close();
    } catch (IOException e) {
      // It is gone all the same.
    }
    peer.channel = null;
    peer.next = System.currentTimeMillis() + COME_BACK_MILLIS;
    lost.merge(peer.kind, 1, Integer::sum);
  }
}
