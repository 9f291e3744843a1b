package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cluster.Feed;
import io.muster.cluster.Topics;
import io.muster.config.ConfigReference;
import io.muster.config.InMemoryRuleStore;
import io.muster.config.PolicyRefresh;
import io.muster.config.Resolver;
import io.muster.config.RevisionCatalogue;
import io.muster.store.CacheName;
import io.muster.store.InMemoryStore;
import io.muster.store.KeyValueStore;
import io.muster.store.cluster.ClusterStores;
import io.muster.store.config.ConfigStores;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three instances on one store: what one changes, all want. */
class PolicyAcrossInstancesTest {

  private static final ConfigReference PROD = ConfigReference.newest("prod");

  private final KeyValueStore store = new InMemoryStore(InstantSource.fixed(Fixtures.NOW));
  private final InMemoryRuleStore rules = new InMemoryRuleStore();
  private final Instance one = new Instance();
  private final Instance two = new Instance();
  private final Instance three = new Instance();

  private final class Instance {
    private final List<Policy> told = new ArrayList<>();
    private final PolicySource policies;
    private final RevisionCatalogue configs;
    private final Targets targets;
    private final Feed feed = new Feed(ClusterStores.on(store).feed(), true, Runnable::run);

    private Instance() {
      ConfigStores stores = ConfigStores.on(store);
      InstantSource clock = InstantSource.fixed(Fixtures.NOW);
      policies =
          new PolicySource(
              new Resolver(stores.configs(), rules, World.RULES, World.LIMITS),
              stores.targets(),
              stores.settings(),
              feed);
      policies.load();
      configs =
          RevisionCatalogues.configs(
              stores.configs(), stores.targets(), stores.settings(), policies, World.LIMITS, clock);
      targets =
          new Targets(
              stores.targets(), new InMemoryTargetRevisionStore(), policies, World.LIMITS, clock);
      policies.onChange(told::add);
      feed.follow(Topics.POLICY, policies::refresh);
      feed.start();
    }

    private long wanted() {
      return policies.current().resolve(PROD).orElseThrow().number();
    }
  }

  @Test
  void aChangeOnOneIsInForceOnAllAndToldOnce() {
    var _ = one.configs.put(World.config("prod", "a: 1", null));
    var _ = one.targets.put(World.target("t", "env=prod", "prod", 100, 0));
    var _ = two.configs.put(World.config("prod", "a: 2", null));

    for (Instance instance : List.of(one, two, three)) {
      assertThat(instance.wanted()).isEqualTo(2);
      assertThat(instance.policies.current().generation())
          .isEqualTo(one.policies.current().generation());
      assertThat(instance.told).hasSize(2);
    }
  }

  @Test
  void aChangeWhoseHintIsLostIsFoundByTheRegularReading() {
    var _ = one.configs.put(World.config("prod", "a: 1", null));
    var _ = one.targets.put(World.target("t", "env=prod", "prod", 100, 0));
    three.feed.close();
    var _ = one.configs.put(World.config("prod", "a: 2", null));
    assertThat(three.wanted()).isEqualTo(1);
    three.feed.reread();
    assertThat(three.wanted()).isEqualTo(2);
  }

  @Test
  void theHintCarriesTheGenerationForPeopleWhoLook() {
    var _ = one.configs.put(World.config("prod", "a: 1", null));
    long hinted =
        store
            .get(CacheName.FEED, Topics.POLICY)
            .orElseThrow()
            .value()
            .asReadOnlyByteBuffer()
            .getLong();
    assertThat(hinted).isEqualTo(one.policies.current().generation());
  }

  @Test
  void whoReadsAChangeWhoseWriterDiedIsAheadOfThoseWhoHaveNotReadIt() {
    var _ = one.configs.put(World.config("prod", "a: 1", null));
    var _ = one.targets.put(World.target("t", "env=prod", "prod", 100, 0));
    ConfigStores stores = ConfigStores.on(store);
    // A writer that dies once the change is durable: nobody is told, no generation raised.
    RevisionCatalogue dying =
        new RevisionCatalogue(
            "config",
            stores.configs(),
            new ConfigHolders(
                new PolicyReferences(stores.targets(), stores.settings()), two.policies.resolver()),
            put -> List.of(),
            new DeadAfterTheWrite(),
            World.LIMITS,
            InstantSource.fixed(Fixtures.NOW));
    var _ = dying.put(World.config("prod", "a: 2", null));

    Instance started = new Instance();
    assertThat(started.wanted()).isEqualTo(2);
    assertThat(two.wanted()).isEqualTo(1);
    assertThat(started.policies.current().generation())
        .isGreaterThan(two.policies.current().generation());
    two.feed.reread();
    assertThat(two.wanted()).isEqualTo(2);
    assertThat(two.policies.current().generation())
        .isEqualTo(started.policies.current().generation());
  }

  /** Puts nothing in force and tells nobody. */
  private static final class DeadAfterTheWrite implements PolicyRefresh {
    @Override
    public void changed() {}

    @Override
    public void catchUp() {}
  }
}
