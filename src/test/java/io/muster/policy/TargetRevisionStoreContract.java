package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link TargetRevisionStore} does. */
public abstract class TargetRevisionStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-30T02:30:00.123456789Z");

  /** The store under test, empty at the beginning of a test; always the same within one. */
  protected abstract TargetRevisionStore store();

  private static TargetRevision revision(long number, @Nullable Target target) {
    return new TargetRevision("t.a", number, number - 1, target, "ops", NOW, "why");
  }

  private static Target target() {
    return World.target("t.a", "env=prod", "prod@3+redact@1", 30, -1).target(7, NOW, "ops");
  }

  @Test
  void revisionsComeBackAsTheyWereWritten() {
    assertThat(store().get("t.a", 1)).isEmpty();
    assertThat(store().add(revision(1, target()))).isTrue();
    assertThat(store().add(revision(2, null))).isTrue();
    assertThat(store().get("t.a", 1)).contains(revision(1, target()));
    assertThat(store().get("t.a", 2)).contains(revision(2, null));
    assertThat(store().get("t", 1)).isEmpty();
  }

  @Test
  void aRevisionNeverChanges() {
    assertThat(store().add(revision(1, target()))).isTrue();
    assertThat(store().add(revision(1, null))).isFalse();
    assertThat(store().get("t.a", 1)).contains(revision(1, target()));
    store().remove("t.a", 1);
    store().remove("t.a", 1);
    assertThat(store().get("t.a", 1)).isEmpty();
  }

  @Test
  void theLastNumberIsNoted() {
    assertThat(store().last("t.a")).isZero();
    store().note("t.a", 3);
    store().note("t.a", 1L << 40);
    assertThat(store().last("t.a")).isEqualTo(1L << 40);
    assertThat(store().last("t")).isZero();
  }
}
