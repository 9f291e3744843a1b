package io.muster.simulator;

import io.muster.protocol.proto.ComponentHealth;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A run: builds the fleet up, makes the planned changes, stays, and ends in good order. {@link
 * #run} blocks; {@link #end} may be called by another thread to make it return.
 */
public final class Simulation {

  private static final Duration BUILD_UP_PATIENCE = Duration.ofMinutes(5);
  private static final int STEP_MILLIS = 10;
  private static final double GOLDEN_RATIO = 0.618_033_988_749_895;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final SimulationPlan plan;
  private final InstantSource clock;
  private final Figures figures = new Figures();
  private final ConfigChanges changes = new ConfigChanges();
  private final ServerUsage usage;
  private final Transport transport;
  private final List<AgentLife> agents = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile String phase = "starting";

  /**
   * A run that is not started yet.
   *
   * @throws IllegalArgumentException if the trusted certificates cannot be read
   */
  public Simulation(SimulationPlan plan, InstantSource clock) {
    this.plan = plan;
    this.clock = clock;
    this.usage = new ServerUsage(plan.serverPid(), figures);
    HttpHeaders headers = new DefaultHttpHeaders();
    if (plan.token() != null) {
      headers.add(HttpHeaderNames.AUTHORIZATION, "Bearer " + plan.token());
    }
    Dialler dialler = new Dialler(plan.servers(), plan.sources(), Tls.context(plan));
    this.transport =
        plan.server().webSocket()
            ? new WebSocketTransport(dialler, headers)
            : new PollingTransport(dialler, headers);
  }

  /** Runs to the end of the plan, or until {@link #end}. */
  public void run() throws IOException, InterruptedException {
    int loops = Math.max(1, Runtime.getRuntime().availableProcessors());
    EventLoopGroup group =
        Epoll.isAvailable() ? new EpollEventLoopGroup(loops) : new NioEventLoopGroup(loops);
    try {
      long run = clock.millis();
      create(group);
      ChangePlan planned = plan.changes();
      if (planned != null) {
        phase = "preparing";
        changes.prepare(planned, takers(), run);
      }
      phase = "connecting";
      start();
      usage.connected();
      if (planned != null && !ended()) {
        phase = "changing";
        changes.settle(planned);
        changes.make(planned, takers(), run);
      }
      figures.steady();
      usage.steady();
      phase = "steady";
      stay(planned != null);
      usage.end();
    } finally {
      phase = "ending";
      ended.countDown();
      agents.forEach(agent -> agent.loop().execute(agent::end));
      group.shutdownGracefully(0, 3, TimeUnit.SECONDS).await();
      done.countDown();
    }
  }

  private void create(EventLoopGroup group) {
    long now = clock.millis() * NANOS_PER_MILLI;
    ComponentHealth health = AgentProfile.health(now);
    ConfigPool configs = new ConfigPool(plan.effectiveConfigBytes());
    for (int i = 0; i < plan.agents(); i++) {
      int number = plan.first() + i;
      Behaviour behaviour = plan.shares().at(place(number));
      int uid = behaviour == Behaviour.DUPLICATE && number > 0 ? number - 1 : number;
      SimulatedAgent agent =
          new SimulatedAgent(number, AgentProfile.uid(plan.seed(), uid), health, configs);
      agents.add(new AgentLife(this, agent, behaviour, group.next(), number));
    }
  }

  /** Spreads every share evenly over the fleet, however small: a walk by the golden ratio. */
  static double place(int number) {
    return number * GOLDEN_RATIO % 1;
  }

  /** How many agents a change reaches at once: those that are there and read. */
  private int takers() {
    return (int) agents.stream().filter(AgentLife::takesChanges).count();
  }

  /** Starts the agents at the planned rate, and waits until they are connected. */
  private void start() throws InterruptedException {
    long began = System.nanoTime();
    int started = 0;
    while (started < agents.size() && !ended()) {
      long elapsed = (System.nanoTime() - began) / NANOS_PER_MILLI;
      long due =
          plan.connectsPerSecond() == 0
              ? agents.size()
              : Math.min(agents.size(), plan.connectsPerSecond() * (elapsed + STEP_MILLIS) / 1000);
      while (started < due) {
        agents.get(started++).start();
      }
      var _ = ended.await(STEP_MILLIS, TimeUnit.MILLISECONDS);
    }
    long last = System.nanoTime() + BUILD_UP_PATIENCE.toNanos();
    while (figures.open.get() < agents.size() && System.nanoTime() < last && !ended()) {
      var _ = ended.await(STEP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void stay(boolean changed) throws InterruptedException {
    Duration duration = plan.duration();
    if (duration != null) {
      var _ = ended.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    } else if (!changed) {
      ended.await();
    }
  }

  /** Ends the run early; blocks until the agents are gone, some seconds at most. */
  public void end() throws InterruptedException {
    ended.countDown();
    var _ = done.await(10, TimeUnit.SECONDS);
  }

  /** What the agents have seen so far. */
  public SimulationReport report() {
    return new SimulationReport(plan, figures, changes.made(), usage, reconnects());
  }

  /** How many agents came back how often. */
  private SortedMap<Integer, Long> reconnects() {
    return agents.stream()
        .collect(Collectors.groupingBy(AgentLife::reconnects, TreeMap::new, Collectors.counting()));
  }

  /** What the run is doing now, for people. */
  public String phase() {
    return phase;
  }

  boolean ended() {
    return ended.getCount() == 0;
  }

  SimulationPlan plan() {
    return plan;
  }

  Figures figures() {
    return figures;
  }

  ConfigChanges changes() {
    return changes;
  }

  Transport transport() {
    return transport;
  }
}
