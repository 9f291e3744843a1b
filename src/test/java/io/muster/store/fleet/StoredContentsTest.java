package io.muster.store.fleet;

import static io.muster.fleet.ContentStore.Kind.EFFECTIVE_CONFIG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.muster.fleet.ContentStore;
import io.muster.fleet.ContentStoreContract;
import io.muster.protocol.ContentHash;
import io.muster.store.InMemoryStore;
import io.muster.store.ManualTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredContentsTest extends ContentStoreContract {

  private static final Duration ALMOST_EXPIRED = Duration.ofDays(29);

  private final ManualTime time = new ManualTime();
  private final ContentStore store = new StoredContents(new InMemoryStore(time));

  @Override
  protected ContentStore store() {
    return store;
  }

  @Test
  void contentThatNobodyUsesExpires() {
    store.put(EFFECTIVE_CONFIG, HASH, CONTENT).join();
    time.advance(Duration.ofDays(30));
    assertThat(store.get(EFFECTIVE_CONFIG, HASH)).isEmpty();
  }

  @Test
  void beingUsedOrReportedAgainPutsOffTheExpiry() {
    store.put(EFFECTIVE_CONFIG, HASH, CONTENT).join();
    time.advance(ALMOST_EXPIRED);
    store.touch(EFFECTIVE_CONFIG, List.of(HASH)).join();
    time.advance(ALMOST_EXPIRED);
    store.put(EFFECTIVE_CONFIG, HASH, CONTENT).join();
    time.advance(ALMOST_EXPIRED);
    assertThat(store.get(EFFECTIVE_CONFIG, HASH)).contains(CONTENT);
  }

  @Test
  void contentWithoutAHashIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.put(EFFECTIVE_CONFIG, ContentHash.NONE, CONTENT));
  }
}
