package io.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.muster.protocol.ContentHash;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EffectiveConfigsTest {

  /** Counts writes, and refuses them while it is away. */
  private static final class CountingStore implements ContentStore {

    private final InMemoryContentStore store = new InMemoryContentStore();
    private int writes;
    private boolean away;

    @Override
    public CompletableFuture<Void> put(Kind kind, ContentHash key, ByteString content) {
      writes++;
      return away
          ? CompletableFuture.failedFuture(new IllegalStateException("away"))
          : store.put(kind, key, content);
    }

    @Override
    public Optional<ByteString> get(Kind kind, ContentHash key) {
      return store.get(kind, key);
    }

    @Override
    public CompletableFuture<Void> touch(Kind kind, Collection<ContentHash> keys) {
      return store.touch(kind, keys);
    }
  }

  private final CountingStore store = new CountingStore();
  private int redactions;
  private @Nullable Thread redactedBy;
  private boolean redactionFails;
  private Instant now = Instant.parse("2026-11-23T00:00:00Z");
  private final EffectiveConfigs configs =
      new EffectiveConfigs(
          store,
          body -> {
            redactions++;
            redactedBy = Thread.currentThread();
            if (redactionFails) {
              throw new IllegalStateException("cannot redact");
            }
            return ByteString.copyFromUtf8(body.toStringUtf8().replace("s3cret", "***"));
          },
          () -> now);

  private static AgentConfigMap config(String body) {
    return AgentConfigMap.newBuilder()
        .putConfigMap(
            "a.yaml", AgentConfigFile.newBuilder().setBody(ByteString.copyFromUtf8(body)).build())
        .build();
  }

  @Test
  void isRedactedByAThreadOfItsOwnAndNeverOnTheCarrierOfAVirtualOne() throws Exception {
    Thread.ofVirtual().start(() -> configs.prepare(config("a: s3cret"))).join();
    assertThat(redactedBy).isNotNull().matches(thread -> !thread.isVirtual());
    assertThat(String.valueOf(redactedBy)).contains("muster-heavy");
  }

  @Test
  void whatIsRecognisedIsBoundedInBytesAndTheLongestUnusedGoesFirst() {
    AgentConfigMap often = config("often");
    configs.prepare(often);
    Random random = new Random(1);
    AgentConfigMap first = noise(random);
    configs.prepare(first);
    for (int i = 0; i < 18; i++) {
      configs.prepare(noise(random));
      configs.prepare(often);
    }
    assertThat(redactions).isEqualTo(20);
    configs.prepare(often);
    assertThat(redactions).isEqualTo(20);
    configs.prepare(first);
    assertThat(redactions).isEqualTo(21);
  }

  /** Bytes that do not compress, 1 MiB or so. */
  private static AgentConfigMap noise(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4 << 18; i++) {
      text.append((char) random.nextInt(128));
    }
    return config(text.toString());
  }

  @Test
  void aFleetWithOneConfigCostsOneRedactionAndOneWrite() {
    for (int agent = 0; agent < 100; agent++) {
      EffectiveConfigs.Prepared prepared = configs.prepare(config("key: s3cret"));
      assertThat(configs.put(prepared)).isCompleted();
      assertThat(configs.get(prepared.key())).contains(config("key: ***"));
    }
    assertThat(redactions).isEqualTo(1);
    assertThat(store.writes).isEqualTo(1);
  }

  @Test
  void configsThatDifferOnlyInASecretAreStoredUnderOneKey() {
    EffectiveConfigs.Prepared one = configs.prepare(config("key: s3cret"));
    EffectiveConfigs.Prepared other = configs.prepare(config("key: ***"));
    assertThat(redactions).isEqualTo(2);
    assertThat(other.key()).isEqualTo(one.key());
  }

  @Test
  void aWriteThatFailedIsMadeAgain() {
    store.away = true;
    assertThat(configs.put(configs.prepare(config("a: 1")))).isCompletedExceptionally();
    store.away = false;
    assertThat(configs.put(configs.prepare(config("a: 1")))).isCompleted();
    assertThat(store.writes).isEqualTo(2);
    assertThat(redactions).isEqualTo(1);
  }

  @Test
  void contentThatIsStillReportedIsWrittenAgainNowAndThen() {
    var _ = configs.put(configs.prepare(config("a: 1")));
    now = now.plus(Duration.ofMinutes(59));
    var _ = configs.put(configs.prepare(config("a: 1")));
    assertThat(store.writes).isEqualTo(1);
    now = now.plus(Duration.ofMinutes(2));
    var _ = configs.put(configs.prepare(config("a: 1")));
    assertThat(store.writes).isEqualTo(2);
  }

  @Test
  void aFailureToPrepareIsNotRemembered() {
    redactionFails = true;
    assertThatThrownBy(() -> configs.prepare(config("a: 1"))).hasMessage("cannot redact");
    redactionFails = false;
    assertThat(configs.prepare(config("a: 1")).key()).isNotNull();
  }

  @Test
  void whatWasNotReportedForLongIsForgotten() {
    configs.prepare(config("first: 1"));
    for (int i = 0; i < 1_024; i++) {
      configs.prepare(config("other: " + i));
    }
    int before = redactions;
    configs.prepare(config("other: 1023"));
    assertThat(redactions).isEqualTo(before);
    configs.prepare(config("first: 1"));
    assertThat(redactions).isEqualTo(before + 1);
  }
}
