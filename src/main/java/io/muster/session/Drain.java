package io.muster.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Lets agents go in waves at shut-down, in no particular order, so that those who take over are not
 * asked for everybody at once. Who has not been let go is served as before.
 */
final class Drain {

  /** Longest time for the waves where other instances take over: they have to let everybody in. */
  static final Duration TAKEN_OVER = Duration.ofSeconds(5);

  /** Longest time for the waves where nobody takes over: what counts is to be back soon. */
  static final Duration ALONE = Duration.ofMillis(500);

  /** What a process needs to end, and what starts it to see that, besides all else. */
  private static final Duration END = Duration.ofSeconds(1);

  private static final Duration WAVE = Duration.ofMillis(100);

  private Drain() {}

  /** Closes all of them over this time; blocks. */
  static void release(
      Collection<AgentSocket> sockets, Duration over, Consumer<AgentSocket> closing) {
    List<AgentSocket> shuffled = new ArrayList<>(sockets);
    Collections.shuffle(shuffled, ThreadLocalRandom.current());
    int size = waveSize(shuffled.size(), over);
    long begun = System.nanoTime();
    for (int from = 0; from < shuffled.size(); from += size) {
      long wait = begun + from / size * WAVE.toNanos() - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
      shuffled.subList(from, Math.min(from + size, shuffled.size())).forEach(closing);
    }
  }

  /**
   * How long it should take: as long as a server that takes over needs to let them in, at that many
   * a second, and no longer than either of the other two. So a hundred agents do not wait for
   * waves.
   */
  static Duration over(int sockets, double perSecond, Duration most, Duration limit) {
    Duration needed = Duration.ofMillis((long) Math.ceil(sockets * 1000.0 / perSecond));
    return Collections.min(List.of(needed, most, limit));
  }

  /**
   * How long the server is away at least: the waves, the end of the process, and a start, which
   * takes as long as it took this time.
   */
  static Duration away(Duration over, Duration start) {
    return over.plus(END).plus(start);
  }

  /** How many go at a time, so that all have gone after this time; at least one. */
  static int waveSize(int sockets, Duration over) {
    long waves = Math.max(1, over.toMillis() / WAVE.toMillis());
    return (int) Math.max(1, (sockets + waves - 1) / waves);
  }
}
