package io.muster.store.fleet;

import static io.muster.store.CacheName.BEGUN;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentFacts;
import io.muster.agent.Attempt;
import io.muster.protocol.InstanceUid;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.proto.BegunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Attempts of many agents in one record each, in the cache {@code begun}: a change of policy is
 * offered as soon as a few of them are durable, not thousands of facts. Each agent's next write of
 * facts contains its attempt; when all of a record have been written, it is removed. Until then it
 * is added to the facts that are read. Thread-safe.
 *
 * <p>What an instance that died, or lost an agent to another one, left behind is added to what is
 * read until its lifespan is over; an agent that is there has its facts written long before.
 */
final class SharedAttemptRecords {

  /** An agent that is away for longer is offered anew, as a first try. */
  private static final Lifespan LEFT_BEHIND = Lifespan.of(Duration.ofDays(7));

  private static final int READ_AT_ONCE = 64;

  /** Generations rise in the whole cluster, clocks differ. */
  private static final Comparator<Attempt> ORDER =
      Comparator.comparingLong(Attempt::generation).thenComparing(Attempt::offeredAt);

  private record Loaded(Attempt attempt, List<InstanceUid> uids) {}

  /** A record, and for how many agents it is still needed. */
  private record Batch(String key, AtomicInteger left) {
    Batch(String key, int agents) {
      this(key, new AtomicInteger(agents));
    }
  }

  private final KeyValueStore store;
  private final Map<InstanceUid, List<Batch>> open = new ConcurrentHashMap<>();
  private final ReentrantLock reading = new ReentrantLock();
  private final AtomicLong readings = new AtomicLong();

  /** What the last reading found, and which one it was; guarded by the lock. */
  private @Nullable Begun found;

  private long foundBy;

  SharedAttemptRecords(KeyValueStore store) {
    this.store = store;
  }

  /** What was begun and may not be in the facts of its agents yet, the oldest first. */
  static final class Begun {

    private final Map<InstanceUid, List<Attempt>> attempts = new HashMap<>();

    private void add(InstanceUid uid, Attempt attempt) {
      attempts.computeIfAbsent(uid, ignored -> new ArrayList<>(1)).add(attempt);
    }

    /** The facts with what they lack. */
    AgentFacts in(InstanceUid uid, AgentFacts facts) {
      AgentFacts complete = facts;
      for (Attempt attempt : attempts.getOrDefault(uid, List.of())) {
        if (lacks(complete, attempt)) {
          complete = complete.withAttempts(complete.attempts().with(attempt));
        }
      }
      return complete;
    }

    /** Not if they were written after it, or are those of an agent that is new since. */
    private static boolean lacks(AgentFacts facts, Attempt attempt) {
      return !attempt.offeredAt().isBefore(facts.firstSeen())
          && facts.attempts().list().stream()
              .filter(known -> known.kind().equals(attempt.kind()))
              .noneMatch(known -> isOrFollows(known, attempt));
    }

    private static boolean isOrFollows(Attempt known, Attempt attempt) {
      return known.hash().equals(attempt.hash())
          ? !known.offeredAt().isBefore(attempt.offeredAt())
          : ORDER.compare(known, attempt) > 0;
    }
  }

  /** Writes one attempt of all these agents; completes when it is durable. */
  CompletableFuture<Void> save(Attempt attempt, Set<InstanceUid> agents) {
    String key = UUID.randomUUID().toString();
    List<InstanceUid> uids = List.copyOf(agents);
    ByteString.Output bytes = ByteString.newOutput(uids.size() * InstanceUid.BYTES);
    uids.forEach(uid -> write(uid.toBytes(), bytes));
    BegunRecord record =
        BegunRecord.newBuilder()
            .setAttempt(FactsRecords.attempt(attempt))
            .setUids(bytes.toByteString())
            .build();
    return store
        .put(BEGUN, key, record.toByteString(), LEFT_BEHIND)
        .thenRun(() -> open(new Batch(key, uids.size()), uids));
  }

  private static void write(ByteString bytes, ByteString.Output to) {
    try {
      bytes.writeTo(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void open(Batch batch, Collection<InstanceUid> uids) {
    for (InstanceUid uid : uids) {
      open.merge(uid, List.of(batch), SharedAttemptRecords::both);
    }
  }

  private static List<Batch> both(List<Batch> before, List<Batch> more) {
    List<Batch> all = new ArrayList<>(before);
    all.addAll(more);
    return all;
  }

  /**
   * The facts of these agents have been written, or removed, since what is open was begun.
   *
   * @param except those of them that have not
   */
  void settled(Set<InstanceUid> uids, Set<InstanceUid> except) {
    if (open.isEmpty()) {
      return;
    }
    for (InstanceUid uid : uids) {
      List<Batch> batches = except.contains(uid) ? null : open.remove(uid);
      if (batches != null) {
        batches.forEach(this::settled);
      }
    }
  }

  private void settled(Batch batch) {
    if (batch.left().decrementAndGet() == 0) {
      // If it fails, the record is as good as one that was left behind.
      var _ = store.remove(BEGUN, batch.key());
    }
  }

  /** Reads everything, and settles from now on what nobody else can; for whole fleets. */
  Begun load() {
    return store.shared() ? read() : scan(true);
  }

  /** As it stands now, or later. Blocks; many who ask at the same time share readings. */
  Begun read() {
    long before = readings.get();
    reading.lock();
    try {
      Begun last = found;
      if (last != null && foundBy > before) {
        return last; // That reading began after this call.
      }
      long number = readings.incrementAndGet();
      Begun now = scan(false);
      found = now;
      foundBy = number;
      return now;
    } finally {
      reading.unlock();
    }
  }

  private Begun scan(boolean mine) {
    List<Loaded> records = new ArrayList<>();
    store.scan(
        BEGUN,
        READ_AT_ONCE,
        entry ->
            Records.readable(
                    store, BEGUN, entry, BegunRecord.parser(), SharedAttemptRecords::loaded)
                .ifPresent(record -> {
                  records.add(record);
                  if (mine && record.uids().stream().noneMatch(uid -> isOpen(uid, entry.key()))) {
                    open(new Batch(entry.key(), record.uids().size()), record.uids());
                  }
                }));
    records.sort(Comparator.comparing(Loaded::attempt, ORDER));
    Begun begun = new Begun();
    records.forEach(record -> record.uids().forEach(uid -> begun.add(uid, record.attempt())));
    return begun;
  }

  private boolean isOpen(InstanceUid uid, String key) {
    return open.getOrDefault(uid, List.of()).stream().anyMatch(batch -> batch.key().equals(key));
  }

  private static Loaded loaded(BegunRecord record) {
    ByteString bytes = record.getUids();
    if (bytes.size() % InstanceUid.BYTES != 0) {
      throw new IllegalArgumentException("its uids are cut off");
    }
    List<InstanceUid> uids = new ArrayList<>(bytes.size() / InstanceUid.BYTES);
    for (int from = 0; from < bytes.size(); from += InstanceUid.BYTES) {
      uids.add(InstanceUid.of(bytes.substring(from, from + InstanceUid.BYTES)));
    }
    return new Loaded(FactsRecords.attempt(record.getAttempt()), uids);
  }
}
