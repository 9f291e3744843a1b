package io.muster.simulator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is simulated.
 *
 * @param servers where the agents connect to, spread over all; one whose server does not take it,
 *     or that loses it, tries the next
 * @param token bearer token of the agents, if the server wants one
 * @param agents how many, 1 to {@value #MOST_AGENTS}
 * @param first number of the first agent, so that several processes simulate different ones
 * @param connectsPerSecond new agents a second while the fleet builds up; 0 for all at once
 * @param heartbeat between two heartbeats or polls; zero for none
 * @param jitter how much a heartbeat may come earlier or later, as a part of the interval, 0 to 1
 * @param shares who misbehaves
 * @param badConfig text of the configs that agents misbehave with; null for all configs
 * @param effectiveConfigBytes size of the effective config before the first offer
 * @param applyTime how long a config takes to apply, on average; half to one and a half of it
 * @param sources local addresses the agents connect from, in turn; empty for the system's choice
 * @param tlsAuthorities file of trusted certificates; null for the JDK's
 * @param tlsUnchecked any certificate will do
 * @param duration of the steady part, after all are connected; null for until interrupted
 * @param changes config changes made and measured, if any
 * @param firstRetry wait after a first failure to connect
 * @param mostRetry longest wait between two attempts
 * @param seed of everything random: the same seed gives the same agents
 * @param serverPid process of a server on this machine to be watched; null for none
 */
public record SimulationPlan(
    List<ServerUrl> servers,
    @Nullable String token,
    int agents,
    int first,
    int connectsPerSecond,
    Duration heartbeat,
    double jitter,
    Shares shares,
    @Nullable String badConfig,
    int effectiveConfigBytes,
    Duration applyTime,
    List<String> sources,
    @Nullable Path tlsAuthorities,
    boolean tlsUnchecked,
    @Nullable Duration duration,
    @Nullable ChangePlan changes,
    Duration firstRetry,
    Duration mostRetry,
    long seed,
    @Nullable Long serverPid) {

  /** Sockets of one process are limited by its open files; this is a bound on memory. */
  public static final int MOST_AGENTS = 1_000_000;

  private static final int MOST_CONFIG_BYTES = 16 << 20;

  /** Checks the ranges. */
  public SimulationPlan {
    servers = List.copyOf(servers);
    sources = List.copyOf(sources);
    check(!servers.isEmpty(), "there is no server to connect to");
    check(
        servers.stream().map(server -> server.uri().getScheme()).distinct().count() <= 1,
        "the addresses of the servers have different schemes");
    check(agents >= 1 && agents <= MOST_AGENTS, "agents is " + agents + ", expected 1 to 1000000");
    check(first >= 0, "first is " + first + ", expected 0 or more");
    check(connectsPerSecond >= 0, "the connect rate is negative");
    check(!heartbeat.isNegative(), "the heartbeat interval is negative");
    check(jitter >= 0 && jitter <= 1, "the jitter is " + jitter + ", expected 0 to 1");
    check(!applyTime.isNegative(), "the time to apply a config is negative");
    check(
        effectiveConfigBytes >= 0 && effectiveConfigBytes <= MOST_CONFIG_BYTES,
        "an effective config has 0 to 16 MiB");
    check(!firstRetry.isNegative() && !firstRetry.isZero(), "the first retry comes at once");
    check(mostRetry.compareTo(firstRetry) >= 0, "the longest wait is shorter than the first");
  }

  /** The first of the servers; the others are spoken to in the same way. */
  ServerUrl server() {
    return servers.getFirst();
  }

  private static void check(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
