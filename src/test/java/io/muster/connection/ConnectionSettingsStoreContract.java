package io.muster.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.connection.ConnectionSettingsStore.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link ConnectionSettingsStore} does. */
public abstract class ConnectionSettingsStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-23T02:30:00.123456789Z");

  /** The store under test, empty at the beginning of a test; always the same within one. */
  protected abstract ConnectionSettingsStore store();

  private static Kept kept(long generation) {
    return new Kept(
        Optional.of(
            new ConnectionSettings(
                "wss://example.com/v1/opamp",
                Map.of("authorization", "Bearer x", "x-team", "checkout"),
                Duration.ofSeconds(15))),
        generation,
        NOW,
        "ops");
  }

  @Test
  void settingsComeBackAsTheyWereWritten() {
    assertThat(store().read()).isEmpty();
    assertThat(store().add(kept(1L << 40))).isTrue();
    assertThat(store().read().orElseThrow().kept()).isEqualTo(kept(1L << 40));
  }

  @Test
  void noSettingsComeBackAsNone() {
    Kept none = new Kept(Optional.empty(), 2, NOW, "ops");
    store().add(none);
    assertThat(store().read().orElseThrow().kept()).isEqualTo(none);
  }

  @Test
  void settingsAreAddedOnce() {
    store().add(kept(1));
    assertThat(store().add(kept(2))).isFalse();
    assertThat(store().read().orElseThrow().kept()).isEqualTo(kept(1));
  }

  @Test
  void settingsAreReplacedOnlyAtTheVersionThatWasRead() {
    assertThat(store().replace(kept(1), 1)).isFalse();
    store().add(kept(1));
    long first = store().read().orElseThrow().version();
    assertThat(store().replace(kept(2), first)).isTrue();
    assertThat(store().replace(kept(3), first)).isFalse();
    assertThat(store().read().orElseThrow().kept()).isEqualTo(kept(2));
  }
}
