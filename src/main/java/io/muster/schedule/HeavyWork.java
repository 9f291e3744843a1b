package io.muster.schedule;

import io.muster.failure.Unavailable;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that is all processor and no waiting, and may take seconds for one large text: checks,
 * redaction, comparison, differences. It is done by few platform threads, so that the carriers of
 * virtual threads and the event loops, on which everybody else is answered, always get their turn.
 * Small texts have threads of their own and never wait for large ones. Whoever asks is blocked
 * until it is done, which costs a virtual thread nothing. Thread-safe.
 */
public final class HeavyWork {

  /** Texts up to this size in bytes are small: a few milliseconds of work. */
  static final int SMALL = 256 << 10;

  /** Each may have some 200 MB in its hands, so there are few whatever the machine. */
  private static final int MOST_FOR_LARGE = 4;

  /** Work of operators that may wait for each kind of threads; further work is refused. */
  private static final int OPERATORS = 32;

  /** How long an agent's work waits for a place. */
  private static final Duration AGENT_WAITS = Duration.ofSeconds(10);

  /** For whom the work is, which decides what happens while there is too much of it. */
  public enum For {
    /** Refused at once: an operator can come again. */
    OPERATOR,
    /** Waits 10 seconds for a place, few at a time in front of operators; refused then. */
    AGENT,
    /** Waits as long as it takes: there are few such callers, and each asks for one thing. */
    SERVER
  }

  /** There is too much to do now. */
  public static final class Busy extends RuntimeException implements Unavailable {
    private static final long serialVersionUID = 1;

    private Busy(String message) {
      super(message);
    }
  }

  /** A thread of these, so that work within work is done in its place. */
  private static final class Worker extends Thread {
    private Worker(Runnable work, String name) {
      super(null, work, name, 0, false);
      setDaemon(true);
    }
  }

  /** Some threads, and those who may wait for them. */
  private static final class Lane {
    private final String name;
    private final ThreadPoolExecutor threads;
    private final Semaphore operators;
    private final Semaphore agents;

    private Lane(String name, int threads) {
      this.name = name;
      this.threads =
          new ThreadPoolExecutor(
              threads,
              threads,
              30,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              work -> new Worker(work, "muster-heavy-" + name));
      this.threads.allowCoreThreadTimeOut(true);
      this.operators = new Semaphore(threads + OPERATORS);
      this.agents = new Semaphore(2 * threads, true);
    }

    private <T extends @Nullable Object> T call(For whom, Duration agentWaits, Supplier<T> work) {
      Semaphore place = whom == For.AGENT ? agents : operators;
      try {
        boolean in =
            switch (whom) {
              case OPERATOR -> place.tryAcquire();
              case AGENT -> place.tryAcquire(agentWaits.toNanos(), TimeUnit.NANOSECONDS);
              case SERVER -> {
                place.acquire();
                yield true;
              }
            };
        if (!in) {
          throw new Busy(
              String.format(
                  Locale.ROOT,
                  "the server checks and redacts as many %s texts as it can, and %d wait: try again"
                      + " in a few seconds",
                  name,
                  threads.getQueue().size()));
        }
      } catch (InterruptedException e) {
        throw interrupted();
      }
      FutureTask<T> task =
          new FutureTask<>(work::get) {
            @Override
            public void run() {
              // Called for what was given up as well, when its turn comes.
              try {
                super.run();
              } finally {
                place.release();
              }
            }
          };
      threads.execute(task);
      try {
        return task.get();
      } catch (InterruptedException e) {
        task.cancel(false);
        throw interrupted();
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case RuntimeException failure -> throw failure;
          case Error error -> throw error;
          case null, default -> throw new IllegalStateException(e);
        }
      }
    }
  }

  private static @Nullable HeavyWork shared;

  private final Lane small;
  private final Lane large;
  private final Duration agentWaits;

  HeavyWork(int threadsForSmall, int threadsForLarge, Duration agentWaits) {
    small = new Lane("small", threadsForSmall);
    large = new Lane("large", threadsForLarge);
    this.agentWaits = agentWaits;
  }

  /** For this machine: half of its processors for small texts, a quarter for large ones. */
  static HeavyWork forProcessors(int processors) {
    return new HeavyWork(
        Math.max(1, processors / 2), Math.clamp(processors / 4, 1, MOST_FOR_LARGE), AGENT_WAITS);
  }

  /** Another one for the process: for tests. */
  static synchronized @Nullable HeavyWork share(@Nullable HeavyWork other) {
    HeavyWork before = shared;
    shared = other;
    return before;
  }

  /** One for the process, as its processors are; made at first use, on the machine it runs on. */
  private static synchronized HeavyWork shared() {
    if (shared == null) {
      shared = forProcessors(Runtime.getRuntime().availableProcessors());
    }
    return shared;
  }

  /**
   * Has this done by the threads of the process, and answers what it does, or throws.
   *
   * @param bytes of the texts it is about
   * @throws Busy if there is too much to do for it
   */
  public static <T extends @Nullable Object> T of(long bytes, For whom, Supplier<T> work) {
    return shared().call(bytes, whom, work);
  }

  <T extends @Nullable Object> T call(long bytes, For whom, Supplier<T> work) {
    return Thread.currentThread() instanceof Worker
        ? work.get()
        : (bytes <= SMALL ? small : large).call(whom, agentWaits, work);
  }

  /** Whether an agent's work would have a place at once. */
  boolean takesAgents(long bytes) {
    return (bytes <= SMALL ? small : large).agents.availablePermits() > 0;
  }

  private static IllegalStateException interrupted() {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while texts were checked or redacted");
  }
}
