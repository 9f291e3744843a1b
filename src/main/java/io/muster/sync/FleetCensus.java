package io.muster.sync;

import io.muster.agent.AttributeValue;
import io.muster.agent.Description;
import io.muster.agent.Presence;
import io.muster.agent.Sync;
import io.muster.agent.SyncState;
import io.muster.fleet.AgentQuery.HealthFilter;
import io.muster.fleet.Fleet;
import io.muster.fleet.FleetSettings;
import io.muster.fleet.KnownAgent;
import io.muster.telemetry.CountsByWord;
import io.muster.telemetry.FleetMetrics;
import io.muster.telemetry.TopCounts;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts all agents for metrics and log, in one pass, so that a scrape counts nothing. With several
 * instances each counts all agents; the log of each speaks of its own. For one thread.
 */
final class FleetCensus {

  private static final String VERSION = "service.version";

  private final Fleet fleet;
  private final FleetSettings settings;
  private final CountsByWord sync;
  private final CountsByWord status;
  private final CountsByWord health;
  private final TopCounts versions;
  private final SyncLines lines = new SyncLines();

  FleetCensus(Fleet fleet, FleetSettings settings, FleetMetrics metrics) {
    this.fleet = fleet;
    this.settings = settings;
    sync = metrics.sync(Arrays.stream(SyncState.values()).map(SyncState::word).toList());
    status = metrics.status(words(Presence.values()));
    health = metrics.health(words(HealthFilter.values()));
    versions = metrics.versions();
  }

  /**
   * Counts once.
   *
   * @param of whether an agent runs what it should
   * @param desired the config it should run, as `prod@3`
   */
  void take(Instant now, Function<KnownAgent, Sync> of, Function<KnownAgent, String> desired) {
    Map<String, Integer> syncs = new HashMap<>();
    Map<String, Integer> presences = new HashMap<>();
    Map<String, Integer> healths = new HashMap<>();
    TopCounts.Counting byVersion = versions.counting();
    SyncLines.Round round = lines.round(now);
    for (KnownAgent agent : fleet.agents()) {
      Sync its = of.apply(agent);
      Presence presence = agent.presence(now, settings);
      syncs.merge(its.state().word(), 1, Integer::sum);
      presences.merge(word(presence), 1, Integer::sum);
      healths.merge(
          word(HealthFilter.of(agent.state().reported().health(), presence)), 1, Integer::sum);
      byVersion.add(version(agent.state().reported().description()));
      if (SyncLines.tells(its.state()) && agent.link() != null) {
        round.add(agent.uid(), its, desired.apply(agent));
      }
    }
    sync.set(syncs);
    status.set(presences);
    health.set(healths);
    byVersion.end();
    round.end();
  }

  private static String version(@Nullable Description description) {
    return description == null
        ? ""
        : description.find(VERSION).map(AttributeValue::asText).orElse("");
  }

  private static List<String> words(Enum<?>[] constants) {
    return Arrays.stream(constants).map(FleetCensus::word).toList();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
