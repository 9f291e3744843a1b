package io.muster.session;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Threads that do nothing until they are told to, one task at a time, in order. */
final class ThreadsInTests implements Executor {

  private final Queue<Runnable> tasks = new ArrayDeque<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /** Tasks that are not begun. */
  int waiting() {
    return tasks.size();
  }

  /** Does one task to its end. */
  void runOne() {
    tasks.remove().run();
  }

  /** Does all tasks, also those that are added meanwhile. */
  void runAll() {
    while (!tasks.isEmpty()) {
      runOne();
    }
  }
}
