package io.muster.chaos;

import io.muster.chaos.Schedule.TimedChange;
import io.muster.chaos.Schedule.TimedFault;
import io.muster.chaos.Write.Outcome;
import io.muster.operator.RequestFailed;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One seed on a world that is well: hurts it and changes things by the schedule, heals it, waits
 * until all invariants hold, and looks once more a while later.
 */
final class Run {

  /** Three tries of an offer that nobody answers, and two readings of everything. */
  private static final Duration TO_CONVERGE = Duration.ofSeconds(90);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** Long enough for what was kept back somewhere to come out. */
  private static final Duration AFTERMATH = Duration.ofSeconds(3);

  private final World world;
  private final Operators operators;
  private final Schedule schedule;
  private final PrintWriter log;
  private final long begun = System.nanoTime();
  private long unanswered;
  private long givenUp;
  private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);

  Run(World world, Operators operators, Schedule schedule, PrintWriter log) {
    this.world = world;
    this.operators = operators;
    this.schedule = schedule;
    this.log = log;
  }

  /**
   * What came of a seed.
   *
   * @param faults how many there were
   * @param converged how long it took from the end of the faults; empty if it never did
   * @param givenUp agents that an operator had to retry: three tries were lost to the faults
   * @param violations by invariant; empty if all hold
   */
  record Result(
      long seed,
      int faults,
      Map<Outcome, Integer> changes,
      Optional<Duration> converged,
      long givenUp,
      Map<String, List<String>> violations) {

    boolean passed() {
      return violations.isEmpty();
    }
  }

  /** Does it all. */
  Result run() throws InterruptedException {
    int before = operators.history().size();
    List<Thread> changers = changers();
    int faults = faults();
    for (Thread changer : changers) {
      changer.join();
    }
    say("healed");
    Map<String, List<String>> violations = new LinkedHashMap<>();
    Optional<Duration> converged = converge(violations);
    if (converged.isPresent()) {
      Thread.sleep(AFTERMATH);
      look(violations);
    }
    violations.forEach((name, found) -> found.forEach(each -> say(name + ": " + each)));
    operators
        .history()
        .subList(before, operators.history().size())
        .forEach(write -> outcomes.merge(write.outcome(), 1, Integer::sum));
    return new Result(schedule.seed(), faults, outcomes, converged, givenUp, violations);
  }

  /** One thread for each kind: a kind's changes are made one after the other. */
  private List<Thread> changers() {
    List<Thread> threads = new ArrayList<>();
    schedule.changes().stream()
        .collect(java.util.stream.Collectors.groupingBy(each -> each.change().getClass()))
        .values()
        .forEach(changes -> threads.add(Thread.ofVirtual().start(() -> change(changes))));
    return threads;
  }

  private void change(List<TimedChange> changes) {
    for (TimedChange each : changes) {
      if (elapsed().compareTo(world.shape().length()) > 0) {
        return; // the ones before waited for answers
      }
      try {
        sleepUntil(each.at());
        Outcome outcome = operators.make(each.change());
        say(each.change() + " on muster-" + (each.change().instance() + 1) + ": " + outcome);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private record Moment(Duration at, TimedFault fault, boolean begins) {}

  private int faults() throws InterruptedException {
    List<Moment> moments =
        schedule.faults().stream()
            .flatMap(fault ->
                Stream.of(
                    new Moment(fault.at(), fault, true), new Moment(fault.end(), fault, false)))
            .sorted(Comparator.comparing(Moment::at))
            .toList();
    List<TimedFault> under = new ArrayList<>();
    int count = 0;
    for (Moment moment : moments) {
      TimedFault fault = moment.fault();
      if (moment.begins()) {
        sleepUntil(moment.at());
        if (world.begin(fault.fault())) {
          under.add(fault);
          count++;
          say(fault.fault() + " for " + fault.lasting().toMillis() + " ms");
        } else {
          say("not possible now: " + fault.fault());
        }
      } else if (under.remove(fault)) {
        sleepUntil(min(moment.at(), world.shape().length()));
        world.end(fault.fault());
        say("over: " + fault.fault());
      }
    }
    world.awaitStarted();
    return count;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Optional<Duration> converge(Map<String, List<String>> violations)
      throws InterruptedException {
    Duration healed = elapsed();
    while (true) {
      if (look(violations)) {
        Duration took = elapsed().minus(healed);
        say("converged after " + took.toMillis() + " ms");
        return Optional.of(took);
      }
      if (unanswered > 0) {
        say("given up for " + unanswered + " agents: an operator retries them");
        givenUp = Math.max(givenUp, unanswered);
        operators.retry();
      }
      if (elapsed().minus(healed).compareTo(TO_CONVERGE) > 0) {
        return Optional.empty();
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  /** Whether all invariants hold now. */
  private boolean look(Map<String, List<String>> violations) {
    violations.clear();
    List<String> ended = world.ended();
    if (!ended.isEmpty()) {
      violations.put("everybody runs", ended);
    }
    try {
      Evidence evidence = new Inspection(world, operators).evidence();
      unanswered = evidence.givenUp();
      Invariants.all()
          .forEach((name, invariant) -> {
            List<String> found = invariant.violations(evidence);
            if (!found.isEmpty()) {
              violations.put(name, found);
            }
          });
    } catch (IOException | RequestFailed e) {
      violations.put("everybody answers", List.of(String.valueOf(e.getMessage())));
    }
    if (!violations.isEmpty()) {
      StringBuilder line = new StringBuilder("does not hold yet:");
      violations.forEach((name, found) ->
          line.append(' ').append(name).append(" (").append(found.size()).append(");"));
      say(line.toString());
    }
    return violations.isEmpty();
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private void sleepUntil(Duration at) throws InterruptedException {
    Duration left = at.minus(elapsed());
    if (left.isPositive()) {
      Thread.sleep(left);
    }
  }

  private void say(String what) {
    synchronized (log) {
      log.printf("%d %6d ms  %s%n", System.currentTimeMillis(), elapsed().toMillis(), what);
      log.flush();
    }
  }
}
