package io.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Labels;
import io.muster.config.Versioned;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link ManifestLabelStore} does. */
public abstract class ManifestLabelStoreContract {

  /** The store under test, empty at the beginning of a test; always the same within one. */
  protected abstract ManifestLabelStore store();

  private static LabelledThing thing(ManifestKind kind, String name, String value) {
    return new LabelledThing(new ManifestId(kind, name), new Labels(Map.of("team", value)));
  }

  @Test
  void labelsOfEveryKindComeBackAsTheyWereWritten() {
    for (ManifestKind kind : ManifestKind.values()) {
      LabelledThing thing = thing(kind, "a.b-c", "édge ✓");
      assertThat(store().get(thing.key())).isEmpty();
      assertThat(store().add(thing)).isTrue();
      assertThat(store().get(thing.key()).map(Versioned::value)).contains(thing);
    }
    assertThat(store().all()).hasSize(ManifestKind.values().length);
  }

  @Test
  void theyAreChangedOnlyAtTheVersionThatWasRead() {
    LabelledThing first = thing(ManifestKind.CONFIG, "prod", "a");
    LabelledThing second = thing(ManifestKind.CONFIG, "prod", "b");
    assertThat(store().add(first)).isTrue();
    assertThat(store().add(second)).isFalse();
    long version = store().get(first.key()).orElseThrow().version();
    assertThat(store().replace(second, version)).isTrue();
    assertThat(store().replace(first, version)).isFalse();
    assertThat(store().remove(first.key(), version)).isFalse();
    assertThat(store().get(first.key()).map(Versioned::value)).contains(second);
    long now = store().get(first.key()).orElseThrow().version();
    assertThat(store().remove(first.key(), now)).isTrue();
    assertThat(store().all()).isEmpty();
  }
}
