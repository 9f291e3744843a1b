package io.muster.api;

import io.muster.simulator.ServerUrl;
import io.muster.simulator.Shares;
import io.muster.simulator.Simulation;
import io.muster.simulator.SimulationPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Simulated agents in the background of a test. */
final class SimulatedFleet implements AutoCloseable {

  private final Simulation simulation;
  private final Thread thread;

  /**
   * Agents that are the same in every fleet of as many.
   *
   * @param shares who misbehaves
   * @param badConfig text of the configs they do so with
   */
  SimulatedFleet(int agentPort, int agents, String shares, String badConfig) {
    this(agentPort, agents, 0, shares, badConfig);
  }

  /** The same, beside others whose agents have other numbers. */
  SimulatedFleet(int agentPort, int agents, int first, String shares, String badConfig) {
    simulation =
        new Simulation(
            new SimulationPlan(
                List.of(ServerUrl.parse("ws://127.0.0.1:" + agentPort + "/v1/opamp")),
                null,
                agents,
                first,
                0,
                Duration.ofSeconds(2),
                0.1,
                shares.isEmpty() ? Shares.NONE : Shares.parse(shares),
                badConfig,
                500,
                Duration.ofMillis(50),
                List.of(),
                null,
                false,
                null,
                null,
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                1,
                null),
            InstantSource.system());
    thread = Thread.ofPlatform().name("simulated-fleet").daemon(true).unstarted(this::run);
  }

  private void run() {
    try {
      simulation.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    try {
      simulation.end();
      thread.join(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
