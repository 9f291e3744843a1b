package io.muster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.property.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Instances that change one record and follow it, over hints that are lost, repeated, late and out
 * of order.
 */
class FeedPropertyTest {

  private static final class World {
    private final RandomGenerator random;
    private final int lossPercent;
    private final List<Runnable> hints = new ArrayList<>();
    private final List<Runnable> readings = new ArrayList<>();
    private final List<Instance> instances = new ArrayList<>();
    private long record;

    private World(RandomGenerator random, int lossPercent) {
      this.random = random;
      this.lossPercent = lossPercent;
      for (int i = 0; i < 3; i++) {
        instances.add(new Instance());
      }
      instances.forEach(instance -> instance.feed.start());
      // Each is told to read at the beginning; that is not what is tested here.
      drain(readings);
    }

    private void step() {
      switch (random.nextInt(4)) {
        case 0 -> any(instances).change();
        case 1 -> runAny(hints);
        default -> runAny(readings);
      }
    }

    private <T> T any(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }

    private void runAny(List<Runnable> tasks) {
      if (!tasks.isEmpty()) {
        tasks.remove(random.nextInt(tasks.size())).run();
      }
    }

    private void drain(List<Runnable> tasks) {
      while (!tasks.isEmpty()) {
        runAny(tasks);
      }
    }

    private void settle() {
      while (!hints.isEmpty() || !readings.isEmpty()) {
        drain(hints);
        drain(readings);
      }
    }

    private final class Instance implements FeedStore, Executor {
      private final Feed feed = new Feed(this, true, this);
      private final List<Listener> listeners = new ArrayList<>();
      private long view;
      private int reads;

      private Instance() {
        feed.follow(
            "record",
            () -> {
              long read = record;
              // Others change it between the reading and the end of the call.
              if (random.nextInt(5) == 0) {
                any(instances).change();
              }
              view = read;
              reads++;
            });
      }

      private void change() {
        if (record < 200) {
          record++;
          feed.bump("record", record);
        }
      }

      @Override
      public void execute(Runnable task) {
        readings.add(task);
      }

      @Override
      public CompletableFuture<Void> bump(String topic, long generation) {
        for (Instance instance : instances) {
          for (Listener listener : instance.listeners) {
            while (random.nextInt(100) >= lossPercent) {
              hints.add(() -> listener.changed(topic));
              if (random.nextInt(3) < 2) {
                break;
              }
            }
          }
        }
        return random.nextInt(10) == 0
            ? CompletableFuture.failedFuture(new IllegalStateException("told some, not all"))
            : CompletableFuture.completedFuture(null);
      }

      @Override
      public Watching watch(Listener hints) {
        listeners.add(hints);
        hints.resync();
        return () -> listeners.remove(hints);
      }
    }
  }

  @Test
  void everyInstanceConvergesWhateverHintsAreLost() {
    Property.tries(500)
        .holds(choices -> {
          World world = new World(choices, 70);
          for (int i = 0; i < 100; i++) {
            world.step();
          }
          world.record = Math.max(world.record, 200); // nothing changes from now on
          world.instances.forEach(instance -> instance.feed.reread());
          world.settle();
          assertThat(world.instances).allMatch(instance -> instance.view == world.record);
        });
  }

  @Test
  void hintsAloneAreEnoughWhenNoneIsLost() {
    Property.tries(500)
        .holds(choices -> {
          World world = new World(choices, 0);
          for (int i = 0; i < 100; i++) {
            world.step();
          }
          world.settle();
          assertThat(world.instances).allMatch(instance -> instance.view == world.record);
        });
  }

  @Test
  void manyHintsWhileOneReadingWaitsMakeOneReading() {
    Property.tries(50)
        .holds(choices -> {
          World world = new World(choices, 0);
          World.Instance writer = world.instances.getFirst();
          int before = writer.reads;
          world.record = 150;
          for (int i = 0; i < 40; i++) {
            writer.change();
          }
          world.drain(world.hints);
          assertThat(world.readings).hasSize(world.instances.size());
          world.record = 200;
          world.settle();
          assertThat(writer.reads - before).isEqualTo(1);
          assertThat(writer.view).isEqualTo(200);
        });
  }
}
