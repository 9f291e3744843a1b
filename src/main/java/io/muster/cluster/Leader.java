package io.muster.cluster;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A leadership by lease and epoch. The lease says who may lead, by the store's clock; the leader
 * stops by itself after two thirds of its time on its own monotonic clock, counted from before it
 * asked. So no two act at once as long as clocks run at about the same speed, whatever time they
 * show. A leader that was stopped in the middle of acting, and goes on too late, is refused by its
 * epoch. Thread-safe.
 */
public final class Leader implements Leadership {

  private static final Logger LOG = Logger.getLogger(Leader.class);

  /** In nanoseconds of the monotonic clock, which may wrap. */
  private record Term(long epoch, long until) {}

  private final String name;
  private final InstanceId self;
  private final Leases leases;
  private final Epochs epochs;
  private final Duration ttl;
  private final LongSupplier nanoTime;
  private volatile @Nullable Term term;

  /**
   * A candidate; {@link #tick} makes it a leader.
   *
   * @param ttl how long a leader that says nothing is waited for
   * @param nanoTime the monotonic clock of this machine
   */
  public Leader(
      String name,
      InstanceId self,
      Leases leases,
      Epochs epochs,
      Duration ttl,
      LongSupplier nanoTime) {
    this.name = name;
    this.self = self;
    this.leases = leases;
    this.epochs = epochs;
    this.ttl = ttl;
    this.nanoTime = nanoTime;
  }

  /**
   * Takes the leadership if it is free, or stays in it; to be called every third of the ttl.
   * Blocks; throws the store's exception, and then what was held is held until its time is up.
   */
  public synchronized void tick() {
    long start = nanoTime.getAsLong();
    switch (leases.keep(lease(), self.text(), ttl)) {
      case ELSEWHERE -> end("lost");
      case TAKEN -> begin(start);
      case RENEWED -> {
        Term held = term;
        if (held != null && start - held.until() < 0) {
          term = new Term(held.epoch(), until(start));
        } else {
          // The answer to the taking was lost, or the term ended while the lease did not.
          begin(start);
        }
      }
    }
  }

  private void begin(long start) {
    term = null;
    Epochs.Epoch epoch = epochs.raise(name, self.text());
    term = new Term(epoch.number(), until(start));
    LOG.infof("event=leading name=%s instance=%s epoch=%d", name, self, epoch.number());
  }

  private long until(long start) {
    return start + ttl.toNanos() / 3 * 2;
  }

  private void end(String why) {
    if (term instanceof Term held) {
      LOG.infof(
          "event=not_leading name=%s instance=%s epoch=%d reason=%s",
          name, self, held.epoch(), why);
    }
    term = null;
  }

  /** Gives the leadership up at once, so that nobody has to wait for the lease to end. Blocks. */
  public synchronized void resign() {
    end("resigned");
    leases.release(lease(), self.text());
  }

  private String lease() {
    return "leader/" + name;
  }

  @Override
  public OptionalLong epoch() {
    Term held = term;
    return held != null && nanoTime.getAsLong() - held.until() < 0
        ? OptionalLong.of(held.epoch())
        : OptionalLong.empty();
  }

  @Override
  public boolean note(ByteString note) {
    OptionalLong epoch = epoch();
    if (epoch.isEmpty()) {
      return false;
    }
    if (epochs.write(name, epoch.getAsLong(), note)) {
      return epoch().equals(epoch);
    }
    fenced(epoch.getAsLong());
    return false;
  }

  private synchronized void fenced(long epoch) {
    if (term instanceof Term held && held.epoch() == epoch) {
      end("fenced");
    }
  }

  @Override
  public Optional<ByteString> noted() {
    return epochs.read(name).map(Epochs.Epoch::note).filter(note -> !note.isEmpty());
  }
}
