package io.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link ManifestSetStore} does. */
public abstract class ManifestSetStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-30T02:30:00.123456789Z");

  /** The store under test, empty at the beginning of a test; always the same within one. */
  protected abstract ManifestSetStore store();

  private static ManifestSets sets(String name, ManifestKind... kinds) {
    List<ManifestId> ids = List.of(kinds).stream().map(k -> new ManifestId(k, "a.b-c")).toList();
    return ManifestSets.NONE.with(name, ids, NOW, "ops");
  }

  @Test
  void setsComeBackAsTheyWereWritten() {
    assertThat(store().read()).isEmpty();
    ManifestSets all = sets("one", ManifestKind.values());
    assertThat(store().add(all)).isTrue();
    assertThat(store().read().orElseThrow().value()).isEqualTo(all);
    assertThat(all.members("one")).hasSize(ManifestKind.values().length);
    assertThat(all.members("two")).isEqualTo(Set.of());
  }

  @Test
  void theyAreAddedOnceAndReplacedOnlyAtTheVersionThatWasRead() {
    assertThat(store().replace(sets("a"), 1)).isFalse();
    assertThat(store().add(sets("a", ManifestKind.CONFIG))).isTrue();
    assertThat(store().add(sets("b", ManifestKind.CONFIG))).isFalse();
    long first = store().read().orElseThrow().version();
    assertThat(store().replace(sets("b", ManifestKind.TARGET), first)).isTrue();
    assertThat(store().replace(sets("c", ManifestKind.TARGET), first)).isFalse();
    assertThat(store().read().orElseThrow().value()).isEqualTo(sets("b", ManifestKind.TARGET));
  }
}
