package io.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Labels;
import io.muster.protocol.InstanceUid;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the port about labels promises, on whatever store. */
public abstract class LabelStoreContract {

  private static final InstanceUid ONE = new InstanceUid(1, -2);
  private static final InstanceUid TWO = new InstanceUid(3, 4);
  private static final Labels PROD = new Labels(Map.of("env", "prod", "team/owner", "ä b"));
  private static final Labels TEST = new Labels(Map.of("env", "test"));

  /** The store under test, empty before each test. */
  protected abstract LabelStore store();

  private LabelStore.Stored read(InstanceUid uid) {
    return store().read(uid).orElseThrow();
  }

  private Map<InstanceUid, Labels> all() {
    Map<InstanceUid, Labels> all = new HashMap<>();
    store().load(entry -> all.put(entry.getKey(), entry.getValue()));
    return all;
  }

  @Test
  void labelsComeBackAsTheyWere() {
    assertThat(store().read(ONE)).isEmpty();
    assertThat(store().write(ONE, null, PROD)).isTrue();
    assertThat(store().write(TWO, null, TEST)).isTrue();
    assertThat(read(ONE).labels()).isEqualTo(PROD);
    assertThat(all()).isEqualTo(Map.of(ONE, PROD, TWO, TEST));
  }

  @Test
  void onlyWhatWasSeenIsReplaced() {
    assertThat(store().write(ONE, null, PROD)).isTrue();
    LabelStore.Stored seen = read(ONE);
    assertThat(store().write(ONE, null, TEST)).as("there is something").isFalse();
    assertThat(store().write(ONE, seen, TEST)).isTrue();
    assertThat(store().write(ONE, seen, PROD)).as("replaced meanwhile").isFalse();
    assertThat(store().write(ONE, seen, Labels.NONE)).as("replaced meanwhile").isFalse();
    assertThat(read(ONE).labels()).isEqualTo(TEST);
  }

  @Test
  void noLabelsLeaveNothing() {
    assertThat(store().write(ONE, null, Labels.NONE)).isTrue();
    assertThat(all()).isEmpty();
    assertThat(store().write(ONE, null, PROD)).isTrue();
    LabelStore.Stored seen = read(ONE);
    assertThat(store().write(ONE, seen, Labels.NONE)).isTrue();
    assertThat(all()).isEmpty();
    assertThat(store().write(ONE, seen, TEST)).as("gone").isFalse();
    assertThat(store().write(ONE, null, TEST)).isTrue();
  }

  @Test
  void removingForgetsWhateverIsThere() {
    assertThat(store().write(ONE, null, PROD)).isTrue();
    assertThat(store().write(TWO, null, TEST)).isTrue();
    store().remove(ONE).join();
    store().remove(ONE).join();
    assertThat(all()).isEqualTo(Map.of(TWO, TEST));
  }

  @Test
  void ofManyWhoSawTheSameOneReplacesIt() {
    assertThat(store().write(ONE, null, PROD)).isTrue();
    LabelStore.Stored seen = read(ONE);
    AtomicInteger written = new AtomicInteger();
    IntStream.range(0, 16)
        .parallel()
        .forEach(i -> {
          if (store().write(ONE, seen, new Labels(Map.of("by", "" + i)))) {
            written.incrementAndGet();
          }
        });
    assertThat(written).hasValue(1);
  }
}
