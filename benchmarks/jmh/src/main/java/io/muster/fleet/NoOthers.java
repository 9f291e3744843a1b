package io.muster.fleet;

import com.google.protobuf.ByteString;
import io.muster.cluster.Epochs;
import io.muster.cluster.InstanceId;
import io.muster.cluster.Instances;
import io.muster.cluster.Leaderships;
import io.muster.cluster.Leases;
import io.muster.cluster.SharedFormat;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What a server that is the only one knows of others: nothing, and it never asks. */
final class NoOthers implements SessionRecords, Leases, Epochs {

  private static final InstanceId SELF = new InstanceId("measured");
  private static final Duration TTL = Duration.ofSeconds(12);

  Instances instances() {
    return new Instances(SELF, this, TTL, SharedFormat.CURRENT, Runnable::run);
  }

  Leaderships leaderships() {
    return new Leaderships(SELF, this, this, TTL, System::nanoTime);
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public void load(Consumer<Map.Entry<InstanceUid, SessionRecord>> consumer) {}

  @Override
  public Optional<SessionRecord> read(InstanceUid uid) {
    return Optional.empty();
  }

  @Override
  public Claim claim(
      InstanceUid uid, SessionRecord wanted, long current, Predicate<SessionRecord> leave) {
    throw asked();
  }

  @Override
  public boolean update(InstanceUid uid, SessionRecord holding) {
    throw asked();
  }

  @Override
  public void remove(InstanceUid uid) {}

  @Override
  public Kept keep(String name, String holder, Duration ttl) {
    throw asked();
  }

  @Override
  public void release(String name, String holder) {}

  @Override
  public boolean held(String name) {
    return false;
  }

  @Override
  public Map<String, String> holders(String prefix) {
    return Map.of();
  }

  @Override
  public Optional<Epoch> read(String name) {
    return Optional.empty();
  }

  @Override
  public Epoch raise(String name, String holder) {
    throw asked();
  }

  @Override
  public boolean write(String name, long number, ByteString note) {
    throw asked();
  }

  private static IllegalStateException asked() {
    return new IllegalStateException("a server that is alone asked for others");
  }
}
