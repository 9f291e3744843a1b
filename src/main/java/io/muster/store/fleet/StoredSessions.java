package io.muster.store.fleet;

import static io.muster.store.CacheName.PRESENCE;

import com.google.protobuf.ByteString;
import io.muster.agent.Transport;
import io.muster.cluster.InstanceId;
import io.muster.fleet.SessionRecord;
import io.muster.fleet.SessionRecords;
import io.muster.protocol.InstanceUid;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.StoreUnavailable;
import io.muster.store.WriteOutcome;
import io.muster.store.Writes;
import io.muster.store.proto.PresenceRecord;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who has which agent, in the cache {@code presence}, by uid; changed by compare-and-set. */
@Singleton
final class StoredSessions implements SessionRecords {

  private static final int MAX_TRIES = 32;
  private static final int LOADED_AT_ONCE = 1_000;

  private final KeyValueStore store;

  StoredSessions(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public Optional<SessionRecord> read(InstanceUid uid) {
    return store.get(PRESENCE, uid.toString()).map(this::holding);
  }

  @Override
  public Claim claim(
      InstanceUid uid, SessionRecord wanted, long current, Predicate<SessionRecord> leave) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Entry entry = store.get(PRESENCE, uid.toString()).orElse(null);
      SessionRecord before = entry == null ? null : holding(entry);
      if (before != null && leave.test(before)) {
        return new Claim(Optional.of(before), before);
      }
      long epoch = wanted.epoch();
      if (before != null) {
        boolean goesOn = before.instance().equals(wanted.instance()) && before.epoch() == current;
        epoch = goesOn ? current : Math.max(before.epoch() + 1, epoch);
      }
      SessionRecord next = wanted.withEpoch(epoch);
      if (written(uid, entry, next)) {
        return new Claim(Optional.ofNullable(before), next);
      }
    }
    throw busy(uid);
  }

  @Override
  public boolean update(InstanceUid uid, SessionRecord holding) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Entry entry = store.get(PRESENCE, uid.toString()).orElse(null);
      if (entry != null && !holding(entry).sameSession(holding)) {
        return false;
      }
      if (written(uid, entry, holding)) {
        return true;
      }
    }
    throw busy(uid);
  }

  private boolean written(InstanceUid uid, @Nullable Entry entry, SessionRecord holding) {
    String key = uid.toString();
    ByteString value = write(holding);
    return Writes.await(
            entry == null
                ? store.putIfAbsent(PRESENCE, key, value, Lifespan.FOREVER)
                : store.replace(PRESENCE, key, value, entry.version(), Lifespan.FOREVER))
        == WriteOutcome.APPLIED;
  }

  @Override
  public void remove(InstanceUid uid) {
    Writes.await(store.remove(PRESENCE, uid.toString()));
  }

  @Override
  public void load(Consumer<Map.Entry<InstanceUid, SessionRecord>> consumer) {
    store.scan(
        PRESENCE,
        LOADED_AT_ONCE,
        entry -> consumer.accept(Map.entry(InstanceUid.parse(entry.key()), holding(entry))));
  }

  private static ByteString write(SessionRecord holding) {
    return PresenceRecord.newBuilder()
        .setInstance(holding.instance().text())
        .setEpoch(holding.epoch())
        .setConnected(holding.connected())
        .setTransport(
            switch (holding.transport()) {
              case WEBSOCKET -> PresenceRecord.Transport.TRANSPORT_WEBSOCKET;
              case HTTP -> PresenceRecord.Transport.TRANSPORT_HTTP;
            })
        .setSince(Records.timestamp(holding.since()))
        .setRemoteAddress(holding.remoteAddress())
        .setSequence(holding.sequence())
        .setLastSeen(Records.timestamp(holding.lastSeen()))
        .setDismissed(holding.dismissed())
        .build()
        .toByteString();
  }

  private SessionRecord holding(Entry entry) {
    return Records.read(store, PRESENCE, entry, PresenceRecord.parser(), StoredSessions::read);
  }

  private static SessionRecord read(PresenceRecord record) {
    return new SessionRecord(
        new InstanceId(record.getInstance()),
        record.getEpoch(),
        record.getConnected(),
        switch (record.getTransport()) {
          case TRANSPORT_WEBSOCKET -> Transport.WEBSOCKET;
          case TRANSPORT_HTTP -> Transport.HTTP;
          case TRANSPORT_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalArgumentException("the transport is unknown");
        },
        Records.instant(record.getSince()),
        record.getRemoteAddress(),
        record.getSequence(),
        Records.instant(record.getLastSeen()),
        record.getDismissed());
  }

  private static StoreUnavailable busy(InstanceUid uid) {
    return new StoreUnavailable(
        StoreUnavailable.Reason.OVERLOADED, "Who has the agent " + uid + " changes all the time.");
  }
}
