package io.muster.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP relay on a port that stays, so that a client finds a server that was restarted on another
 * port, and so that its connection can be broken. Thread-safe.
 */
final class Relay implements AutoCloseable {

  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger reached = new AtomicInteger();
  private volatile int target;
  private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

  /** Starts to relay to this port of the local host. */
  Relay(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("relay").start(this::accept);
  }

  /** The port that clients connect to. */
  int port() {
    return listener.getLocalPort();
  }

  /** New connections go to this port from now on. */
  void to(int port) {
    target = port;
  }

  /** New connections wait from now on, as if the network were slow. */
  void hold() {
    gate = new CompletableFuture<>();
  }

  /** Lets those go on that wait, and all later ones. */
  void release() {
    gate.complete(null);
  }

  /** How many connections have reached the server so far. */
  int connections() {
    return reached.get();
  }

  /** Breaks all connections with a reset: no WebSocket Close frame, no TCP FIN. */
  void cut() {
    open.forEach(Relay::reset);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var client = listener.accept();
        open.add(client);
        Thread.ofVirtual().name("relay-connect").start(() -> connect(client));
      } catch (IOException e) {
        // Closed: the loop ends.
      }
    }
  }

  private void connect(Socket client) {
    gate.join();
    var server = new Socket();
    try {
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 1000);
    } catch (IOException e) {
      // No server there: the client sees its connection go.
      reset(client);
      return;
    }
    open.add(server);
    reached.incrementAndGet();
    Thread.ofVirtual().name("relay-up").start(() -> copy(client, server));
    Thread.ofVirtual().name("relay-down").start(() -> copy(server, client));
  }

  private void copy(Socket from, Socket to) {
    try {
      from.setTcpNoDelay(true);
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      reset(from);
      reset(to);
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setOption(StandardSocketOptions.SO_LINGER, 0);
      socket.close();
    } catch (IOException e) {
      // Gone already.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
