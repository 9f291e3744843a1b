package io.muster.fleet;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the fleet is watched and remembered. */
@ConfigMapping(prefix = "muster.fleet")
public interface FleetSettings {

  /**
   * Silence after which an agent that reports heartbeats, or polls, is shown as stale. Set it to at
   * least three times the interval in which agents report.
   */
  @WithDefault("90s")
  Duration staleAfter();

  /** Silence after which a polling agent is shown as disconnected. */
  @WithDefault("5m")
  Duration disconnectedAfter();

  /**
   * Most agents asked for their full state per second, so that a restarted server is not flooded.
   */
  @WithDefault("500")
  int fullStatePerSecond();

  /** Wait before an agent is asked for its full state again; it is asked three times at most. */
  @WithDefault("60s")
  Duration fullStateRepeat();

  /**
   * How long an offer may stay unanswered before it is tried again; three polls if that is longer.
   */
  @WithDefault("60s")
  Duration offerTimeout();

  /** How long an agent may stay APPLYING before the attempt is given up. */
  @WithDefault("10m")
  Duration applyTimeout();

  /** How long an answer waits for the store before it goes out unsaved. */
  @WithDefault("500ms")
  Duration saveTimeout();

  /** How long a disconnected agent without labels is remembered. */
  @WithDefault("24h")
  Duration retention();

  /** How long a disconnected agent with labels is remembered. */
  @WithDefault("30d")
  Duration labelledRetention();

  /** How long an agent is recognised under a former uid that it does not use any more. */
  @WithDefault("24h")
  Duration aliasLifetime();

  /**
   * How long an operator's command (restart, custom message, new uid) waits for the instance that
   * has the agent, or for a poll, before it is dropped. Only with several instances.
   */
  @WithDefault("2m")
  Duration commandLifetime();

  /**
   * What all stored effective configs and lists of components together may take, compressed. Over
   * it, what agents replaced goes at once; new ones then wait in memory, and what does not fit
   * there is asked for again when there is room.
   */
  @WithDefault("4G")
  MemorySize contentsMaxSize();

  /** Most agents known at a time; further ones are refused. */
  @WithDefault("100000")
  int maxAgents();
}
