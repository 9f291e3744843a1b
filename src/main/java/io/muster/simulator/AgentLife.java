package io.muster.simulator;

import com.google.protobuf.ByteString;
import io.muster.protocol.proto.ServerToAgent;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An agent's comings and goings: connects, beats, answers offers as its behaviour is, and comes
 * back. Confined to its event loop, but for the constructor and {@link #start}.
 */
final class AgentLife implements Transport.Events {

  private static final long SLOW_LEAST_MILLIS = 5_000;
  private static final long SLOW_MOST_MILLIS = 30_000;
  private static final long AWAY_LEAST_MILLIS = 10_000;
  private static final long AWAY_MOST_MILLIS = 60_000;

  private static final long SICK_LEAST_MILLIS = 1_000;
  private static final long SICK_MOST_MILLIS = 3_000;
  private static final long DRIFT_LEAST_MILLIS = 5_000;
  private static final long DRIFT_MOST_MILLIS = 15_000;
  private static final long VANISH_LEAST_MILLIS = 1_000;
  private static final long VANISH_MOST_MILLIS = 10_000;
  private static final Duration VANISHED = Duration.ofMinutes(10);

  private final Simulation simulation;
  private final SimulatedAgent agent;
  private final Behaviour behaviour;
  private final EventLoop loop;
  private final int number;
  private final RandomGenerator random;
  private final Backoff backoff;
  private Duration retryAfter = Duration.ZERO;
  private @Nullable Link link;
  private boolean connected;
  private @Nullable ScheduledFuture<?> beat;
  private @Nullable ScheduledFuture<?> leaving;
  private long askedNanos;
  private long lostNanos;
  private long beatSentNanos;
  private ByteString lastOffered = ByteString.EMPTY;
  private @Nullable ByteString firstApplied;
  private boolean introduced;

  /** Which of the servers it connects to. */
  private int place;

  private final AtomicInteger reconnects = new AtomicInteger();

  AgentLife(
      Simulation simulation,
      SimulatedAgent agent,
      Behaviour behaviour,
      EventLoop loop,
      int number) {
    this.simulation = simulation;
    this.agent = agent;
    this.behaviour = behaviour;
    this.loop = loop;
    this.number = number;
    this.place = number;
    this.random = new SplittableRandom(AgentProfile.mix(simulation.plan().seed()) + number);
    this.backoff = new Backoff(simulation.plan().firstRetry(), simulation.plan().mostRetry());
  }

  EventLoop loop() {
    return loop;
  }

  /** The agent's number in the whole fleet, which also chooses its source address. */
  int number() {
    return number;
  }

  int place() {
    return place;
  }

  /** How often it was connected again after it had lost its connection. */
  int reconnects() {
    return reconnects.get();
  }

  /** Whether it stays connected and reads, so that a change reaches it at once. */
  boolean takesChanges() {
    return switch (behaviour) {
      case APPLY, FAIL, SLOW, SILENT, SICK, DRIFT -> true;
      case STALL, FLAP, CRASH, DUPLICATE, VANISH -> false;
    };
  }

  void start() {
    loop.execute(this::connect);
  }

  private void connect() {
    if (simulation.ended()) {
      return;
    }
    simulation.figures().attempts.increment();
    askedNanos = System.nanoTime();
    simulation.transport().open(this);
  }

  @Override
  public void reached(Link reached) {
    if (simulation.ended()) {
      reached.close();
    } else {
      introduce(reached);
    }
  }

  private void introduce(Link to) {
    link = to;
    introduced = false;
    beatSentNanos = 0;
    agent.reconnected();
    send();
  }

  @Override
  public void opened(Link opened) {
    if (simulation.ended()) {
      opened.close();
      return;
    }
    Figures figures = simulation.figures();
    figures.connect.since(askedNanos);
    if (lostNanos != 0) {
      figures.reconnect.since(lostNanos);
      reconnects.incrementAndGet();
      lostNanos = 0;
    }
    figures.open.incrementAndGet();
    backoff.succeeded();
    connected = true;
    if (link == null) {
      introduce(opened);
    }
    long interval = simulation.plan().heartbeat().toMillis();
    if (interval > 0) {
      scheduleBeat((long) (interval * random.nextDouble()) + 1);
    }
    if (behaviour == Behaviour.FLAP || behaviour == Behaviour.CRASH) {
      leaving = schedule(this::leave, random.nextLong(AWAY_LEAST_MILLIS, AWAY_MOST_MILLIS));
    }
  }

  private void scheduleBeat(long millis) {
    beat = schedule(this::beat, millis);
  }

  private void beat() {
    if (link == null) {
      return;
    }
    Figures figures = simulation.figures();
    if (beatSentNanos != 0) {
      figures.unanswered.increment();
    }
    beatSentNanos = System.nanoTime();
    figures.heartbeats.increment();
    send();
    double spread = 1 + simulation.plan().jitter() * (random.nextDouble() * 2 - 1);
    scheduleBeat(Math.max(1, (long) (simulation.plan().heartbeat().toMillis() * spread)));
  }

  private void send() {
    if (link != null) {
      simulation.figures().sent.increment();
      link.send(agent.next());
    }
  }

  @Override
  public void received(ServerToAgent message) {
    Figures figures = simulation.figures();
    figures.received.increment();
    if (beatSentNanos != 0) {
      figures.heartbeat().since(beatSentNanos);
      beatSentNanos = 0;
    }
    SimulatedAgent.Heard heard = agent.received(message);
    if (message.hasErrorResponse()) {
      figures.errors.increment();
    }
    if (heard.unavailable()) {
      retryAfter = Duration.ofNanos(Math.max(0, heard.retryAfterNanos()));
      end();
      return;
    }
    if (heard.offered() != null) {
      offered(heard.offered());
    }
    if (agent.hasNews()) {
      if (agent.fullStateDue()) {
        figures.fullStates.increment();
      }
      send();
    }
    if (behaviour == Behaviour.STALL && !introduced && link != null) {
      link.stopReading();
    }
    introduced = true;
  }

  private void offered(ByteString hash) {
    Figures figures = simulation.figures();
    figures.offered.increment();
    if (!hash.equals(lastOffered)) { // A repeated offer is not when it was first there.
      lastOffered = hash;
      if (takesChanges()) {
        simulation.changes().offered(hash);
      }
    }
    switch (bad(hash) ? behaviour : Behaviour.APPLY) {
      case APPLY, FLAP, CRASH, DUPLICATE, STALL, SICK, DRIFT, VANISH -> apply(hash);
      case FAIL -> {
        agent.failed(hash);
        figures.refusedConfigs.increment();
      }
      case SLOW -> {
        agent.applying(hash);
        applyIn(hash, random.nextLong(SLOW_LEAST_MILLIS, SLOW_MOST_MILLIS));
      }
      case SILENT -> {}
    }
  }

  /** Whether a config is one that it misbehaves with. */
  private boolean bad(ByteString hash) {
    String text = simulation.plan().badConfig();
    return text == null || agent.contains(hash, text);
  }

  private void apply(ByteString hash) {
    long average = simulation.plan().applyTime().toMillis();
    if (average == 0) {
      applied(hash);
    } else {
      applyIn(hash, average / 2 + random.nextLong(average + 1));
    }
  }

  private void applyIn(ByteString hash, long millis) {
    var _ =
        schedule(
            () -> {
              applied(hash);
              send();
            },
            millis);
  }

  private void applied(ByteString hash) {
    agent.applied(hash);
    simulation.figures().applied.increment();
    if (takesChanges()) {
      simulation.changes().applied(hash);
    }
    if (firstApplied == null) {
      firstApplied = hash;
    }
    suffer(hash);
  }

  /** What comes after a config was applied, unless another one was meanwhile. */
  private void suffer(ByteString hash) {
    boolean well = simulation.plan().badConfig() == null ? hash.equals(firstApplied) : !bad(hash);
    switch (behaviour) {
      case SICK -> later(hash, SICK_LEAST_MILLIS, SICK_MOST_MILLIS, () -> agent.healthy(well));
      case DRIFT -> {
        if (!well) {
          later(hash, DRIFT_LEAST_MILLIS, DRIFT_MOST_MILLIS, agent::drifted);
        }
      }
      case VANISH -> {
        if (!well) {
          later(hash, VANISH_LEAST_MILLIS, VANISH_MOST_MILLIS, this::vanish);
        }
      }
      case APPLY, FAIL, SLOW, SILENT, STALL, FLAP, CRASH, DUPLICATE -> {}
    }
  }

  private void later(ByteString hash, long least, long most, Runnable action) {
    var _ =
        schedule(
            () -> {
              if (hash.equals(lastOffered)) {
                action.run();
                if (agent.hasNews()) {
                  send();
                }
              }
            },
            random.nextLong(least, most));
  }

  private void vanish() {
    if (link != null) {
      retryAfter = VANISHED;
      link.drop();
    }
  }

  private void leave() {
    Link leaves = link;
    if (leaves == null) {
      return;
    }
    if (behaviour == Behaviour.CRASH) {
      agent.restarted();
      leaves.drop();
    } else {
      leaves.send(agent.farewell());
      leaves.close();
    }
  }

  @Override
  public void refused(int status, Duration wait) {
    simulation.figures().refused(status);
    unlink();
    comeBack(wait);
  }

  @Override
  public void lost() {
    if (link == null) {
      simulation.figures().failed.increment();
    } else if (!simulation.ended()) {
      Figures figures = simulation.figures();
      (connected ? figures.lost : figures.failed).increment();
    }
    unlink();
    comeBack(retryAfter);
    retryAfter = Duration.ZERO;
  }

  private void unlink() {
    link = null;
    if (connected) {
      connected = false;
      lostNanos = System.nanoTime();
      simulation.figures().open.decrementAndGet();
      cancel(beat);
      cancel(leaving);
    }
  }

  private void comeBack(Duration wait) {
    place = place == Integer.MAX_VALUE ? 0 : place + 1;
    if (!simulation.ended()) {
      var _ = schedule(this::connect, backoff.nextMillis(wait, random));
    }
  }

  /** Ends in good order; {@link #lost} follows. */
  void end() {
    if (link != null) {
      link.close();
    }
  }

  private ScheduledFuture<?> schedule(Runnable action, long millis) {
    return loop.schedule(action, millis, TimeUnit.MILLISECONDS);
  }

  private static void cancel(@Nullable ScheduledFuture<?> scheduled) {
    if (scheduled != null) {
      scheduled.cancel(false);
    }
  }
}
