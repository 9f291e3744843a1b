package io.muster.store.sqlite;

import static io.muster.store.CacheName.AGENTS;
import static io.muster.store.CacheName.EFFECTIVE;
import static io.muster.store.sqlite.Stores.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.cluster.SharedFormat;
import io.muster.store.CannotOpenStore;
import io.muster.store.Entry;
import io.muster.store.Lifespan;
import io.muster.store.WriteOutcome;
import io.muster.telemetry.StoreMetrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  void aDatabaseOfTheFirstVersionIsUpgradedAndKeepsItsData(@TempDir Path old) {
    try (SqliteStore store = open(Schema.before(1), old)) {
      store.put(AGENTS, "a", text("x"), Lifespan.FOREVER).join();
      store.put(EFFECTIVE, "b", text("y"), Lifespan.of(Duration.ofDays(1))).join();
    }
    try (SqliteStore store = Stores.open(old)) {
      assertThat(store.get(AGENTS, "a").map(Entry::value)).contains(text("x"));
      assertThat(store.get(EFFECTIVE, "b").map(Entry::value)).contains(text("y"));
      assertThat(store.putIfAbsent(AGENTS, "a", text("z"), Lifespan.FOREVER).join())
          .isEqualTo(WriteOutcome.CONFLICT);
    }
  }

  @Test
  void aNewerDatabaseIsRefusedAndStaysAsItIs() {
    open(NEWER).close();
    assertThatThrownBy(() -> Stores.open(folder))
        .isInstanceOf(CannotOpenStore.class)
        .hasMessage(
            "The database %s was made by a newer Muster (schema 4, this one knows 3). Run that"
                + " version, or choose another data folder.",
            folder.resolve("muster.db"));
    open(NEWER).close();
  }

  /** 514e5b0 and before: they would start, and lose windows, freezes and settings by name. */
  @Test
  void versionsThatWouldLoseWhatThisOneKeepsRefuseItsDatabase() {
    assertThatThrownBy(() -> open(Schema.before(2)))
        .isInstanceOf(CannotOpenStore.class)
        .hasMessageContaining("was made by a newer Muster (schema 3, this one knows 2)");
    try (SqliteStore store = Stores.open(folder)) {
      assertThat(store.get(AGENTS, "a").map(Entry::value)).contains(text("x"));
    }
  }

  @Test
  void aDatabaseThatTheyMadeIsTakenAsItIs(@TempDir Path old) {
    try (SqliteStore store = open(Schema.before(2), old)) {
      store.put(AGENTS, "a", text("x"), Lifespan.FOREVER).join();
    }
    try (SqliteStore store = Stores.open(old)) {
      assertThat(store.get(AGENTS, "a").map(Entry::value)).contains(text("x"));
    }
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

  /** What a power cut in the middle leaves: the pages that were written, and no commit. */
  @Test
  void aCrashInTheMiddleOfAnUpgradeLeavesTheDatabaseAsItWas(@TempDir Path old, @TempDir Path cut)
      throws Exception {
    try (SqliteStore store = open(Schema.before(1), old)) {
      Map<String, ByteString> many = new HashMap<>();
      for (int i = 0; i < 500; i++) {
        many.put("agent-" + i, text("x".repeat(8_000)));
      }
      store.putAll(AGENTS, many, Lifespan.FOREVER).join();
    }
    Path file = old.resolve("muster.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute(
          "PRAGMA cache_size = 10"); // most of what is changed goes to the disk at once
      statement.execute("BEGIN IMMEDIATE");
      Schema.current().apply(connection, file);
      for (String name : List.of("muster.db", "muster.db-wal")) {
        Files.copy(old.resolve(name), cut.resolve(name));
      }
      statement.execute("ROLLBACK");
    }
    assertThat(Files.size(cut.resolve("muster.db-wal")))
        .as("half an upgrade")
        .isGreaterThan(1 << 20);
    assertThatNoException().isThrownBy(() -> open(Schema.before(1), cut).close());
    try (SqliteStore store = Stores.open(cut)) {
      assertThat(store.get(AGENTS, "agent-499").map(Entry::value))
          .contains(text("x".repeat(8_000)));
    }
    assertThatThrownBy(() -> open(Schema.before(1), cut)).isInstanceOf(CannotOpenStore.class);
  }

  /** One number says what versions can share, whether they share a database or a cluster. */
  @Test
  void theFormatOfAClusterIsThatOfTheDatabase() {
    assertThatNoException().isThrownBy(() -> open(Schema.before(SharedFormat.CURRENT)).close());
    assertThatThrownBy(() -> open(Schema.before(SharedFormat.CURRENT - 1)))
        .isInstanceOf(CannotOpenStore.class);
  }

  private SqliteStore open(Schema schema) {
    return open(schema, folder);
  }

  private static SqliteStore open(Schema schema, Path folder) {
    return SqliteStore.open(
        SqliteSettings.in(folder),
        InstantSource.system(),
        new StoreMetrics(new SimpleMeterRegistry()),
        schema);
  }
}
