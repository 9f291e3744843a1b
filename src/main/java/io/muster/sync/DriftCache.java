package io.muster.sync;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.agent.AgentState;
import io.muster.agent.Baseline;
import io.muster.agent.ConfigComparison;
import io.muster.collector.ConfigDifferences;
import io.muster.collector.EffectiveConfig;
import io.muster.collector.MergedConfig;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.EncodedRevision;
import io.muster.fleet.Fleet;
import io.muster.fleet.Offer;
import io.muster.protocol.ContentHash;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.ServerToAgent;
import io.muster.redaction.Redaction;
import io.muster.schedule.HeavyWork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares effective configs with desired ones, once per pair of contents: a fleet that runs one
 * config is one comparison. Thread-safe.
 */
final class DriftCache {

  /** Pairs remembered; over it the one not asked for longest is forgotten. */
  private static final int PAIRS = 50_000;

  /** Desired configs kept as read. */
  private static final int READ = 64;

  private record Pair(ContentHash before, ContentHash effective) {}

  private final Fleet fleet;
  private final Redaction redaction;
  private final Map<Pair, ConfigComparison> known = bounded(PAIRS);
  private final Map<ContentHash, Wanted> read = bounded(READ);

  DriftCache(Fleet fleet, Redaction redaction) {
    this.fleet = fleet;
    this.redaction = redaction;
  }

  private static <K, V> Map<K, V> bounded(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }

  private static @Nullable Pair pair(AgentState agent, EncodedRevision desired) {
    ContentHash effective = agent.reported().effectiveConfig();
    return effective == null ? null : new Pair(desired.hash(), effective);
  }

  /** What is known; quick. Null if they are to be compared first. */
  @Nullable ConfigComparison known(AgentState agent, EncodedRevision desired) {
    Pair pair = pair(agent, desired);
    if (pair == null) {
      return ConfigComparison.UNKNOWN;
    }
    synchronized (known) {
      return known.get(pair);
    }
  }

  /** Compares, unless that was done. Blocks: reads the store. */
  ConfigComparison compare(AgentState agent, EncodedRevision desired) {
    ConfigComparison before = known(agent, desired);
    Pair pair = pair(agent, desired);
    if (before != null || pair == null) {
      return before == null ? ConfigComparison.UNKNOWN : before;
    }
    Optional<AgentConfigMap> effective = fleet.effectiveConfig(agent);
    if (effective.isEmpty()) {
      // Not stored yet, or expired: to be asked again.
      return ConfigComparison.UNKNOWN;
    }
    AgentConfigMap runs = effective.get();
    ConfigComparison comparison =
        HeavyWork.of(
            runs.getSerializedSize() + desired.remoteConfig().size(),
            HeavyWork.For.SERVER,
            () -> desired(desired).in(runs.getConfigMapMap()));
    synchronized (known) {
      known.put(pair, comparison);
    }
    return comparison;
  }

  /**
   * What an agent that says to run this would do with a config that it was never sent. Blocks, and
   * throws the store's exception when it is away.
   *
   * @return empty if the content is not there, or not yet
   */
  Optional<Offer.Running> running(ContentHash effective, EncodedRevision desired) {
    return fleet
        .storedEffectiveConfig(effective)
        .map(runs ->
            HeavyWork.of(
                runs.getSerializedSize() + desired.remoteConfig().size(),
                HeavyWork.For.SERVER,
                () -> desired(desired).runBy(runs.getConfigMapMap())));
  }

  /** What is known of what an agent changed since; quick. Null if it is to be compared first. */
  @Nullable ConfigComparison knownChange(Baseline baseline, ContentHash effective) {
    if (baseline.effective().equals(effective)) {
      return new ConfigComparison.Same();
    }
    synchronized (known) {
      return known.get(new Pair(baseline.effective(), effective));
    }
  }

  /** Compares what an agent runs with what it ran then, unless that was done. Blocks. */
  ConfigComparison change(Baseline baseline, ContentHash effective) {
    ConfigComparison present = knownChange(baseline, effective);
    if (present != null) {
      return present;
    }
    Optional<AgentConfigMap> before = fleet.effectiveConfig(baseline.effective());
    Optional<AgentConfigMap> after = fleet.effectiveConfig(effective);
    if (before.isEmpty() || after.isEmpty()) {
      return ConfigComparison.UNKNOWN;
    }
    ConfigComparison change =
        HeavyWork.of(
            before.get().getSerializedSize() + after.get().getSerializedSize(),
            HeavyWork.For.SERVER,
            () -> change(before.get(), after.get()));
    synchronized (known) {
      known.put(new Pair(baseline.effective(), effective), change);
    }
    return change;
  }

