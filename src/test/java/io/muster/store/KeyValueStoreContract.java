package io.muster.store;

import static io.muster.store.CacheName.AGENTS;
import static io.muster.store.CacheName.DESIRED;
import static io.muster.store.Lifespan.FOREVER;
import static io.muster.store.WriteOutcome.APPLIED;
import static io.muster.store.WriteOutcome.CONFLICT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does, told to one that a subclass opens. */
public abstract class KeyValueStoreContract {

  protected final ManualTime time = new ManualTime();
  protected KeyValueStore store;

  /** Opens an empty store that lives by this time. */
  protected abstract KeyValueStore open(InstantSource time) throws Exception;

  /** A lifespan as the store sees time. */
  protected Lifespan lifespan(Duration duration) {
    return Lifespan.of(duration);
  }

  /** Lets so much time pass for the store; one with a clock of its own has to wait. */
  protected void pass(Duration duration) {
    time.advance(duration);
  }

  @BeforeEach
  void openStore() throws Exception {
    store = open(time);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void whatWasPutIsThere() {
    store.put(AGENTS, "a", text("one"), FOREVER).join();
    assertThat(value(AGENTS, "a")).contains("one");
    store.put(AGENTS, "a", text("two"), FOREVER).join();
    assertThat(value(AGENTS, "a")).contains("two");
  }

  @Test
  void anAbsentKeyIsEmpty() {
    assertThat(store.get(AGENTS, "nobody")).isEmpty();
  }

  @Test
  void anEmptyValueIsAValue() {
    store.put(AGENTS, "a", ByteString.EMPTY, FOREVER).join();
    assertThat(store.get(AGENTS, "a").map(Entry::value)).contains(ByteString.EMPTY);
  }

  @Test
  void keysMayHoldAnyText() {
    String key = "prod/ä '\"%_\\ 配置";
    store.put(AGENTS, key, text("x"), FOREVER).join();
    assertThat(value(AGENTS, key)).contains("x");
    assertThat(scan(AGENTS)).containsOnlyKeys(key);
  }

  @Test
  void cachesDoNotShareKeys() {
    store.put(AGENTS, "a", text("agent"), FOREVER).join();
    store.put(DESIRED, "a", text("config"), FOREVER).join();
    store.remove(AGENTS, "a").join();
    assertThat(value(AGENTS, "a")).isEmpty();
    assertThat(value(DESIRED, "a")).contains("config");
  }

  @Test
  void everyWriteHasAnotherVersionEvenOfARemovedKey() {
    List<Version> versions = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      store.put(AGENTS, "a", text("same"), FOREVER).join();
      versions.add(version(AGENTS, "a"));
    }
    store.remove(AGENTS, "a").join();
    store.put(AGENTS, "a", text("same"), FOREVER).join();
    versions.add(version(AGENTS, "a"));
    assertThat(versions).doesNotHaveDuplicates();
  }

  @Test
  void aReadDoesNotChangeTheVersion() {
    store.put(AGENTS, "a", text("x"), FOREVER).join();
    assertThat(version(AGENTS, "a")).isEqualTo(version(AGENTS, "a"));
  }

  @Test
  void putIfAbsentWritesOnce() {
    assertThat(store.putIfAbsent(DESIRED, "a", text("one"), FOREVER).join()).isEqualTo(APPLIED);
    assertThat(store.putIfAbsent(DESIRED, "a", text("two"), FOREVER).join()).isEqualTo(CONFLICT);
    assertThat(value(DESIRED, "a")).contains("one");
  }

  @Test
  void replaceNeedsTheVersionThatWasRead() {
    store.put(DESIRED, "a", text("one"), FOREVER).join();
    Version read = version(DESIRED, "a");
    assertThat(store.replace(DESIRED, "a", text("two"), read, FOREVER).join()).isEqualTo(APPLIED);
    assertThat(store.replace(DESIRED, "a", text("three"), read, FOREVER).join())
        .isEqualTo(CONFLICT);
    assertThat(value(DESIRED, "a")).contains("two");
  }

  @Test
  void replaceOfWhatIsGoneIsAConflict() {
    store.put(DESIRED, "a", text("one"), FOREVER).join();
    Version read = version(DESIRED, "a");
    store.remove(DESIRED, "a").join();
    assertThat(store.replace(DESIRED, "a", text("two"), read, FOREVER).join()).isEqualTo(CONFLICT);
    assertThat(store.get(DESIRED, "a")).isEmpty();
  }

  @Test
  void removeNeedsTheVersionIfOneIsGiven() {
    store.put(DESIRED, "a", text("one"), FOREVER).join();
    Version old = version(DESIRED, "a");
    store.put(DESIRED, "a", text("two"), FOREVER).join();
    assertThat(store.remove(DESIRED, "a", old).join()).isEqualTo(CONFLICT);
    assertThat(value(DESIRED, "a")).contains("two");
    assertThat(store.remove(DESIRED, "a", version(DESIRED, "a")).join()).isEqualTo(APPLIED);
    assertThat(store.get(DESIRED, "a")).isEmpty();
    assertThat(store.remove(DESIRED, "a", old).join()).isEqualTo(CONFLICT);
  }

  @Test
  void removingNothingIsFine() {
    store.remove(DESIRED, "nobody").join();
    assertThat(store.get(DESIRED, "nobody")).isEmpty();
  }

