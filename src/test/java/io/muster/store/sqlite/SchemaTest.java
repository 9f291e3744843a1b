package io.muster.store.sqlite;

import static io.muster.store.CacheName.AGENTS;
import static io.muster.store.sqlite.Stores.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.store.CannotOpenStore;
import io.muster.store.Entry;
import io.muster.store.Lifespan;
import io.muster.telemetry.StoreMetrics;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {

  private static final Schema NEWER =
      Schema.current().followedBy("ALTER TABLE entries ADD COLUMN note TEXT");

  @TempDir Path folder;

  @BeforeEach
  void aDatabaseOfThisVersion() {
    try (SqliteStore store = Stores.open(folder)) {
      store.put(AGENTS, "a", text("x"), Lifespan.FOREVER).join();
    }
  }

  @Test
  void anOlderDatabaseIsUpgradedAndKeepsItsData() {
    try (SqliteStore store = open(NEWER)) {
      assertThat(store.get(AGENTS, "a").map(Entry::value)).contains(text("x"));
    }
    open(NEWER).close();
  }

  @Test
  void aNewerDatabaseIsRefusedAndStaysAsItIs() {
    open(NEWER).close();
    assertThatThrownBy(() -> Stores.open(folder))
        .isInstanceOf(CannotOpenStore.class)
        .hasMessage(
            "The database %s was made by a newer Muster (schema 2, this one knows 1). Run that"
                + " version, or choose another data folder.",
            folder.resolve("muster.db"));
    open(NEWER).close();
  }

  @Test
  void anUpgradeThatFailsChangesNothing() {
    Schema broken =
        Schema.current().followedBy("ALTER TABLE entries ADD COLUMN note TEXT", "NO SQL AT ALL");
    assertThatThrownBy(() -> open(broken)).isInstanceOf(CannotOpenStore.class);
    try (SqliteStore store = open(NEWER)) {
      assertThat(store.get(AGENTS, "a").map(Entry::value)).contains(text("x"));
    }
  }

  private SqliteStore open(Schema schema) {
    return SqliteStore.open(
        SqliteSettings.in(folder),
        InstantSource.system(),
        new StoreMetrics(new SimpleMeterRegistry()),
        schema);
  }
}
