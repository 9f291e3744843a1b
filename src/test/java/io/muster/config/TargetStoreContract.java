package io.muster.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Selector;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every {@link TargetStore} does. */
public abstract class TargetStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-23T02:30:00.123456789Z");

  /** The store under test, empty at the beginning of a test; always the same within one. */
  protected abstract TargetStore store();

  private static Target target(String name, int weight) {
    return new Target(
        name,
        Selector.parse("env=prod,team=änne"),
        ConfigReference.parse("prod@3"),
        weight,
        -7,
        true,
        true,
        1L << 40,
        NOW,
        "ops");
  }

  @Test
  void aTargetComesBackAsItWasWritten() {
    assertThat(store().addTarget(target("a", 40))).isTrue();
    assertThat(store().target("a").orElseThrow().value()).isEqualTo(target("a", 40));
  }

  @Test
  void defaultsComeBackAsDefaults() {
    Target plain =
        new Target(
            "plain",
            Selector.ALL,
            ConfigReference.parse("prod"),
            0,
            0,
            false,
            false,
            1,
            Instant.EPOCH,
            "");
    store().addTarget(plain);
    assertThat(store().target("plain").orElseThrow().value()).isEqualTo(plain);
  }

  @Test
  void aTargetIsAddedOnce() {
    assertThat(store().target("a")).isEmpty();
    store().addTarget(target("a", 1));
    assertThat(store().addTarget(target("a", 2))).isFalse();
    assertThat(store().target("a").orElseThrow().value().weight()).isEqualTo(1);
  }

  @Test
  void aTargetIsReplacedOnlyAtTheVersionThatWasRead() {
    store().addTarget(target("a", 1));
    long first = store().target("a").orElseThrow().version();
    assertThat(store().replaceTarget(target("a", 2), first)).isTrue();
    long second = store().target("a").orElseThrow().version();
    assertThat(second).isNotEqualTo(first);
    assertThat(store().replaceTarget(target("a", 3), first)).isFalse();
    assertThat(store().target("a").orElseThrow()).isEqualTo(new Stored<>(target("a", 2), second));
  }

  @Test
  void aTargetIsRemovedOnlyAtTheVersionThatWasRead() {
    store().addTarget(target("a", 1));
    long first = store().target("a").orElseThrow().version();
    store().replaceTarget(target("a", 2), first);
    assertThat(store().removeTarget("a", first)).isFalse();
    assertThat(store().removeTarget("a", store().target("a").orElseThrow().version())).isTrue();
    assertThat(store().target("a")).isEmpty();
  }

  @Test
  void aTargetThatIsNotThereIsNeitherReplacedNorRemoved() {
    assertThat(store().replaceTarget(target("a", 1), 1)).isFalse();
    assertThat(store().removeTarget("a", 1)).isFalse();
    assertThat(store().target("a")).isEmpty();
  }

  @Test
  void allTargetsAreListedWithTheirVersions() {
    assertThat(store().targets()).isEmpty();
    store().addTarget(target("a", 1));
    store().addTarget(target("b", 2));
    assertThat(store().targets())
        .containsExactlyInAnyOrder(
            store().target("a").orElseThrow(), store().target("b").orElseThrow());
  }
}