  @Test
  void manyAreWrittenAndReadAtOnce() {
    Map<String, ByteString> values = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      values.put("key-" + i, text("value-" + i));
    }
    store.putAll(AGENTS, values, FOREVER).join();
    Map<String, Entry> read = store.getAll(AGENTS, List.of("key-0", "key-999", "nobody"));
    assertThat(read).containsOnlyKeys("key-0", "key-999");
    assertThat(read.get("key-999"))
        .isEqualTo(new Entry("key-999", text("value-999"), version(AGENTS, "key-999")));
    assertThat(scan(AGENTS)).isEqualTo(values);
  }

  @Test
  void nothingIsAFineBatch() {
    store.putAll(AGENTS, Map.of(), FOREVER).join();
    assertThat(store.getAll(AGENTS, List.of())).isEmpty();
  }

  @Test
  void anExpiredEntryIsAsGoodAsAbsent() {
    Lifespan minute = lifespan(Duration.ofMinutes(1));
    store.put(AGENTS, "a", text("x"), minute).join();
    store.put(AGENTS, "stays", text("y"), FOREVER).join();
    Version read = version(AGENTS, "a");
    pass(Duration.ofSeconds(40));
    assertThat(value(AGENTS, "a")).contains("x");
    pass(Duration.ofSeconds(20));
    assertThat(store.get(AGENTS, "a")).isEmpty();
    assertThat(store.getAll(AGENTS, List.of("a"))).isEmpty();
    assertThat(scan(AGENTS)).containsOnlyKeys("stays");
    assertThat(store.replace(AGENTS, "a", text("z"), read, FOREVER).join()).isEqualTo(CONFLICT);
    assertThat(store.remove(AGENTS, "a", read).join()).isEqualTo(CONFLICT);
    assertThat(store.touch(AGENTS, "a", minute).join()).isEqualTo(CONFLICT);
    assertThat(store.putIfAbsent(AGENTS, "a", text("new"), FOREVER).join()).isEqualTo(APPLIED);
    pass(Duration.ofDays(1000));
    assertThat(value(AGENTS, "a")).contains("new");
  }

  @Test
  void aWriteWithoutALifespanEndsTheExpiry() {
    store.put(AGENTS, "a", text("x"), lifespan(Duration.ofMinutes(1))).join();
    store.replace(AGENTS, "a", text("y"), version(AGENTS, "a"), FOREVER).join();
    pass(Duration.ofDays(1));
    assertThat(value(AGENTS, "a")).contains("y");
  }

  @Test
  void touchCountsTheLifespanFromNow() {
    Lifespan minute = lifespan(Duration.ofMinutes(1));
    store.put(AGENTS, "a", text("x"), minute).join();
    pass(Duration.ofSeconds(40));
    assertThat(store.touch(AGENTS, "a", minute).join()).isEqualTo(APPLIED);
    pass(Duration.ofSeconds(40));
    assertThat(value(AGENTS, "a")).contains("x");
    pass(Duration.ofSeconds(20));
    assertThat(store.get(AGENTS, "a")).isEmpty();
  }

  @Test
  void aScanGivesEachEntryWhateverTheBatch() {
    for (int i = 0; i < 10; i++) {
      store.put(AGENTS, "key-" + i, text("value-" + i), FOREVER).join();
    }
    for (int batch : new int[] {1, 3, 10, 1000}) {
      List<String> keys = new ArrayList<>();
      store.scan(AGENTS, batch, entry -> keys.add(entry.key()));
      assertThat(keys).as("batch of %d", batch).hasSize(10).doesNotHaveDuplicates();
    }
  }

  @Test
  void theConsumerOfAScanMayUseTheStore() {
    store.put(AGENTS, "a", text("x"), FOREVER).join();
    store.put(AGENTS, "b", text("y"), FOREVER).join();
    store.scan(AGENTS, 1, entry -> store.remove(AGENTS, entry.key()).join());
    assertThat(scan(AGENTS)).isEmpty();
  }

  @Test
  void whatIsOutOfBoundsIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> store.get(AGENTS, ""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.put(AGENTS, "k".repeat(513), text("x"), FOREVER));
    assertThatIllegalArgumentException().isThrownBy(() -> store.scan(AGENTS, 0, entry -> {}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.watch(AGENTS, new RecordingListener()))
        .withMessage("the cache agents cannot be watched");
  }

  @Test
  void aClosedStoreSaysSo() {
    store.close();
    store.close();
    assertThatThrownBy(() -> store.get(AGENTS, "a")).isInstanceOf(StoreUnavailable.class);
    assertThatThrownBy(() -> store.put(AGENTS, "a", text("x"), FOREVER).join())
        .hasCauseInstanceOf(StoreUnavailable.class);
  }

  @Test
  void anOpenStoreIsUp() {
    assertThat(store.health()).isEqualTo(new StoreHealth.Up());
  }

  protected Optional<String> value(CacheName cache, String key) {
    return store.get(cache, key).map(entry -> entry.value().toStringUtf8());
  }

  protected Version version(CacheName cache, String key) {
    return store.get(cache, key).orElseThrow().version();
  }

  protected Map<String, ByteString> scan(CacheName cache) {
    Map<String, ByteString> found = new HashMap<>();
    store.scan(cache, 256, entry -> found.put(entry.key(), entry.value()));
    return found;
  }

  protected static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