  private static ConfigComparison change(AgentConfigMap before, AgentConfigMap after) {
    ConfigDifferences differences;
    try {
      // Secrets were redacted before they were stored.
      differences =
          EffectiveConfig.differences(
              document(before.getConfigMapMap(), body -> body),
              document(after.getConfigMapMap(), body -> body));
    } catch (IllegalArgumentException e) {
      return ConfigComparison.UNKNOWN;
    }
    if (differences.none()) {
      return new ConfigComparison.Same();
    }
    ConfigDifferences.Difference first = differences.first().getFirst();
    return new ConfigComparison.Differs(
        first.path(), first.before().isEmpty() ? "nothing" : first.before(), first.after());
  }

  /**
   * A desired config as it was read.
   *
   * @param merged its files laid over each other, as a collector does; empty if they are none
   * @param files each by itself, as for those who keep them apart
   */
  private record Wanted(Optional<MergedConfig> merged, Map<String, Optional<MergedConfig>> files) {

    Wanted {
      files = Map.copyOf(files);
    }

    static Wanted of(Map<String, AgentConfigFile> map, Redaction redaction) {
      Map<String, Optional<MergedConfig>> files = new HashMap<>();
      map.forEach((name, file) -> files.put(name, read(Map.of(name, file), redaction)));
      return new Wanted(read(map, redaction), files);
    }

    /** File by file if the agent tells files of these names, else all of it. */
    ConfigComparison in(Map<String, AgentConfigFile> effective) {
      if (!effective.keySet().containsAll(files.keySet())) {
        return in(merged, effective);
      }
      ConfigComparison all = new ConfigComparison.Same();
      for (Map.Entry<String, Optional<MergedConfig>> file : new TreeMap<>(files).entrySet()) {
        AgentConfigFile runs = Objects.requireNonNull(effective.get(file.getKey()));
        ConfigComparison one = in(file.getValue(), Map.of(file.getKey(), runs));
        if (one instanceof ConfigComparison.Differs) {
          return one;
        }
        all = both(all, one);
      }
      return all;
    }

    /** Whether an agent that says to run this runs nothing else with this config. */
    Offer.Running runBy(Map<String, AgentConfigFile> effective) {
      if (effective.values().stream().allMatch(file -> file.getBody().isEmpty())) {
        return Offer.Running.UNTOLD;
      }
      boolean same;
      if (effective.keySet().equals(files.keySet())) {
        same =
            files.entrySet().stream()
                .allMatch(file ->
                    runBy(
                        file.getValue(),
                        Map.of(
                            file.getKey(), Objects.requireNonNull(effective.get(file.getKey())))));
      } else {
        same = runBy(merged, effective);
      }
      return same ? Offer.Running.THIS : Offer.Running.OTHER;
    }

    private static boolean runBy(
        Optional<MergedConfig> wanted, Map<String, AgentConfigFile> effective) {
      return wanted
          .flatMap(config -> read(effective, body -> body).map(config::isRunBy))
          .orElse(false);
    }

    private static ConfigComparison both(ConfigComparison before, ConfigComparison one) {
      return before instanceof ConfigComparison.Same(var counted)
              && one instanceof ConfigComparison.Same(var more)
          ? new ConfigComparison.Same(counted.and(more))
          : ConfigComparison.UNKNOWN;
    }

    private static ConfigComparison in(
        Optional<MergedConfig> wanted, Map<String, AgentConfigFile> effective) {
      return wanted
          .flatMap(config -> read(effective, body -> body).map(config::in))
          .orElse(ConfigComparison.UNKNOWN);
    }
  }

  private Wanted desired(EncodedRevision revision) {
    synchronized (read) {
      Wanted present = read.get(revision.hash());
      if (present != null) {
        return present;
      }
    }
    AgentConfigMap map;
    try {
      map =
          ServerToAgent.parseFrom(revision.remoteConfig().encoded()).getRemoteConfig().getConfig();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an encoded config does not decode", e);
    }
    Wanted config = Wanted.of(map.getConfigMapMap(), redaction);
    synchronized (read) {
      read.put(revision.hash(), config);
    }
    return config;
  }

  /** An agent may name its files as it likes; the type is often left out (RC-12). */
  private static Optional<MergedConfig> read(
      Map<String, AgentConfigFile> map, Redaction redaction) {
    try {
      return MergedConfig.read(document(map, redaction));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static ConfigDocument document(Map<String, AgentConfigFile> map, Redaction redaction) {
    List<ConfigFile> files = new ArrayList<>();
    map.forEach((name, file) -> {
      String type = file.getContentType().isEmpty() ? ConfigFile.YAML : file.getContentType();
      files.add(new ConfigFile(name, redaction.redact(file.getBody()), type));
    });
    return new ConfigDocument(files);
  }
}
