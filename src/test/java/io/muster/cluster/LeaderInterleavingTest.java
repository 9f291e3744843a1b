package io.muster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.property.Choices;
import io.muster.property.Property;
import io.muster.store.InMemoryStore;
import io.muster.store.ManualTime;
import io.muster.store.cluster.ClusterStores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Three candidates whose clocks run at different speeds, any of which may be stopped for any time
 * between any two things that it does.
 */
class LeaderInterleavingTest {

  private static final Duration TTL = Duration.ofSeconds(12);
  private static final double[] SPEEDS = {0.9, 1.0, 1.1};
  private static final int STEPS = 60;
  private static final int DEEPEST = 4;

  private final class World {

    private final Choices random;
    private final ManualTime time = new ManualTime();
    private final Instant start = time.instant();
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Long> written = new ArrayList<>();
    private int depth;
    private int led;

    private World(Choices random) {
      this.random = random;
      ClusterStores ports = ClusterStores.on(new InMemoryStore(time));
      for (int i = 0; i < SPEEDS.length; i++) {
        candidates.add(new Candidate(i, ports));
      }
    }

    /** What may happen at any moment. */
    private void step() {
      Candidate candidate = candidates.get(random.nextInt(candidates.size()));
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> candidate.run("ticks", candidate.leader::tick);
        case 3 -> pass(random.nextInt(13_000));
        case 4 -> pass(random.nextInt(1_000));
        case 5 -> candidate.run("resigns", candidate.leader::resign);
        default -> candidate.run("acts", candidate::act);
      }
      check();
    }

    private void pass(int millis) {
      random.note(() -> millis + " ms pass");
      time.advance(Duration.ofMillis(millis));
    }

    /** The others go on while one is in the middle of something. */
    private void meanwhile() {
      if (depth < DEEPEST) {
        depth++;
        for (int i = random.nextInt(3); i > 0; i--) {
          step();
        }
        depth--;
      }
    }

    private void check() {
      long leading = candidates.stream().filter(c -> c.leader.epoch().isPresent()).count();
      assertThat(leading).as("leaders at a time").isLessThanOrEqualTo(1);
      assertThat(written).as("epochs of the writes").isSorted();
      led += (int) leading;
    }

    private final class Candidate implements Leases, Epochs {
      private final ClusterStores ports;
      private final Leader leader;
      private final String name;
      private boolean busy;

      private Candidate(int number, ClusterStores ports) {
        this.ports = ports;
        name = "i" + number;
        leader =
            new Leader(
                "x",
                new InstanceId(name),
                this,
                this,
                TTL,
                () -> (long) (Duration.between(start, time.instant()).toNanos() * SPEEDS[number]));
      }

      private void run(String what, Runnable task) {
        if (!busy) {
          random.note(() -> "  ".repeat(depth) + name + " " + what);
          busy = true;
          task.run();
          busy = false;
        }
      }

      private void act() {
        if (leader.note(ByteString.copyFromUtf8("work"))) {
          assertThat(candidates.stream().filter(c -> c.leader.epoch().isPresent()))
              .containsExactly(this);
        }
      }

      @Override
      public boolean shared() {
        return true;
      }

      @Override
      public Kept keep(String name, String holder, Duration ttl) {
        meanwhile();
        Kept kept = ports.leases().keep(name, holder, ttl);
        meanwhile();
        return kept;
      }

      @Override
      public void release(String name, String holder) {
        meanwhile();
        ports.leases().release(name, holder);
        meanwhile();
      }

      @Override
      public boolean held(String name) {
        return ports.leases().held(name);
      }

      @Override
      public Map<String, String> holders(String prefix) {
        return ports.leases().holders(prefix);
      }

      @Override
      public Optional<Epoch> read(String name) {
        return ports.epochs().read(name);
      }

      @Override
      public Epoch raise(String name, String holder) {
        meanwhile();
        Epoch epoch = ports.epochs().raise(name, holder);
        meanwhile();
        return epoch;
      }

      @Override
      public boolean write(String name, long number, ByteString note) {
        meanwhile();
        boolean applied = ports.epochs().write(name, number, note);
        if (applied) {
          written.add(number);
        }
        meanwhile();
        return applied;
      }
    }
  }

  @Test
  void twoNeverActAndNoOlderEpochWritesAfterANewerOne() {
    Property.tries(2_000)
        .holds(choices -> {
          World world = new World(choices);
          for (int i = 0; i < STEPS; i++) {
            world.step();
          }
        });
  }

  @Test
  void whenNothingIsStoppedSomebodyLeads() {
    Property.tries(200)
        .holds(choices -> {
          World world = new World(choices);
          for (int i = 0; i < STEPS; i++) {
            world.step();
          }
          world.depth = DEEPEST;
          world.led = 0;
          world.time.advance(TTL);
          world.candidates.forEach(candidate -> candidate.leader.tick());
          world.check();
          assertThat(world.led).isEqualTo(1);
        });
  }
}
