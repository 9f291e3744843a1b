package io.muster.store.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Selector;
import io.muster.connection.ConnectionRecord;
import io.muster.connection.ConnectionSettingsStore;
import io.muster.connection.ConnectionSettingsStoreContract;
import io.muster.connection.SettingsInTests;
import io.muster.store.CacheName;
import io.muster.store.InMemoryStore;
import io.muster.store.Lifespan;
import io.muster.store.proto.ConnectionSettingsRecord;
import io.muster.store.proto.OpampSettingsRecord;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class StoredConnectionSettingsTest extends ConnectionSettingsStoreContract {

  private final InMemoryStore values = new InMemoryStore(InstantSource.system());
  private final ConnectionSettingsStore store = new StoredConnectionSettings(values);

  @Override
  protected ConnectionSettingsStore store() {
    return store;
  }

  @Test
  void theOneRecordOfBeforeIsTheDefaultForAllAndAskedLast() {
    ConnectionSettingsRecord before =
        ConnectionSettingsRecord.newBuilder()
            .setOpamp(
                OpampSettingsRecord.newBuilder()
                    .setEndpoint("wss://example.com:4320/v1/opamp")
                    .setHeartbeatSeconds(15)
                    .putHeaders("authorization", "x"))
            .setGeneration(3)
            .setChangedBy("ops")
            .build();
    values
        .putIfAbsent(
            CacheName.DESIRED, "settings/connection", before.toByteString(), Lifespan.FOREVER)
        .join();

    ConnectionRecord read = store.get("default").orElseThrow().value();

    assertThat(read.settings()).isEqualTo(SettingsInTests.settings("x"));
    assertThat(read.selector()).isEqualTo(Selector.ALL);
    assertThat(read.order()).isEqualTo(ConnectionRecord.LAST_ORDER);
    assertThat(read.generation()).isEqualTo(3);
    assertThat(store.all()).hasSize(1);
  }

  @Test
  void anOlderServerFindsTheDefaultWhereItAlwaysWas() throws Exception {
    store.add(SettingsInTests.named("default", SettingsInTests.settings("x"), 9));

    ConnectionSettingsRecord found =
        ConnectionSettingsRecord.parseFrom(
            values.get(CacheName.DESIRED, "settings/connection").orElseThrow().value());

    assertThat(found.getOpamp().getEndpoint()).contains("example.com");
    assertThat(found.getGeneration()).isEqualTo(9);
  }
}
