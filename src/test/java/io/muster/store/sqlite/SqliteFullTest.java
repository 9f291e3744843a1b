package io.muster.store.sqlite;

import static io.muster.store.CacheName.AGENTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.store.Lifespan;
import io.muster.store.StoreHealth;
import io.muster.store.StoreUnavailable;
import io.muster.store.StoreUnavailable.Reason;
import io.muster.telemetry.StoreMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that has used up its space: the size limit stands in for the disk. */
class SqliteFullTest {

  private static final ByteString VALUE = ByteString.copyFrom(new byte[10_000]);

  @TempDir Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private SqliteStore store;
  private final List<String> acknowledged = new ArrayList<>();

  @BeforeEach
  void fillTheStore() {
    store = open();
    CompletionException failure = null;
    for (int i = 0; failure == null && i < 1_000; i++) {
      String key = "key-" + i;
      try {
        store.put(AGENTS, key, VALUE, Lifespan.FOREVER).join();
        acknowledged.add(key);
      } catch (CompletionException e) {
        failure = e;
      }
    }
    assertThat(failure).hasCauseInstanceOf(StoreUnavailable.class);
    assertThat(acknowledged).hasSizeGreaterThan(50);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private SqliteStore open() {
    return Stores.open(SqliteSettings.in(folder).withMaxBytes(1 << 20), registry);
  }

  @Test
  void aFullStoreSaysSoAndCountsIt() {
    StoreUnavailable failure = put("one-more");
    assertThat(failure.reason()).isEqualTo(Reason.FULL);
    assertThat(failure)
        .hasMessage(
            "There is no room left for %s. Free space on its disk, or raise muster.store.max-size"
                + " if that is set.",
            folder.resolve("muster.db"));
    assertThat(registry.counter(StoreMetrics.FAILURES, StoreMetrics.REASON, "full").count())
        .isEqualTo(2.0);
  }

  @Test
  void readingGoesOnAndNothingAcknowledgedIsLost() {
    assertThat(store.getAll(AGENTS, acknowledged)).hasSameSizeAs(acknowledged);
    store.close();
    store = open();
    assertThat(store.getAll(AGENTS, acknowledged)).hasSameSizeAs(acknowledged);
    assertThat(store.get(AGENTS, "key-" + acknowledged.size())).isEmpty();
  }

  @Test
  void writingGoesOnWhenThereIsRoomAgain() {
    store.remove(AGENTS, acknowledged.getFirst()).join();
    store.put(AGENTS, "new", VALUE, Lifespan.FOREVER).join();
    assertThat(store.get(AGENTS, "new")).isPresent();
    assertThat(store.health()).isEqualTo(new StoreHealth.Up());
  }

  @Test
  void healthFindsOutByItselfThatWritingWorksAgain() {
    // A change in place needs no room: the probe succeeds though nobody else writes
    assertThat(store.health()).isEqualTo(new StoreHealth.Up());
  }

  private StoreUnavailable put(String key) {
    try {
      store.put(AGENTS, key, VALUE, Lifespan.FOREVER).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StoreUnavailable failure) {
        return failure;
      }
    }
    throw new AssertionError("the store took " + key + " though it is full");
  }
}
