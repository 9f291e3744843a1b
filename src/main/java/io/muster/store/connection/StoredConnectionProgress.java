package io.muster.store.connection;

import static io.muster.store.CacheName.DESIRED;

import com.google.protobuf.ByteString;
import io.muster.agent.Transport;
import io.muster.connection.AgentKind;
import io.muster.connection.ConnectionProgress;
import io.muster.connection.ConnectionProgressStore;
import io.muster.connection.KindProgress;
import io.muster.connection.KindProgress.Stage;
import io.muster.connection.KindProgress.Stop;
import io.muster.protocol.InstanceUid;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.Version;
import io.muster.store.proto.ConnectionChoiceRecord;
import io.muster.store.proto.ConnectionKindRecord;
import io.muster.store.proto.ConnectionProgressRecord;
import io.muster.store.proto.ConnectionStopRecord;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far connection settings have gone out, in the cache {@code desired}. */
@Singleton
final class StoredConnectionProgress implements ConnectionProgressStore {

  private static final String PREFIX = "connection-progress/";
  private static final int SCANNED_AT_ONCE = 256;

  private final KeyValueStore store;

  StoredConnectionProgress(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public Optional<Versioned<ConnectionProgress>> get(String name) {
    return store.get(DESIRED, PREFIX + name).map(StoredConnectionProgress::versioned);
  }

  @Override
  public List<Versioned<ConnectionProgress>> all() {
    List<Versioned<ConnectionProgress>> found = new ArrayList<>();
    store.scan(
        DESIRED,
        SCANNED_AT_ONCE,
        entry -> {
          if (entry.key().startsWith(PREFIX)) {
            found.add(versioned(entry));
          }
        });
    return found;
  }

  @Override
  public boolean add(ConnectionProgress added) {
    return StoredConnectionSettings.applied(
        store.putIfAbsent(DESIRED, PREFIX + added.name(), write(added), Lifespan.FOREVER));
  }

  @Override
  public boolean replace(ConnectionProgress changed, long expectedVersion) {
    return StoredConnectionSettings.applied(
        store.replace(
            DESIRED,
            PREFIX + changed.name(),
            write(changed),
            new Version(expectedVersion),
            Lifespan.FOREVER));
  }

  @Override
  public boolean remove(String name, long expectedVersion) {
    return StoredConnectionSettings.applied(
        store.remove(DESIRED, PREFIX + name, new Version(expectedVersion)));
  }

  private static Versioned<ConnectionProgress> versioned(Entry entry) {
    String name = entry.key().substring(PREFIX.length());
    return new Versioned<>(
        Records.read(
            DESIRED, entry, ConnectionProgressRecord.parser(), stored -> read(name, stored)),
        entry.version().token());
  }

  private static ConnectionProgress read(String name, ConnectionProgressRecord stored) {
    Map<AgentKind, KindProgress> kinds = new LinkedHashMap<>();
    for (ConnectionKindRecord kind : stored.getKindsList()) {
      Map<InstanceUid, Instant> chosen = new LinkedHashMap<>();
      kind.getChosenList()
          .forEach(choice ->
              chosen.put(InstanceUid.of(choice.getFirstUid()), Records.instant(choice.getAt())));
      kinds.put(
          new AgentKind(
              kind.getServiceName(),
              kind.getServiceVersion(),
              Transport.valueOf(kind.getTransport()),
              kind.getCapabilities()),
          new KindProgress(
              Stage.valueOf(kind.getStage()),
              kind.getProved(),
              chosen,
              Records.instant(kind.getSince()),
              kind.hasStop()
                  ? new Stop(
                      kind.getStop().getAgent(),
                      kind.getStop().getState(),
                      kind.getStop().getMessage(),
                      Records.instant(kind.getStop().getAt()))
                  : null));
    }
    return new ConnectionProgress(
        name, stored.getSeal(), kinds, Records.instant(stored.getRetriedAt()));
  }

  private static ByteString write(ConnectionProgress value) {
    ConnectionProgressRecord.Builder stored =
        ConnectionProgressRecord.newBuilder()
            .setSeal(value.seal())
            .setRetriedAt(Records.timestamp(value.retriedAt()));
    value.kinds().forEach((kind, gone) -> stored.addKinds(write(kind, gone)));
    return stored.build().toByteString();
  }

  private static ConnectionKindRecord write(AgentKind kind, KindProgress gone) {
    ConnectionKindRecord.Builder stored =
        ConnectionKindRecord.newBuilder()
            .setServiceName(kind.serviceName())
            .setServiceVersion(kind.serviceVersion())
            .setTransport(kind.transport().name())
            .setCapabilities(kind.capabilities())
            .setStage(gone.stage().name())
            .setProved(gone.proved())
            .setSince(Records.timestamp(gone.since()));
    gone.chosen()
        .forEach((uid, at) ->
            stored.addChosen(
                ConnectionChoiceRecord.newBuilder()
                    .setFirstUid(uid.toBytes())
                    .setAt(Records.timestamp(at))));
    Stop stop = gone.stop();
    if (stop != null) {
      stored.setStop(
          ConnectionStopRecord.newBuilder()
              .setAgent(stop.agent())
              .setState(stop.state())
              .setMessage(stop.message())
              .setAt(Records.timestamp(stop.at())));
    }
    return stored.build();
  }
}
