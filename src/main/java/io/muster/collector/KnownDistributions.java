package io.muster.collector;

import io.muster.agent.AgentState;
import io.muster.agent.AttributeValue;
import io.muster.agent.Description;
import io.muster.agent.Selector;
import io.muster.fleet.Fleet;
import io.muster.protocol.ContentHash;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What agents told of themselves, as distributions. Agents of one build share one: the components
 * are looked up once per hash. Thread-safe; blocks for a hash not seen lately.
 */
@Singleton
public final class KnownDistributions {

  /** Distributions remembered. */
  private static final int REMEMBERED = 1_000;

  /** The attribute that carries an agent's version. */
  private static final String VERSION = "service.version";

  /** The label or attribute that carries the feature gates that are on. */
  private static final String GATES = "feature-gates";

  /** Agents that cannot be told apart by what they can run. */
  public record Build(@Nullable ContentHash components, String version, boolean profiles) {}

  private final Fleet fleet;
  private final Map<Build, Distribution> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Build, Distribution> eldest) {
          return size() > REMEMBERED;
        }
      };

  KnownDistributions(Fleet fleet) {
    this.fleet = fleet;
  }

  /** Which build an agent is; quick. */
  public static Build build(AgentState agent) {
    return new Build(agent.reported().componentsHash(), version(agent), profiles(agent));
  }

  /**
   * Whether an agent says that it takes pipelines of profiles, or an operator says it of the agent:
   * it is told nowhere else. As the flag of a collector: `feature-gates: service.profilesSupport`.
   */
  static boolean profiles(AgentState agent) {
    return Selector.value(agent, GATES, false)
        .map(gates -> Arrays.asList(gates.replace("+", "").replace(" ", "").split(",")))
        .filter(gates -> gates.contains(Distribution.PROFILES_GATE))
        .isPresent();
  }

  private static String version(AgentState agent) {
    Description description = agent.reported().description();
    return description == null
        ? ""
        : description
            .find(VERSION)
            .filter(AttributeValue.Text.class::isInstance)
            .map(AttributeValue.Text.class::cast)
            .map(AttributeValue.Text::value)
            .orElse("");
  }

  /** What an agent can run; a build without known components tells only its version. */
  public Distribution of(AgentState agent) {
    Build build = build(agent);
    synchronized (known) {
      Distribution found = known.get(build);
      if (found != null) {
        return found;
      }
    }
    var components = fleet.availableComponents(agent);
    if (components.isEmpty()) {
      return new Distribution(Map.of(), build.version(), build.profiles());
    }
    Distribution distribution =
        Distribution.of(components.get(), build.version()).withProfiles(build.profiles());
    synchronized (known) {
      known.put(build, distribution);
    }
    return distribution;
  }
}
