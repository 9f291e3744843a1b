package io.muster.fleet;

import io.muster.agent.Transport;
import io.muster.cluster.GatheredHints;
import io.muster.cluster.Hints;
import io.muster.cluster.InstanceId;
import io.muster.cluster.Instances;
import io.muster.cluster.Topics;
import io.muster.failure.Unavailable;
import io.muster.protocol.InstanceUid;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Asks the instance that has an agent by a WebSocket whether that is alive, when somebody speaks
 * for the agent here, and answers what others ask (SEMANTICS 29). Questions go by the store and a
 * hint, as everything between instances does; one that is lost is one that is not answered.
 * Thread-safe.
 */
@Singleton
public final class RemoteHolders {

  private static final Logger LOG = Logger.getLogger(RemoteHolders.class);

  /** Of a question in the store; who asked has given up long before. */
  private static final Duration LIFETIME = Duration.ofSeconds(15);

  /** How long an instance that did not answer is taken not to answer the next ones either. */
  private static final Duration SILENT = Duration.ofSeconds(5);

  /** Hints are given once in this time, for all questions and answers in it. */
  private static final Duration GATHERED = Duration.ofMillis(50);

  private record About(InstanceUid agent, InstanceId instance, long epoch) {}

  private record Asked(String id, CompletableFuture<Boolean> answer) {}

  private final Fleet fleet;
  private final SocketProbe sockets;
  private final SessionQuestions store;
  private final Instances instances;
  private final Hints hints;
  private final InstantSource clock;
  private final Executor executor;
  private final AtomicLong last = new AtomicLong();

  /** As many as there are messages held, at most. */
  private final Map<About, Asked> asked = new ConcurrentHashMap<>();

  /** Being answered here. */
  private final Set<String> answering = ConcurrentHashMap.newKeySet();

  private final Map<InstanceId, Instant> silentUntil = new ConcurrentHashMap<>();

  @Inject
  RemoteHolders(
      Fleet fleet,
      SocketProbe sockets,
      SessionQuestions store,
      Instances instances,
      Hints hints,
      InstantSource clock) {
    this(
        fleet,
        sockets,
        store,
        instances,
        instances.shared() ? GatheredHints.of(hints, GATHERED) : Hints.NONE,
        clock,
        Thread::startVirtualThread);
  }

  /**
   * On ports of the caller.
   *
   * @param executor where answers are written; may be blocked
   */
  RemoteHolders(
      Fleet fleet,
      SocketProbe sockets,
      SessionQuestions store,
      Instances instances,
      Hints hints,
      InstantSource clock,
      Executor executor) {
    this.fleet = fleet;
    this.sockets = sockets;
    this.store = store;
    this.instances = instances;
    this.hints = hints;
    this.clock = clock;
    this.executor = executor;
  }

  /**
   * Asks whether the socket of a session is alive; what is asked already is not asked again. Blocks
   * for one write. Completes with the answer, or never: {@link #unanswered} follows then.
   *
   * @param patience how long the caller waits
   * @throws Unavailable if the store is away: nobody can be asked
   */
  public CompletableFuture<Boolean> ask(
      InstanceUid agent, SessionRecord holder, Duration patience) {
    if (clock.instant().isBefore(silentUntil.getOrDefault(holder.instance(), Instant.MIN))) {
      return CompletableFuture.completedFuture(false);
    }
    About about = new About(agent, holder.instance(), holder.epoch());
    String id = instances.self() + "/" + last.incrementAndGet();
    Asked mine = new Asked(id, new CompletableFuture<>());
    Asked present = asked.putIfAbsent(about, mine);
    if (present != null) {
      return present.answer();
    }
    try {
      // The socket's time is shorter than the caller's: the answer has a way to go.
      store.put(
          new SessionQuestion(
              id,
              agent,
              about.instance(),
              about.epoch(),
              patience.multipliedBy(2).dividedBy(3),
              null),
          LIFETIME);
    } catch (RuntimeException e) {
      asked.remove(about, mine);
      mine.answer().completeExceptionally(e); // Others may wait for the same.
      throw e;
    }
    hints.changed(Topics.CONTESTS);
    return mine.answer();
  }

  /** Reminds the others, as a hint may be lost. Never blocks. */
  public void remind() {
    hints.changed(Topics.CONTESTS);
  }

  /** Nobody answered in time: whoever waits is told so, and the next ones do not wait as long. */
  public void unanswered(InstanceUid agent, SessionRecord holder) {
    Asked question = asked.remove(new About(agent, holder.instance(), holder.epoch()));
    if (question != null) {
      silentUntil.put(holder.instance(), clock.instant().plus(SILENT));
      LOG.warnf("event=instance_silent instance=%s agent=%s", holder.instance(), agent);
      question.answer().complete(false);
      executor.execute(() -> remove(question.id()));
    }
  }

  /** Looks at what is asked of this instance, and what was answered to it. Blocks. */
  public void read() {
    if (!instances.shared()) {
      return;
    }
    Instant now = clock.instant();
    silentUntil.values().removeIf(now::isAfter);
    for (SessionQuestion question : store.all()) {
      if (question.alive() == null) {
        if (question.instance().equals(instances.self()) && answering.add(question.id())) {
          answer(question);
        }
      } else {
        answered(question, question.alive());
      }
    }
  }

  private void answered(SessionQuestion question, boolean alive) {
    About about = new About(question.agent(), question.instance(), question.epoch());
    Asked waiting = asked.get(about);
    if (waiting != null && waiting.id().equals(question.id()) && asked.remove(about, waiting)) {
      silentUntil.remove(question.instance());
      waiting.answer().complete(alive);
      executor.execute(() -> remove(question.id()));
    }
  }

  private void answer(SessionQuestion question) {
    var _ =
        alive(question)
            .handleAsync(
                (ignored, failure) -> {
                  try {
                    store.put(question.answered(failure == null), LIFETIME);
                    hints.changed(Topics.CONTESTS);
                  } catch (RuntimeException e) {
                    LOG.debugf(
                        "event=contest_not_answered agent=%s reason=\"%s\"", question.agent(), e);
                  } finally {
                    answering.remove(question.id());
                  }
                  return null;
                },
                executor);
  }

  /** Completes if the session that is asked about is here, and its socket answers. */
  private CompletableFuture<Void> alive(SessionQuestion question) {
    KnownAgent agent = fleet.find(question.agent()).orElse(null);
    AgentConnection link = agent == null ? null : agent.link();
    if (agent == null
        || link == null
        || link.transport() != Transport.WEBSOCKET
        || agent.session() != question.epoch()) {
      return CompletableFuture.failedFuture(new IllegalStateException("it is not here"));
    }
    return sockets.probe(link).orTimeout(question.patience().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void remove(String id) {
    try {
      store.remove(id);
    } catch (RuntimeException e) {
      LOG.debugf("event=contest_not_removed id=%s reason=\"%s\"", id, e); // It expires.
    }
  }
}
