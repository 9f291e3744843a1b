package io.muster.chaos;

import io.muster.cli.cluster.Child;
import io.muster.operator.OperatorClient;
import io.muster.operator.RequestFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * The cluster and its agents, each a process, with proxies between them, and the hands that hurt
 * and heal them. For one thread.
 */
final class World implements AutoCloseable {

  private static final Duration INSTANCE_PATIENCE = Duration.ofSeconds(60);
  private static final Duration STOPPING = Duration.ofSeconds(20);

  private enum State {
    DOWN,
    STARTING,
    UP,
    PAUSED
  }

  /** One process. */
  private static final class Body {
    private volatile State state = State.DOWN;
    private volatile Child child;

    Body(Child child) {
      this.child = child;
    }
  }

  private final Processes processes;
  private final Schedule.Shape shape;
  private final Map<Member, Body> bodies = new ConcurrentHashMap<>();
  private final List<Proxy> toStores = new ArrayList<>();
  private final List<Proxy> toInstances = new ArrayList<>();
  private final ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Member, Future<?>> starting = new ConcurrentHashMap<>();

  /** Starts it, and waits until all of it is ready. */
  World(Path folder, Processes.Installation installation, Schedule.Shape shape)
      throws InterruptedException {
    this.shape = shape;
    this.processes = new Processes(folder, installation, shape);
    for (int i = 0; i < shape.stores(); i++) {
      // The last lane is of connections whose instance is not known
      toStores.add(new Proxy(processes.storePort(i), shape.instances() + 1, this::instanceOf));
    }
    for (int i = 0; i < shape.instances(); i++) {
      toInstances.add(new Proxy(processes.agentPort(i), 1, ignored -> 0));
    }
    try {
      // One after the other: together they would form clusters of one, and merge
      for (Member member : processes.all()) {
        begin(member);
        if (member.kind() == Member.Kind.STORE) {
          awaitStarted();
        }
      }
      awaitStarted();
    } catch (RuntimeException | InterruptedException e) {
      close();
      throw e;
    }
  }

  Schedule.Shape shape() {
    return shape;
  }

  /** The operator's side of an instance, whether it runs or not. */
  OperatorClient operator(int instance) {
    return processes.operator(instance);
  }

  /** Whether an instance has started so far that it answers, whatever it thinks of its store. */
  private boolean listens(int instance) {
    try {
      return operator(instance).get("/healthz").ok();
    } catch (RequestFailed e) {
      return false;
    }
  }

  /** What the agents wrote down, those of each process in order. */
  List<List<AgentLog.Entry>> agentLogs() {
    return IntStream.range(0, shape.agentProcesses())
        .mapToObj(index -> AgentLog.read(processes.disk(index).log()))
        .toList();
  }

  private int instanceOf(Socket accepted) {
    Optional<String> inode = Sockets.inode(accepted.getPort(), accepted.getLocalPort());
    for (int i = 0; i < shape.instances(); i++) {
      Body body = bodies.get(Member.instance(i));
      if (body != null && inode.isPresent() && Sockets.has(body.child.pid(), inode.get())) {
        return i;
      }
    }
    return shape.instances();
  }

  private List<Integer> proxies(Member member) {
    return (member.kind() == Member.Kind.AGENTS ? toInstances : toStores)
        .stream().map(Proxy::port).toList();
  }

  private void begin(Member member) {
    Body body = bodies.get(member);
    Child child = processes.start(member, proxies(member));
    if (body == null) {
      body = new Body(child);
      bodies.put(member, body);
    }
    body.child = child;
    body.state = State.STARTING;
    Body started = body;
    starting.put(
        member,
        starters.submit(() -> {
          switch (member.kind()) {
            case STORE -> processes.awaitStore(child);
            case INSTANCE -> child.await(INSTANCE_PATIENCE, () -> listens(member.index()));
            case AGENTS -> {}
          }
          started.state = State.UP;
          return null;
        }));
  }

  /**
   * Begins a fault.
   *
   * @return whether it could: what is down, being started or stopped cannot be hurt
   */
  boolean begin(Fault fault) {
    return switch (fault) {
      case Fault.Kill(Member member) -> kill(member);
      case Fault.KillAllStores() -> killAllStores();
      case Fault.Pause(Member member) -> pause(member);
      case Fault.Cut(Route route, Manner manner) -> {
        cuts(route).forEach(cut -> cut.proxy().cut(cut.lane(), manner));
        yield true;
      }
    };
  }

