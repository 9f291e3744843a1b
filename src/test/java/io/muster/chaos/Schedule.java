package io.muster.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What happens when, all of it from a seed: the same seed and shape give the same schedule.
 *
 * @param faults in the order they begin
 * @param changes in the order they are made
 */
record Schedule(long seed, List<TimedFault> faults, List<TimedChange> changes) {

  /** How large the world is, and how long the faults last. */
  record Shape(int stores, int instances, int agentProcesses, int agents, Duration length) {}

  /** A fault that begins so long after the start, and lasts so long. */
  record TimedFault(Duration at, Duration lasting, Fault fault) {
    Duration end() {
      return at.plus(lasting);
    }
  }

  /** A change that is made so long after the start. */
  record TimedChange(Duration at, Change change) {}

  /**
   * Two of three Infinispan servers killed one after the other leave the third without a majority,
   * for ever: so one fault of theirs has to be over, and the server back, before the next.
   */
  private static final Duration STORE_REST = Duration.ofSeconds(12);

  private static final Duration REST = Duration.ofSeconds(4);

  Schedule {
    faults = List.copyOf(faults);
    changes = List.copyOf(changes);
  }

  static Schedule of(long seed, Shape shape) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Schedule(seed, faults(random.split(), shape), changes(random.split(), shape));
  }

  private static List<TimedFault> faults(SplittableRandom random, Shape shape) {
    List<TimedFault> faults = new ArrayList<>();
    Map<Object, Duration> busyUntil = new HashMap<>();
    long at = 500;
    while (at < shape.length().toMillis()) {
      TimedFault fault = new TimedFault(Duration.ofMillis(at), Duration.ZERO, fault(random, shape));
      fault =
          new TimedFault(
              fault.at(), Duration.ofMillis(lasting(random, fault.fault())), fault.fault());
      Object victim = victim(fault.fault());
      if (fault.at().compareTo(busyUntil.getOrDefault(victim, Duration.ZERO)) >= 0) {
        faults.add(fault);
        busyUntil.put(victim, fault.end().plus(victim == Member.Kind.STORE ? STORE_REST : REST));
      }
      at += random.nextLong(300, 2_700);
    }
    return faults;
  }

  private static Fault fault(SplittableRandom random, Shape shape) {
    int instance = random.nextInt(shape.instances());
    int store = random.nextInt(shape.stores());
    int agents = random.nextInt(shape.agentProcesses());
    Manner manner = random.nextBoolean() ? Manner.RESET : Manner.SILENT;
    int dice = random.nextInt(100);
    if (dice < 20) {
      return new Fault.Kill(Member.instance(instance));
    }
    if (dice < 36) {
      return new Fault.Pause(Member.instance(instance));
    }
    if (dice < 48) {
      return new Fault.Kill(Member.store(store));
    }
    if (dice < 52) {
      return new Fault.KillAllStores();
    }
    if (dice < 60) {
      return new Fault.Pause(Member.store(store));
    }
    if (dice < 68) {
      return new Fault.Kill(Member.agents(agents));
    }
    if (dice < 74) {
      return new Fault.Pause(Member.agents(agents));
    }
    if (dice < 84) {
      return new Fault.Cut(new Route.AgentsTo(instance), manner);
    }
    if (dice < 94) {
      return new Fault.Cut(new Route.InstanceToStores(instance), manner);
    }
    return new Fault.Cut(new Route.InstanceToStore(instance, store), manner);
  }

  private static long lasting(SplittableRandom random, Fault fault) {
    return switch (fault) {
      case Fault.Kill ignored -> random.nextLong(200, 6_000);
      case Fault.KillAllStores ignored -> random.nextLong(200, 3_000);
      // Some longer than a lease, after which another one leads and the agents have gone.
      case Fault.Pause ignored -> random.nextLong(300, 15_000);
      case Fault.Cut ignored -> random.nextLong(300, 12_000);
    };
  }

  /** What must not be hit again before it has recovered. */
  private static Object victim(Fault fault) {
    return switch (fault) {
      case Fault.Kill(Member member) -> victim(member);
      case Fault.Pause(Member member) -> victim(member);
      case Fault.KillAllStores() -> Member.Kind.STORE;
      case Fault.Cut(Route route, Manner ignored) -> route;
    };
  }

  private static Object victim(Member member) {
    return member.kind() == Member.Kind.STORE ? Member.Kind.STORE : member;
  }

  private static List<TimedChange> changes(SplittableRandom random, Shape shape) {
    List<TimedChange> changes = new ArrayList<>();
    long at = 0;
    while (at < shape.length().toMillis()) {
      int instance = random.nextInt(shape.instances());
      int agent = random.nextInt(shape.agents());
      int dice = random.nextInt(10);
      Change change =
          dice < 5
              ? new Change.PutConfig(instance)
              : dice < 7 ? new Change.MoveTarget(instance) : new Change.PutLabel(instance, agent);
      changes.add(new TimedChange(Duration.ofMillis(at), change));
      at += random.nextLong(50, 1_200);
    }
    return changes.stream().sorted(Comparator.comparing(TimedChange::at)).toList();
  }
}
