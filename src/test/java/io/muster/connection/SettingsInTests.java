package io.muster.connection;

import io.muster.agent.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Connection settings for tests. */
public final class SettingsInTests {

  /** When they were changed. */
  public static final Instant NOW = Instant.parse("2026-11-23T02:30:00.123456789Z");

  private SettingsInTests() {}

  /** Settings with this token. */
  public static ConnectionSettings settings(String token) {
    return new ConnectionSettings(
        "wss://example.com:4320/v1/opamp", Map.of("authorization", token), Duration.ofSeconds(15));
  }

  /** The record of a name for all agents; deleted if it has no settings. */
  public static ConnectionRecord named(
      String name, @Nullable ConnectionSettings settings, long generation) {
    return named(name, Selector.ALL, 10, settings, generation);
  }

  /** The record of a name. */
  public static ConnectionRecord named(
      String name,
      Selector selector,
      int order,
      @Nullable ConnectionSettings settings,
      long generation) {
    return new ConnectionRecord(
        name, selector, order, false, settings, false, generation, NOW, "ops");
  }

  /** A put of settings for all agents, whatever is there. */
  public static PutConnection put(String name, ConnectionSettings settings) {
    return put(name, Selector.ALL, settings);
  }

  /** A put of settings for these agents, whatever is there. */
  public static PutConnection put(String name, Selector selector, ConnectionSettings settings) {
    return new PutConnection(
        name,
        selector,
        10,
        false,
        (Optional<ConnectionSettings> _) -> settings,
        false,
        "ops",
        null);
  }
}