  /** Ends a fault that has begun; what was killed is being started then. */
  void end(Fault fault) {
    switch (fault) {
      case Fault.Kill(Member member) -> begin(member);
      case Fault.KillAllStores() -> stores().forEach(this::begin);
      case Fault.Pause(Member member) -> resume(member);
      case Fault.Cut(Route route, Manner ignored) ->
          cuts(route).forEach(cut -> cut.proxy().heal(cut.lane()));
    }
  }

  /** Waits until whatever is being started is ready. */
  void awaitStarted() throws InterruptedException {
    for (Map.Entry<Member, Future<?>> each : starting.entrySet()) {
      try {
        each.getValue().get();
      } catch (java.util.concurrent.ExecutionException e) {
        throw new IllegalStateException(each.getKey() + " did not start", e.getCause());
      }
    }
    starting.clear();
  }

  /** Those that are up, as far as anybody knows, and yet have ended. */
  List<String> ended() {
    return bodies.entrySet().stream()
        .filter(each -> each.getValue().state != State.DOWN)
        .filter(each -> !each.getValue().child.process().isAlive())
        .map(each ->
            each.getKey()
                + " ended by itself with code "
                + each.getValue().child.process().exitValue())
        .toList();
  }

  private boolean kill(Member member) {
    Body body = body(member);
    boolean alone =
        member.kind() != Member.Kind.STORE
            || stores().stream().allMatch(store -> body(store).state == State.UP);
    if (body.state != State.UP || !alone) {
      return false;
    }
    body.state = State.DOWN;
    body.child.kill();
    return true;
  }

  private boolean killAllStores() {
    if (!stores().stream().allMatch(store -> body(store).state == State.UP)) {
      return false;
    }
    stores().forEach(store -> body(store).state = State.DOWN);
    stores().forEach(store -> body(store).child.process().destroyForcibly());
    stores().forEach(store -> body(store).child.kill());
    return true;
  }

  private List<Member> stores() {
    return IntStream.range(0, shape.stores()).mapToObj(Member::store).toList();
  }

  private boolean pause(Member member) {
    Body body = body(member);
    if (body.state != State.UP) {
      return false;
    }
    body.state = State.PAUSED;
    signal(body, "STOP");
    return true;
  }

  private void resume(Member member) {
    Body body = body(member);
    signal(body, "CONT");
    body.state = State.UP;
  }

  private Body body(Member member) {
    Body body = bodies.get(member);
    if (body == null) {
      throw new IllegalArgumentException("there is no " + member);
    }
    return body;
  }

  private static void signal(Body body, String signal) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + signal, Long.toString(body.child.pid()))
              .start()
              .waitFor();
      if (code != 0 && body.child.process().isAlive()) {
        throw new IllegalStateException("kill -" + signal + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private record Lane(Proxy proxy, int lane) {}

  private List<Lane> cuts(Route route) {
    return switch (route) {
      case Route.AgentsTo(int instance) -> List.of(new Lane(toInstances.get(instance), 0));
      case Route.InstanceToStores(int instance) ->
          toStores.stream().map(proxy -> new Lane(proxy, instance)).toList();
      case Route.InstanceToStore(int instance, int store) ->
          List.of(new Lane(toStores.get(store), instance));
    };
  }

  /** Ends all processes, Muster in good order before its stores. */
  @Override
  public void close() {
    bodies.values().stream()
        .filter(body -> body.state == State.PAUSED)
        .forEach(body -> signal(body, "CONT"));
    for (Member.Kind kind : List.of(Member.Kind.AGENTS, Member.Kind.INSTANCE, Member.Kind.STORE)) {
      List<Child> children =
          bodies.entrySet().stream()
              .filter(each -> each.getKey().kind() == kind)
              .map(each -> each.getValue().child)
              .toList();
      children.forEach(child -> child.process().destroy());
      children.forEach(child -> child.stop(STOPPING));
    }
    starters.shutdownNow();
    toInstances.forEach(Proxy::close);
    toStores.forEach(Proxy::close);
  }
}
