package io.muster.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on the loopback address that can be cut. Connections belong to lanes, which are cut
 * each by itself. Thread-safe.
 */
final class Proxy implements AutoCloseable {

  private static final int BUFFER = 16 << 10;
  private static final int CONNECT_MILLIS = 2_000;

  private final ServerSocket listening;
  private final int target;
  private final ToIntFunction<Socket> laneOf;
  private final AtomicReferenceArray<@Nullable Manner> lanes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private record Connection(int lane, Socket near, Socket far) {

    /** Resets both, as a machine does that knows of no such connection. */
    void reset() {
      try {
        near.setSoLinger(true, 0);
        far.setSoLinger(true, 0);
      } catch (IOException e) {
        // closed already
      }
      close();
    }

    void close() {
      try (near;
          far) {
        near.shutdownOutput();
      } catch (IOException e) {
        // closed already
      }
    }
  }

  /**
   * Listens, and carries connections to a port of this machine.
   *
   * @param lanes how many
   * @param laneOf which lane an accepted connection belongs to
   */
  Proxy(int target, int lanes, ToIntFunction<Socket> laneOf) {
    this.target = target;
    this.laneOf = laneOf;
    this.lanes = new AtomicReferenceArray<>(lanes);
    try {
      this.listening = new ServerSocket();
      listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().name("proxy-" + target).start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  void cut(int lane, Manner manner) {
    set(lane, manner);
    if (manner == Manner.RESET) {
      open.stream().filter(connection -> connection.lane() == lane).forEach(Connection::reset);
    }
  }

  void heal(int lane) {
    set(lane, null);
  }

  private void set(int lane, @Nullable Manner manner) {
    lock.lock();
    try {
      lanes.set(lane, manner);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!closed) {
      try {
        Socket near = listening.accept();
        Thread.ofVirtual().start(() -> carry(near));
      } catch (IOException e) {
        if (!closed) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void carry(Socket near) {
    int lane = laneOf.applyAsInt(near);
    Socket far = new Socket();
    Connection connection = new Connection(lane, near, far);
    open.add(connection);
    try {
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      if (!passes(lane)) {
        connection.reset();
        return;
      }
      far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
      Thread back = Thread.ofVirtual().start(() -> pump(connection, far, near));
      pump(connection, near, far);
      back.join();
    } catch (IOException e) {
      connection.reset(); // The target is not there: refused.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connection.close();
      open.remove(connection);
    }
  }

  private void pump(Connection connection, Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (true) {
        int read = in.read(buffer);
        if (!passes(connection.lane())) {
          connection.reset();
          return;
        }
        if (read < 0) {
          to.shutdownOutput();
          return;
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // The end of one side is the end of the other; while a cut is silent, of neither.
      if (passes(connection.lane())) {
        connection.reset();
      }
    }
  }

  /** Waits while the cut is silent; false if there is a cut that resets. */
  private boolean passes(int lane) {
    lock.lock();
    try {
      while (lanes.get(lane) == Manner.SILENT && !closed) {
        changed.awaitUninterruptibly();
      }
      return lanes.get(lane) != Manner.RESET;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    for (int lane = 0; lane < lanes.length(); lane++) {
      heal(lane);
    }
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(Connection::reset);
  }
}
