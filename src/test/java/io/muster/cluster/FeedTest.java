package io.muster.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.store.InMemoryStore;
import io.muster.store.ManualTime;
import io.muster.store.cluster.ClusterStores;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FeedTest {

  private final InMemoryStore store = new InMemoryStore(new ManualTime());
  private final AtomicInteger reads = new AtomicInteger();

  private Feed feed(boolean shared) {
    return new Feed(ClusterStores.on(store).feed(), shared, Runnable::run);
  }

  @Test
  void aFollowerReadsAtTheBeginningAtAHintOfItsTopicAndWhenTold() {
    Feed feed = feed(true);
    feed.follow(Topics.POLICY, reads::incrementAndGet);
    feed.start();
    assertThat(reads).hasValue(1);
    feed(true).bump(Topics.POLICY, 3);
    assertThat(reads).hasValue(2);
    feed(true).bump(Topics.CONNECTION_SETTINGS, 3);
    assertThat(reads).hasValue(2);
    feed.reread();
    assertThat(reads).hasValue(3);
    feed.close();
    feed(true).bump(Topics.POLICY, 4);
    assertThat(reads).hasValue(3);
  }

  @Test
  void aFollowerThatFailsIsCalledAgain() {
    Feed feed = feed(true);
    feed.follow(
        Topics.POLICY,
        () -> {
          if (reads.incrementAndGet() < 3) {
            throw new IllegalStateException("the store is away");
          }
        });
    feed.start();
    feed.reread();
    feed.reread();
    assertThat(reads).hasValue(3);
  }

  @Test
  void anInstanceThatIsAloneNeitherTellsNorListens() {
    Feed feed = feed(false);
    feed.follow(Topics.POLICY, reads::incrementAndGet);
    feed.start();
    feed.bump(Topics.POLICY, 1);
    feed.reread();
    assertThat(reads).hasValue(0);
    assertThat(store.get(io.muster.store.CacheName.FEED, Topics.POLICY)).isEmpty();
  }

  @Test
  void aTopicHasOneFollower() {
    Feed feed = feed(true);
    feed.follow(Topics.POLICY, () -> {});
    assertThatThrownBy(() -> feed.follow(Topics.POLICY, () -> {}))
        .isInstanceOf(IllegalStateException.class);
  }
}
