package io.muster.store;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners of changes, each on a virtual thread of its own, so that a slow one delays
 * nobody. What waits for a listener is bounded: beyond that it is told to read all again.
 * Thread-safe.
 */
public final class Watches implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Watches.class);
  private static final int MAX_WAITING = 1_000;

  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

  /** Begins a watch; its listener is told to read everything first. */
  public Watch add(CacheName cache, ChangeListener listener) {
    Watcher watcher = new Watcher(cache, listener);
    watchers.add(watcher);
    Thread.ofVirtual().name("muster-store-watch-" + cache.text()).start(watcher);
    return watcher;
  }

  /** Hands a change on, after those before it; never waits for a listener. */
  public void changed(CacheName cache, String key) {
    for (Watcher watcher : watchers) {
      if (watcher.cache == cache) {
        watcher.add(key);
      }
    }
  }

  /** Tells every listener to read everything again; never waits for one. */
  public void missed() {
    watchers.forEach(Watcher::missed);
  }

  /** Ends all watches. */
  @Override
  public void close() {
    watchers.forEach(Watcher::close);
  }

  private final class Watcher implements Watch, Runnable {

    private final CacheName cache;
    private final ChangeListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LinkedHashSet<String> waiting = new LinkedHashSet<>();
    private boolean resync = true;
    private boolean closed;

    Watcher(CacheName cache, ChangeListener listener) {
      this.cache = cache;
      this.listener = listener;
    }

    void add(String key) {
      lock.lock();
      try {
        if (resync) {
          return; // everything is read again anyway
        }
        waiting.add(key);
        if (waiting.size() > MAX_WAITING) {
          waiting.clear();
          resync = true;
        }
        changed.signal();
      } finally {
        lock.unlock();
      }
    }

    void missed() {
      lock.lock();
      try {
        waiting.clear();
        resync = true;
        changed.signal();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void run() {
      for (Runnable call = next(); call != null; call = next()) {
        try {
          call.run();
        } catch (RuntimeException e) {
          LOG.errorf(e, "event=store_listener_failed cache=%s", cache.text());
        }
      }
    }

    private @Nullable Runnable next() {
      lock.lock();
      try {
        while (!closed && !resync && waiting.isEmpty()) {
          changed.awaitUninterruptibly();
        }
        if (closed) {
          return null;
        }
        if (resync) {
          resync = false;
          return listener::resync;
        }
        String key = waiting.removeFirst();
        return () -> listener.changed(key);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      watchers.remove(this);
      lock.lock();
      try {
        closed = true;
        changed.signal();
      } finally {
        lock.unlock();
      }
    }
  }
}
