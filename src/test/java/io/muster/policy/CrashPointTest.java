package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cluster.Hints;
import io.muster.config.ConfigHead;
import io.muster.config.ConfigLimits;
import io.muster.config.ConfigReference;
import io.muster.config.ConfigRevision;
import io.muster.config.DeleteOutcome;
import io.muster.config.EncodedRevision;
import io.muster.config.PutOutcome;
import io.muster.config.Resolver;
import io.muster.config.RevisionCatalogue;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server killed before or after any call to the store leaves nothing half done (SEMANTICS 13).
 */
class CrashPointTest {

  private static final int ENOUGH = 200;

  private record Services(RevisionCatalogue configs, Targets targets) {}

  /** Runs the action on servers that die at the first call, at the second, and so on. */
  private static List<World> crashes(
      boolean done, Consumer<World> before, Consumer<Services> action) {
    List<World> left = new ArrayList<>();
    for (int call = 1; call <= ENOUGH; call++) {
      World world = new World();
      before.accept(world);
      CrashingStores stores =
          new CrashingStores(world.configStore, world.targetStore, world.settingsStore, call, done);
      InstantSource clock = InstantSource.fixed(Fixtures.NOW);
      ConfigLimits limits = new ConfigLimits(1 << 20, 2, 10, 10);
      Resolver resolver = new Resolver(stores, world.ruleStore, World.RULES, limits);
      PolicySource policies = new PolicySource(resolver, stores.targets(), stores, Hints.NONE);
      policies.load();
      RevisionCatalogue configs =
          RevisionCatalogues.configs(stores, stores.targets(), stores, policies, limits, clock);
      Targets targets =
          new Targets(
              stores.targets(), stores.revisions(world.targetRevisions), policies, limits, clock);
      try {
        action.accept(new Services(configs, targets));
      } catch (CrashingStores.Killed e) {
        // As planned.
      }
      left.add(world.restarted());
      if (!stores.crashed()) {
        assertThat(left).as("crash points").hasSizeGreaterThan(8);
        return left;
      }
    }
    throw new AssertionError("more than " + ENOUGH + " calls");
  }

  private static void twoRevisions(World world) {
    world.put("prod", "a: 1");
    world.put("prod", "a: 2");
    world.target("t", "env=prod", "prod", 100);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPutHappensOrNotAndCanBeRepeated(boolean done) {
    for (World world : crashes(done, CrashPointTest::twoRevisions, s -> put(s, "a: 3"))) {
      ConfigHead head = world.configStore.heads().get("prod").orElseThrow().value();
      assertThat(head.revisions())
          .allSatisfy(n -> assertThat(world.configStore.revision("prod", n)).isPresent());
      assertThat(head.newest()).isIn(2L, 3L);
      assertThat(world.policies.current().resolve(ConfigReference.newest("prod")).orElseThrow())
          .extracting(EncodedRevision::number)
          .isEqualTo(head.newest());
      world.put("prod", "a: 3");
      assertThat(world.newest("prod").number()).isEqualTo(3);
      assertThat(world.policies.current().resolve(ConfigReference.newest("prod")).orElseThrow())
          .extracting(EncodedRevision::number)
          .isEqualTo(3L);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anotherPutAfterAnInterruptedOneWins(boolean done) {
    for (World world : crashes(done, CrashPointTest::twoRevisions, s -> put(s, "a: 3"))) {
      world.put("prod", "a: 4");
      ConfigRevision newest = world.newest("prod");
      assertThat(newest.document().files().getFirst().body().toStringUtf8()).isEqualTo("a: 4");
      assertThat(newest.number()).isIn(3L, 4L);
    }
  }

  private static void put(Services services, String yaml) {
    var unused = services.configs().put(World.config("prod", yaml, null));
    assertThat(unused).isInstanceOf(PutOutcome.Created.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDeletionHappensOrNotAndCanBeRepeated(boolean done) {
    Consumer<World> before =
        world -> {
          world.put("prod", "a: 1");
          world.put("prod", "a: 2");
        };
    for (World world :
        crashes(
            done, before, s -> assertThat(s.configs().delete("prod", "ops", null)).isNotNull())) {
      DeleteOutcome again = world.configs.delete("prod", "ops", null);
      assertThat(again).isIn(new DeleteOutcome.Deleted(), new DeleteOutcome.NotFound());
      assertThat(world.configs.get(ConfigReference.newest("prod"))).isEmpty();
      world.put("prod", "a: 2");
      assertThat(world.newest("prod").number()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTargetIsSavedOrNotAndCanBeRepeated(boolean done) {
    for (World world :
        crashes(
            done,
            CrashPointTest::twoRevisions,
            s ->
                assertThat(s.targets().put(World.target("t", "env=prod", "prod@1", 100, 0)))
                    .isInstanceOf(TargetOutcome.Saved.class))) {
      assertThat(world.targets.get("t").orElseThrow().config().toString()).isIn("prod", "prod@1");
      world.target("t", "env=prod", "prod@1", 100);
      assertThat(world.policies.current().targets())
          .extracting(t -> t.config().toString())
          .containsExactly("prod@1");
    }
  }
}
