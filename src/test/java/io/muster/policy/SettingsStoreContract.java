package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.config.ConfigReference;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link SettingsStore} does. */
public abstract class SettingsStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-23T02:30:00.123456789Z");

  /** The store under test, empty at the beginning of a test; always the same within one. */
  protected abstract SettingsStore store();

  private static PolicySettings settings(@Nullable String config, long generation) {
    return new PolicySettings(
        config == null ? null : ConfigReference.parse(config), generation, NOW, "ops", "seal");
  }

  @Test
  void settingsComeBackAsTheyWereWritten() {
    assertThat(store().policy()).isEmpty();
    assertThat(store().addPolicy(settings("base@2", 1L << 40))).isTrue();
    assertThat(store().policy().orElseThrow().value()).isEqualTo(settings("base@2", 1L << 40));
  }

  @Test
  void noDefaultConfigComesBackAsNone() {
    store().addPolicy(settings(null, 1));
    assertThat(store().policy().orElseThrow().value()).isEqualTo(settings(null, 1));
  }

  @Test
  void settingsAreAddedOnce() {
    store().addPolicy(settings("a", 1));
    assertThat(store().addPolicy(settings("b", 2))).isFalse();
    assertThat(store().policy().orElseThrow().value()).isEqualTo(settings("a", 1));
  }

  @Test
  void settingsAreReplacedOnlyAtTheVersionThatWasRead() {
    assertThat(store().replacePolicy(settings("a", 1), 1)).isFalse();
    store().addPolicy(settings("a", 1));
    long first = store().policy().orElseThrow().version();
    assertThat(store().replacePolicy(settings("b", 2), first)).isTrue();
    assertThat(store().replacePolicy(settings("c", 3), first)).isFalse();
    assertThat(store().policy().orElseThrow().value()).isEqualTo(settings("b", 2));
  }
}
