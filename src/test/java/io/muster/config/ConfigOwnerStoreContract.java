package io.muster.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every {@link ConfigOwnerStore} does. */
public abstract class ConfigOwnerStoreContract {

  /** The store under test, empty at the beginning of a test; always the same within one. */
  protected abstract ConfigOwnerStore store();

  private static ConfigOwner owner(ConfigOwner.Hold hold) {
    return new ConfigOwner(
        "a.b-c",
        "kubernetes:telemetry/é",
        "uid",
        hold,
        "0a1b",
        7,
        "prod-3",
        Instant.parse("2026-12-01T00:00:00.000000001Z"),
        "ada");
  }

  @Test
  void everyHoldComesBackAsItWasWritten() {
    for (ConfigOwner.Hold hold : ConfigOwner.Hold.values()) {
      assertThat(store().add(owner(hold))).isTrue();
      Versioned<ConfigOwner> stored = store().get("a.b-c").orElseThrow();
      assertThat(stored.value()).isEqualTo(owner(hold));
      assertThat(store().remove("a.b-c", stored.version())).isTrue();
    }
    assertThat(store().all()).isEmpty();
  }

  @Test
  void theFirstClaimIsKept() {
    assertThat(store().add(owner(ConfigOwner.Hold.HELD))).isTrue();
    assertThat(store().add(owner(ConfigOwner.Hold.ORPHANED))).isFalse();
    long version = store().get("a.b-c").orElseThrow().version();
    assertThat(store().replace(owner(ConfigOwner.Hold.DETACHED), version)).isTrue();
    assertThat(store().replace(owner(ConfigOwner.Hold.HELD), version)).isFalse();
  }
}
