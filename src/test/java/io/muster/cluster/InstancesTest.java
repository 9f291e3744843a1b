package io.muster.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.store.InMemoryStore;
import io.muster.store.ManualTime;
import io.muster.store.StoreUnavailable;
import io.muster.store.cluster.ClusterStores;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class InstancesTest {

  private final ManualTime time = new ManualTime();
  private final Leases stored = ClusterStores.on(new InMemoryStore(time, true)).leases();
  private final InstanceId one = new InstanceId("one-1");
  private final InstanceId two = new InstanceId("two-2");
  private final Instances first = instances(one);
  private final Instances second = instances(two);

  private Instances instances(InstanceId self) {
    return new Instances(self, stored, Duration.ofSeconds(12), 3, Runnable::run);
  }

  @Test
  void anInstanceKnowsTheOthersWhileTheyKeepTheirLeases() {
    second.tick();
    assertThat(first.alive(two)).isFalse();
    first.tick();
    assertThat(first.alive(two)).isTrue();
    time.advance(Duration.ofSeconds(13));
    first.tick();
    assertThat(first.alive(two)).isFalse();
    assertThat(first.alive(one)).isTrue();
  }

  @Test
  void whatItHeldIsReadAgainBeforeAnInstanceCountsAsGone() {
    second.tick();
    first.tick();
    List<Boolean> alive = new ArrayList<>();
    first.beforeGone(() -> alive.add(first.alive(two)));
    time.advance(Duration.ofSeconds(13));
    first.tick();
    assertThat(alive).containsExactly(true);
    assertThat(first.alive(two)).isFalse();
  }

  @Test
  void afterTheStoreWasAwayTheOthersGetALeaseOfTimeToComeBack() {
    AtomicBoolean away = new AtomicBoolean();
    Instances looking = new Instances(one, failing(away), Duration.ofSeconds(12), 3, Runnable::run);
    second.tick();
    looking.tick();
    away.set(true);
    assertThatThrownBy(looking::tick).isInstanceOf(StoreUnavailable.class);
    time.advance(Duration.ofMinutes(10)); // Every lease has ended.
    away.set(false);
    for (int i = 0; i < 3; i++) {
      looking.tick();
      assertThat(looking.alive(two)).as("after look %d", i).isTrue();
    }
    looking.tick();
    assertThat(looking.alive(two)).as("it has not come").isFalse();
  }

  private Leases failing(AtomicBoolean away) {
    return (Leases)
        Proxy.newProxyInstance(
            Leases.class.getClassLoader(),
            new Class<?>[] {Leases.class},
            (proxy, method, arguments) -> {
              if (away.get() && !method.getName().equals("shared")) {
                throw new StoreUnavailable(StoreUnavailable.Reason.IO, "away");
              }
              return method.invoke(stored, arguments);
            });
  }

  @Test
  void oneThatHasJustStartedIsFoundWhenAskedFor() {
    second.tick();
    first.learn(two);
    assertThat(first.alive(two)).isTrue();
    first.learn(new InstanceId("three-3"));
    assertThat(first.alive(new InstanceId("three-3"))).isFalse();
  }

  @Test
  void oneThatEndsInGoodOrderIsGoneAtOnce() {
    second.tick();
    first.tick();
    second.resign();
    first.tick();
    assertThat(first.alive(two)).isFalse();
  }

  @Test
  void eachStartOfAServerIsAnotherInstance() {
    InstanceId before = InstanceId.of("Host_1.example", new Random(1));
    InstanceId after = InstanceId.of("Host_1.example", new Random(2));
    assertThat(before.text()).matches("host-1\\.example-[0-9a-f]{8}");
    assertThat(after).isNotEqualTo(before);
    assertThat(InstanceId.of("", new Random(1)).text()).startsWith("muster-");
  }
}
