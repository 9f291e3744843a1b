package io.muster.operator;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The operators as this instance last read them, all of them, so that no request asks the store who
 * sent it. Every change is read anew: the own ones at once, those of other instances by their hint,
 * and everything each 30 s. Thread-safe; what asks about tokens never blocks.
 */
@Singleton
public final class KnownOperators {

  private static final Logger LOG = Logger.getLogger(KnownOperators.class);

  /** What a token belongs to. */
  public record Found(Operator operator, NamedToken token) {}

  /** All of them as of one reading. */
  private record Snapshot(
      TreeMap<String, Operator> byName,
      Map<TokenHash, Found> byToken,
      boolean whole,
      boolean endsBootstrap) {

    static Snapshot of(Collection<Operator> operators, boolean whole) {
      TreeMap<String, Operator> byName = new TreeMap<>();
      Map<TokenHash, Found> byToken = new HashMap<>();
      boolean ends = !whole; // Whom a damaged record belongs to is not known
      for (Operator operator : operators) {
        byName.put(operator.name(), operator);
        operator.tokens().forEach(token -> byToken.put(token.hash(), new Found(operator, token)));
        ends |= operator.endsBootstrap();
      }
      return new Snapshot(byName, Collections.unmodifiableMap(byToken), whole, ends);
    }
  }

  private final OperatorStore store;
  private final ReentrantLock reading = new ReentrantLock();

  /** Null before it was read. */
  private volatile @Nullable Snapshot current;

  /** Knows nothing until {@link #load}. */
  public KnownOperators(OperatorStore store) {
    this.store = store;
  }

  /** Reads all if the store is there; otherwise {@link #reread} will. Blocks. */
  void load() {
    try {
      reread();
    } catch (RuntimeException e) {
      LOG.warnf("event=operators_unread reason=%s", e);
    }
  }

  /** Reads all and puts it in force; blocks, throws the store's exception. */
  public void reread() {
    reading.lock();
    try {
      current = read();
    } finally {
      reading.unlock();
    }
  }

  private Snapshot read() {
    OperatorStore.All all = store.all();
    return Snapshot.of(all.operators(), all.whole());
  }

  /** Reads one that was changed here; blocks, throws the store's exception. */
  void reread(String name) {
    reading.lock();
    try {
      Snapshot before = current;
      if (before == null) {
        current = read();
      } else {
        // Read with the lock held: a reading of all that began earlier must not win
        TreeMap<String, Operator> byName = new TreeMap<>(before.byName());
        store
            .get(name)
            .ifPresentOrElse(found -> byName.put(name, found.value()), () -> byName.remove(name));
        current = Snapshot.of(byName.values(), before.whole());
      }
    } finally {
      reading.unlock();
    }
  }

  /** Whether it is known what operators there are. */
  public boolean known() {
    return current != null;
  }

  /** Whom a token belongs to, whether it works or not. Pure memory. */
  public Optional<Found> find(TokenHash hash) {
    Snapshot now = current;
    return now == null ? Optional.empty() : Optional.ofNullable(now.byToken().get(hash));
  }

  /**
   * Whether the token of the data folder has ended: somebody who may do everything was given a
   * token of its own. It stays so when that token works no more.
   */
  public boolean endBootstrap() {
    Snapshot now = current;
    return now == null || now.endsBootstrap();
  }

  /** Whether anybody can do everything by a token of an operator now. */
  public boolean anyWorkingAdmin(Instant at) {
    return all().stream().anyMatch(operator -> operator.isWorkingAdmin(at));
  }

  /** Whether an operator has a token of this name. */
  boolean has(String operator, String token) {
    Snapshot now = current;
    Operator found = now == null ? null : now.byName().get(operator);
    return found != null && found.token(token).isPresent();
  }

  /** How many operators there are. */
  public int size() {
    return all().size();
  }

  /** How many tokens they have. */
  public int tokens() {
    Snapshot now = current;
    return now == null ? 0 : now.byToken().size();
  }

  /**
   * Those after a name, in the order of names.
   *
   * @param after null for the first
   */
  public List<Operator> page(@Nullable String after, int most) {
    Snapshot now = current;
    if (now == null) {
      return List.of();
    }
    return (after == null ? now.byName() : now.byName().tailMap(after, false))
        .values().stream().limit(most).toList();
  }

  private Collection<Operator> all() {
    Snapshot now = current;
    return now == null ? List.of() : now.byName().values();
  }
}
