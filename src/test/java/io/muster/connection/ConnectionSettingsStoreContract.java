package io.muster.connection;

import static io.muster.connection.SettingsInTests.NOW;
import static io.muster.connection.SettingsInTests.named;
import static io.muster.connection.SettingsInTests.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Selector;
import io.muster.connection.NamedRecords.Versioned;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ConnectionSettingsStore} does. */
public abstract class ConnectionSettingsStoreContract {

  /** The store under test, empty at the beginning of a test; always the same within one. */
  protected abstract ConnectionSettingsStore store();

  private static ConnectionRecord full(String name) {
    return new ConnectionRecord(
        name,
        new Selector(Map.of("region", "eu", "tier", "edge")),
        -7,
        true,
        settings("x"),
        true,
        1L << 40,
        NOW,
        "ops");
  }

  private ConnectionRecord read(String name) {
    return store().get(name).orElseThrow().value();
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "eu", "a.b-c"})
  void settingsComeBackAsTheyWereWritten(String name) {
    assertThat(store().get(name)).isEmpty();
    assertThat(store().add(full(name))).isTrue();
    assertThat(read(name)).isEqualTo(full(name));
    assertThat(store().all()).extracting(Versioned::value).containsExactly(full(name));
  }

  @Test
  void deletedSettingsComeBackAsDeleted() {
    store().add(named("eu", null, 2));
    assertThat(read("eu")).isEqualTo(named("eu", null, 2));
  }

  @Test
  void namesAreApart() {
    for (String name : new String[] {"default", "eu", "us"}) {
      assertThat(store().add(named(name, settings(name), 1))).isTrue();
    }
    assertThat(store().all())
        .extracting(each -> each.value().name())
        .containsExactlyInAnyOrder("default", "eu", "us");
    assertThat(read("us").settings()).isEqualTo(settings("us"));
  }

  @Test
  void settingsAreAddedOnce() {
    store().add(named("eu", settings("x"), 1));
    assertThat(store().add(named("eu", settings("y"), 2))).isFalse();
    assertThat(read("eu")).isEqualTo(named("eu", settings("x"), 1));
  }

  @Test
  void settingsAreReplacedAndRemovedOnlyAtTheVersionThatWasRead() {
    assertThat(store().replace(named("eu", settings("x"), 1), 1)).isFalse();
    store().add(named("eu", settings("x"), 1));
    long first = store().get("eu").orElseThrow().version();
    assertThat(store().replace(named("eu", settings("y"), 2), first)).isTrue();
    assertThat(store().replace(named("eu", settings("z"), 3), first)).isFalse();
    assertThat(store().remove("eu", first)).isFalse();
    assertThat(read("eu")).isEqualTo(named("eu", settings("y"), 2));
    assertThat(store().remove("eu", store().get("eu").orElseThrow().version())).isTrue();
    assertThat(store().get("eu")).isEmpty();
  }
}
