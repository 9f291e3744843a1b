package io.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.store.InMemoryStore;
import io.muster.store.config.ConfigStores;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every instance of a server has one identity, and another server another one. */
class OriginTest {

  private static OriginStore fresh() {
    return ConfigStores.origin(new InMemoryStore(InstantSource.system()));
  }

  @Test
  void instancesOnOneStoreAreOneServer() {
    OriginStore shared = fresh();
    String first = new Origin(shared).id();
    assertThat(first).isNotNull().isEqualTo(new Origin(shared).id());
    assertThat(new Origin(fresh()).id()).isNotEqualTo(first);
  }

  @Test
  void aStoreThatTakesNothingLeavesItUnknown() {
    Origin origin =
        new Origin(
            new OriginStore() {
              @Override
              public Optional<String> read() {
                return Optional.empty();
              }

              @Override
              public boolean add(String id) {
                throw new IllegalStateException("read only");
              }
            });
    assertThat(origin.id()).isNull();
  }
}
