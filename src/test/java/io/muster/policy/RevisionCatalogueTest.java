package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigHead;
import io.muster.config.ConfigLimits;
import io.muster.config.ConfigReference;
import io.muster.config.ConfigRevision;
import io.muster.config.ConfigStore;
import io.muster.config.DeleteOutcome;
import io.muster.config.EncodedRevision;
import io.muster.config.InMemoryConfigStore;
import io.muster.config.Page;
import io.muster.config.PutConfig;
import io.muster.config.PutOutcome;
import io.muster.config.RevisionSummary;
import io.muster.config.VersionedStore;
import io.muster.config.diff.DocumentDiff;
import io.muster.protocol.ContentHash;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RevisionCatalogueTest {

  private final World world = new World();

  @Test
  void aConfigIsCreatedWithItsHashAuthorAndTime() {
    PutOutcome outcome = world.put("prod", "a: 1\n");
    ConfigRevision revision = world.newest("prod");
    assertThat(outcome).isEqualTo(new PutOutcome.Created(revision, List.of()));
    assertThat(revision.number()).isEqualTo(1);
    assertThat(revision.hash()).isEqualTo(ContentHash.sha256(ByteString.copyFromUtf8("a: 1\n")));
    assertThat(revision.author()).isEqualTo("ops");
    assertThat(revision.comment()).isEqualTo("why");
    assertThat(revision.createdAt()).isEqualTo(Fixtures.NOW);
  }

  @Test
  void eachChangeIsARevisionAndAnEqualPutIsNone() {
    world.put("prod", "a: 1");
    world.put("prod", "a: 2");
    assertThat(world.put("prod", "a: 2"))
        .isEqualTo(new PutOutcome.Unchanged(world.newest("prod"), List.of()));
    assertThat(world.newest("prod").number()).isEqualTo(2);
    // Equal to an older one is a change.
    assertThat(world.put("prod", "a: 1")).isInstanceOf(PutOutcome.Created.class);
    assertThat(world.newest("prod").number()).isEqualTo(3);
    assertThat(world.newest("prod").hash())
        .isEqualTo(world.configs.revision("prod", 1).orElseThrow().hash());
  }

  @Test
  void ifMatchNamesTheNewestRevision() {
    assertThat(world.configs.put(World.config("prod", "a: 1", 1L)))
        .isEqualTo(new PutOutcome.PreconditionFailed(PutConfig.NONE));
    assertThat(world.configs.put(World.config("prod", "a: 1", PutConfig.NONE)))
        .isInstanceOf(PutOutcome.Created.class);
    assertThat(world.configs.put(World.config("prod", "a: 2", PutConfig.NONE)))
        .isEqualTo(new PutOutcome.PreconditionFailed(1));
    assertThat(world.configs.put(World.config("prod", "a: 2", 1L)))
        .isInstanceOf(PutOutcome.Created.class);
    assertThat(world.configs.put(World.config("prod", "a: 2", 1L)))
        .isEqualTo(new PutOutcome.PreconditionFailed(2));
  }

  @Test
  void aConfigWithProblemsIsRefusedAndNothingIsWritten() {
    PutOutcome outcome = world.put("prod", "a: [");
    assertThat(outcome).isInstanceOf(PutOutcome.Invalid.class);
    assertThat(((PutOutcome.Invalid) outcome).problems()).hasSize(1);
    assertThat(world.configs.get(ConfigReference.newest("prod"))).isEmpty();
    assertThat(world.configStore.storedRevisions()).isZero();
  }

  @Test
  void anEmptyConfigNeedsToBeMeant() {
    ConfigDocument none = new ConfigDocument(List.of());
    assertThat(world.configs.put(new PutConfig("off", none, "ops", "", null, false)))
        .isInstanceOf(PutOutcome.Invalid.class);
    assertThat(world.configs.put(new PutConfig("off", none, "ops", "", null, true)))
        .isInstanceOf(PutOutcome.Created.class);
    assertThat(world.newest("off").hash().isEmpty()).isFalse();
  }

  @Test
  void aConfigThatNoMessageCouldCarryIsRefused() {
    World small = new World(new ConfigLimits(1_000, 10, 10, 10));
    String comment = "#".repeat(900);
    assertThat(small.put("prod", "a: 1 " + comment)).isInstanceOf(PutOutcome.Created.class);
    PutOutcome outcome = small.put("prod", "a: 1 " + comment + "#".repeat(60));
    assertThat(outcome).isInstanceOf(PutOutcome.TooLarge.class);
    assertThat(((PutOutcome.TooLarge) outcome).message())
        .contains("has room for 1000", "muster.agents.max-message-size");
    assertThat(((PutOutcome.TooLarge) outcome).bytes()).isBetween(1_001L, 1_100L);
  }

  @Test
  void aBadNameIsRefusedWithTheRule() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> world.put("Prod", "a: 1"))
        .withMessageContaining("config name 'Prod' is not valid");
  }

  @Test
  void revisionsArePagedNewestFirst() {
    for (int i = 1; i <= 5; i++) {
      world.put("prod", "a: " + i);
    }
    Page<RevisionSummary> first = world.configs.revisions("prod", null, 2).orElseThrow();
    assertThat(first.items()).extracting(RevisionSummary::number).containsExactly(5L, 4L);
    assertThat(first.total()).isEqualTo(5);
    assertThat(first.next()).isEqualTo("4");
    Page<RevisionSummary> last = world.configs.revisions("prod", 2L, 2).orElseThrow();
    assertThat(last.items()).extracting(RevisionSummary::number).containsExactly(1L);
    assertThat(last.next()).isNull();
    assertThat(world.configs.revisions("nope", null, 2)).isEmpty();
  }

  @Test
  void configsAreListedByNameWithTheirNewestRevision() {
    List.of("c", "a", "b").forEach(name -> world.put(name, "a: 1"));
    world.put("b", "a: 2");
    Page<RevisionSummary> first = world.configs.list(null, 2);
    assertThat(first.items())
        .extracting(r -> r.name() + "@" + r.number())
        .containsExactly("a@1", "b@2");
    assertThat(first.total()).isEqualTo(3);
    assertThat(world.configs.list(first.next(), 2).items())
        .extracting(RevisionSummary::name)
        .containsExactly("c");
  }

  @Test
  void twoRevisionsAreCompared() {
    world.put("prod", "a: 1\n");
    world.put("prod", "a: 2\n");
    ConfigDocument before = world.configs.revision("prod", 1).orElseThrow().document();
    ConfigDocument after = world.configs.revision("prod", 2).orElseThrow().document();
    assertThat(DocumentDiff.between(before, after).unified())
        .isEqualTo("--- a/collector.yaml\n+++ b/collector.yaml\n@@ -1 +1 @@\n-a: 1\n+a: 2\n");
    assertThat(world.configs.revision("prod", 3)).isEmpty();
  }

  @Test
  void aConfigInUseIsNotDeleted() {
    world.put("prod", "a: 1");
    world.target("t1", "env=prod", "prod@1", 100);
    world.defaults.set(ConfigReference.parse("prod"), "ops", null);
    assertThat(world.configs.delete("prod", "ops", null))
        .isEqualTo(new DeleteOutcome.InUse(List.of("target t1", "the default config")));
    world.targets.delete("t1", "ops", null);
    world.defaults.set(null, "ops", null);
    assertThat(world.configs.delete("prod", "ops", 2L))
        .isEqualTo(new DeleteOutcome.PreconditionFailed(1));
    assertThat(world.configs.delete("prod", "ops", 1L)).isEqualTo(new DeleteOutcome.Deleted());
    assertThat(world.configs.delete("prod", "ops", null)).isEqualTo(new DeleteOutcome.NotFound());
    assertThat(world.configs.list(null, 10).items()).isEmpty();
    assertThat(world.configStore.storedRevisions()).isZero();
  }

  @Test
  void aRevisionNumberIsNeverUsedTwice() {
    world.put("prod", "a: 1");
    world.put("prod", "a: 2");
    world.configs.delete("prod", "ops", null);
    assertThat(world.put("prod", "a: 1")).isInstanceOf(PutOutcome.Created.class);
    assertThat(world.newest("prod").number()).isEqualTo(3);
    assertThat(world.configs.revision("prod", 1)).isEmpty();
  }

  @Test
  void theOldestRevisionsThatNobodyPinsAreDropped() {
    World few = new World(new ConfigLimits(1 << 20, 3, 10, 10));
    few.put("prod", "a: 1");
    few.target("t", "env=prod", "prod@1", 100);
    IntStream.rangeClosed(2, 6).forEach(i -> few.put("prod", "a: " + i));
    assertThat(few.configs.revisions("prod", null, 10).orElseThrow().items())
        .extracting(RevisionSummary::number)
        .containsExactly(6L, 5L, 1L);
    assertThat(few.configStore.storedRevisions()).isEqualTo(3);
  }

  @Test
  void aPutIsInForceAlthoughWhatItDropsCannotBeRemoved() {
    CannotRemove store = new CannotRemove();
    World few = new World(store, new ConfigLimits(1 << 20, 2, 10, 10));
    few.put("prod", "a: 1");
    few.target("t", "env=prod", "prod", 100);
    few.put("prod", "a: 2");
    assertThat(store.refused).isZero();
    assertThat(few.put("prod", "a: 3")).isInstanceOf(PutOutcome.Created.class);
    assertThat(store.refused).isEqualTo(1);
    assertThat(few.policies.current().resolve(ConfigReference.newest("prod")).orElseThrow())
        .extracting(EncodedRevision::number)
        .isEqualTo(3L);
  }

  @Test
  void aRepeatedPutBringsInForceWhatIsStored() {
    world.put("prod", "a: 1");
    world.target("t", "env=prod", "prod", 100);
    world.restarted().put("prod", "a: 2"); // as if it had died before it put it in force here
    assertThat(world.put("prod", "a: 2")).isInstanceOf(PutOutcome.Unchanged.class);
    assertThat(world.policies.current().resolve(ConfigReference.newest("prod")).orElseThrow())
        .extracting(EncodedRevision::number)
        .isEqualTo(2L);
  }

  @Test
  void listsTellFilesAndSizeWithoutContent() {
    world.put("prod", "a: 1");
    RevisionSummary summary = world.configs.list(null, 1).items().getFirst();
    assertThat(summary.files()).containsExactly("collector.yaml");
    assertThat(summary.bytes()).isEqualTo("collector.yaml".length() + 4);
    assertThat(summary.hash()).isEqualTo(world.newest("prod").hash());
  }

  /** A store whose removals fail. */
  private static final class CannotRemove implements ConfigStore {

    private final InMemoryConfigStore store = new InMemoryConfigStore();
    private volatile int refused;

    @Override
    public Optional<ConfigRevision> revision(String name, long number) {
      return store.revision(name, number);
    }

    @Override
    public boolean addRevision(ConfigRevision revision) {
      return store.addRevision(revision);
    }

    @Override
    public void removeRevision(String name, long number) {
      refused = 1;
      throw new IllegalStateException("away");
    }

    @Override
    public VersionedStore<ConfigHead> heads() {
      return store.heads();
    }
  }

  @Test
  void marksOfDeletedConfigsGiveWayWhenThereAreTooMany() {
    World few = new World(new ConfigLimits(1 << 20, 3, 2, 10));
    few.put("a", "a: 1");
    few.put("b", "a: 1");
    assertThat(few.put("c", "a: 1")).isEqualTo(new PutOutcome.TooMany(2));
    few.configs.delete("a", "ops", null);
    assertThat(few.put("c", "a: 1")).isInstanceOf(PutOutcome.Created.class);
  }

  @Test
  void anOrphanIsAdoptedIfEqualElseTheNextNumberIsTaken() {
    world.put("prod", "a: 1");
    ConfigRevision orphan = revisionOf("a: 2").numbered(2);
    world.configStore.addRevision(orphan);
    world.put("prod", "a: 2");
    assertThat(world.newest("prod")).isEqualTo(orphan);
    world.configStore.addRevision(revisionOf("a: 9").numbered(3));
    world.put("prod", "a: 3");
    assertThat(world.newest("prod").number()).isEqualTo(4);
    assertThat(world.configs.revision("prod", 3)).isEmpty();
    assertThat(world.configStore.storedRevisions()).isEqualTo(3);
  }

  private static ConfigRevision revisionOf(String yaml) {
    World other = new World();
    other.put("prod", yaml);
    return other.newest("prod");
  }

  @Test
  void writersAtOnceLoseNothing() throws InterruptedException {
    List<Thread> threads =
        IntStream.range(0, 8)
            .mapToObj(writer ->
                Thread.ofVirtual()
                    .start(() -> {
                      for (int i = 0; i < 20; i++) {
                        while (!(world.put("prod", "a: " + writer + "-" + i)
                            instanceof PutOutcome.Created)) {
                          Thread.onSpinWait();
                        }
                      }
                    }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    List<RevisionSummary> all = world.configs.revisions("prod", null, 1_000).orElseThrow().items();
    assertThat(all).hasSize(160);
    assertThat(all.stream().map(RevisionSummary::hash).distinct()).hasSize(160);
    assertThat(world.configStore.storedRevisions()).isEqualTo(160);
  }
}
