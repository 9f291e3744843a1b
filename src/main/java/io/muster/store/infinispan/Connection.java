package io.muster.store.infinispan;

import io.muster.cluster.SharedFormat;
import io.muster.store.CacheName;
import io.muster.store.CannotOpenStore;
import io.muster.store.Entry;
import io.muster.store.StoreException;
import io.muster.store.StoreHealth;
import io.muster.store.StoreUnavailable;
import io.muster.store.StoreUnavailable.Reason;
import io.muster.store.Watches;
import io.muster.store.cluster.StoredFormat;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.security.sasl.SaslException;
import org.infinispan.client.hotrod.DataFormat;
import org.infinispan.client.hotrod.RemoteCache;
import org.infinispan.client.hotrod.RemoteCacheManager;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.commons.marshall.IdentityMarshaller;
import org.infinispan.commons.marshall.UTF8StringMarshaller;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the servers: made once, in the background if they are not there yet, and looked
 * at from then on. While they do not answer, callers are refused at once. Thread-safe.
 */
final class Connection implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Connection.class);

  /** The server's message for a user who may not do it. */
  private static final String UNAUTHORIZED = "ISPN000287";

  /** The login library's mark in messages. */
  private static final String LOGIN_FAILED = "ELY05";

  private static final DataFormat FORMAT =
      DataFormat.builder()
          .keyType(MediaType.TEXT_PLAIN)
          .keyMarshaller(new UTF8StringMarshaller())
          .valueType(MediaType.APPLICATION_OCTET_STREAM)
          .valueMarshaller(IdentityMarshaller.INSTANCE)
          .build();

  private sealed interface State {}

  private record Up(Map<CacheName, Cache> caches) implements State {}

  private record Down(Reason why, String reason) implements State {}

  private final InfinispanOptions options;
  private final Watches watches;
  private final FeedListener listener;
  private final Circuit circuit;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("muster-store-connection").unstarted(this::run);
  private volatile State state;
  private @Nullable RemoteCacheManager client;
  private volatile boolean connectedBefore;

  /** What the servers have is of a newer version: this instance is to get no agents any more. */
  private volatile boolean outdated;

  /** When the servers last answered, on the monotonic clock. */
  private volatile long answered;

  private @Nullable Cache probed;

  Connection(InfinispanOptions options, Watches watches, Circuit circuit) {
    this.options = options;
    this.circuit = circuit;
    this.watches = watches;
    this.listener = new FeedListener(watches);
    this.state = down("not connected yet");
  }

  /**
   * Tries once, then goes on in the background.
   *
   * @throws CannotOpenStore if the servers are there, but will not do
   */
  void open() {
    try {
      connect();
    } catch (StoreException e) {
      if (e instanceof CannotOpenStore refused) {
        throw refused;
      }
      failed(e);
    }
    thread.start();
  }

  /** The cache, if the servers are there. */
  Cache cache(CacheName name) {
    return switch (state) {
      case Up(Map<CacheName, Cache> all) -> java.util.Objects.requireNonNull(all.get(name));
      case Down(Reason why, String reason) -> throw new StoreUnavailable(why, reason);
    };
  }

  StoreHealth health() {
    return switch (state) {
      case Up _ -> new StoreHealth.Up();
      case Down(Reason why, String reason) ->
          connectedBefore && !outdated && why != Reason.CLOSED
              ? new StoreHealth.Degraded(reason, Duration.ofNanos(System.nanoTime() - answered))
              : new StoreHealth.Down(reason);
    };
  }

  private void run() {
    while (!closed()) {
      try {
        look();
      } catch (RuntimeException | Error e) {
        // The thread must live on, whatever the machine lacks.
        LOG.errorf(e, "event=store_connection_failed");
      }
    }
  }

  private boolean closed() {
    try {
      return closing.await(options.probeInterval().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  private void look() {
    try {
      if (client == null) {
        connect();
      } else {
        probe();
      }
    } catch (StoreException e) {
      failed(e);
    }
  }

  /** Logs what is new. */
  private void failed(StoreException e) {
    State before = state;
    Down now = down(String.valueOf(e.getMessage()));
    state = now;
    if (before instanceof Up) {
      disconnect();
      LOG.errorf("event=store_failed servers=%s reason=\"%s\"", options.servers(), e.getMessage());
    } else if (!before.equals(now)) {
      LOG.warnf(
          "event=store_unreachable servers=%s reason=\"%s\"", options.servers(), e.getMessage());
    }
  }

  /** A client that is left alone would go on asking, also servers that are just starting. */
  private void disconnect() {
    RemoteCacheManager open = client;
    client = null;
    if (open != null) {
      open.stop();
    }
  }

  /** Makes a client, the caches and the listener, or nothing at all. */
  private void connect() {
    // It would give up behind a few that are down; of the others it is told by those that are
    // there.
    RemoteCacheManager started = client(Readiness.require(options));
    try {
      started.start();
      requireKnownFormat(started);
      new CacheSetup(options).run(started);
      Map<CacheName, Cache> found = new EnumMap<>(CacheName.class);
      for (CacheName name : CacheName.values()) {
        found.put(name, new Cache(name, remote(started, name), options.timeout()));
      }
      remote(started, CacheName.FEED).addClientListener(listener);
      client = started;
      probed =
          new Cache(
              CacheName.AGENT_FACTS,
              remote(started, CacheName.AGENT_FACTS),
              options.answerTimeout());
      circuit.reset();
      answered = System.nanoTime();
      state = new Up(Map.copyOf(found));
    } catch (RuntimeException e) {
      started.stop();
      throw refused(e) ? cannotOpen(e) : Failures.of(e);
    }
    if (connectedBefore) {
      LOG.infof("event=store_recovered servers=%s", options.servers());
    } else {
      LOG.infof("event=store_connected servers=%s", options.servers());
    }
    connectedBefore = true;
    watches.missed();
  }

  /** Before anything is written. */
  private void requireKnownFormat(RemoteCacheManager started) {
    if (!started.getCacheNames().contains(CacheName.EPOCHS.text())) {
      return;
    }
    Entry entry =
        new Cache(CacheName.EPOCHS, remote(started, CacheName.EPOCHS), options.timeout())
            .get(StoredFormat.KEY);
    int format = entry == null ? 0 : StoredFormat.read(entry);
    outdated = format > SharedFormat.CURRENT;
    if (outdated) {
      throw new CannotOpenStore(
          "What Infinispan at "
              + options.servers()
              + " has was written by a newer Muster (format "
              + format
              + ", this one knows "
              + SharedFormat.CURRENT
              + "), and this one would lose some of it. Run that version, or restore an export of"
              + " before into other caches.");
    }
  }

  private RemoteCacheManager client(List<Server> there) {
    try {
      return Clients.hotRod(options, there);
    } catch (RuntimeException e) {
      throw cannotOpen(e);
    }
  }

  /** A second try, because one lost answer says little. */
  private void probe() {
    Cache cache = java.util.Objects.requireNonNull(probed);
    try {
      cache.probe();
    } catch (StoreException e) {
      cache.probe();
    }
    answered = System.nanoTime();
  }

  private static RemoteCache<String, byte[]> remote(RemoteCacheManager client, CacheName name) {
    RemoteCache<String, byte[]> cache = client.getCache(name.text());
    if (cache == null) {
      throw new StoreUnavailable(Reason.IO, "Infinispan has no cache '" + name.text() + "'.");
    }
    return cache.withDataFormat(FORMAT);
  }

  /** Whether trying again would not help. */
  private static boolean refused(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof CannotOpenStore
          || cause instanceof SaslException
          || cause instanceof SSLException
          || cause instanceof SecurityException
          || message.contains(UNAUTHORIZED)
          || message.contains(LOGIN_FAILED)) {
        return true;
      }
    }
    return false;
  }

  private CannotOpenStore cannotOpen(Throwable problem) {
    return problem instanceof CannotOpenStore e
        ? e
        : new CannotOpenStore(
            "Infinispan at "
                + options.servers()
                + " refuses the connection: "
                + Failures.text(problem)
                + ". Check muster.store.infinispan.user, password, tls and trust-store, and that"
                + " the user may create caches.");
  }

  private Down down(String reason) {
    return new Down(Reason.IO, "Infinispan at " + options.servers() + ": " + reason);
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(Duration.ofSeconds(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    state = new Down(Reason.CLOSED, "The store is closed.");
    disconnect();
  }
}
