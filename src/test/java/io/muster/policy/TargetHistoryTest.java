package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.config.ConfigReference;
import io.muster.config.Page;
import io.muster.config.Versioned;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each change of a target is a revision: who, when, why; nothing else is. */
class TargetHistoryTest {

  private final World world = new World();

  TargetHistoryTest() {
    world.put("prod", "a: 1");
    world.put("prod", "a: 2");
  }

  private void put(String author, String comment, int weight, String config) {
    PutTarget wish = World.target("t", "env=prod", config, weight, 0);
    assertThat(world.targets.put(new PutTarget("t", wish.spec(), author, null, comment)))
        .isInstanceOf(TargetOutcome.Saved.class);
  }

  private List<String> history() {
    return world.targets.revisions("t", null, 100).map(Page::items).orElse(List.of()).stream()
        .map(revision ->
            revision.number()
                + " "
                + revision.author()
                + " "
                + revision.comment()
                + " "
                + (revision.target() == null
                    ? "deleted"
                    : revision.target().weight() + " " + revision.target().config()))
        .toList();
  }

  @Test
  void whoChangedATargetWhenAndWhyIsKept() {
    put("anna", "first", 100, "prod@1");
    put("bo", "half", 50, "prod@1");
    assertThat(history()).containsExactly("2 bo half 50 prod@1", "1 anna first 100 prod@1");
    assertThat(world.targets.get("t").orElseThrow().revision()).isEqualTo(2);
    assertThat(world.targets.revision("t", 1).orElseThrow().createdAt()).isEqualTo(Fixtures.NOW);
    assertThat(world.targets.revisions("none", null, 10)).isEmpty();
  }

  @Test
  void whatChangesNothingIsNoRevision() {
    put("anna", "first", 100, "prod@1");
    PutTarget same = World.target("t", "env=prod", "prod@1", 100, 0);
    assertThat(world.targets.put(same)).isInstanceOf(TargetOutcome.Unchanged.class);
    assertThat(history()).hasSize(1);
  }

  @Test
  void theConfigThatARolloutBringsIsARevisionAndItsStepsAreNone() {
    put("anna", "", 100, "prod@1");
    Versioned<Target> stored = world.targets.stored("t").orElseThrow();
    Split split = Split.none("t-1", ConfigReference.pinned("prod", 2));
    assertThat(world.targets.steer(stored, stored.value().withSplit(split, null), "rollout t-1"))
        .isTrue();
    assertThat(history()).hasSize(1);
    stored = world.targets.stored("t").orElseThrow();
    Target succeeded = stored.value().succeeded(ConfigReference.pinned("prod", 2), "t-1");
    assertThat(world.targets.steer(stored, succeeded, "rollout t-1")).isTrue();
    assertThat(history()).containsExactly("2 rollout t-1  100 prod@2", "1 anna  100 prod@1");
  }

  @Test
  void aDeletionIsTheLastRevisionAndNumbersGoOnBehindIt() {
    put("anna", "", 100, "prod@1");
    var _ = world.targets.delete("t", "bo", null);
    assertThat(history()).containsExactly("2 bo  deleted", "1 anna  100 prod@1");
    put("cy", "", 40, "prod@2");
    assertThat(history()).containsExactly("3 cy  40 prod@2", "2 bo  deleted", "1 anna  100 prod@1");
  }

  @Test
  void aTargetFromBeforeThereWereRevisionsIsRevisionOne() {
    Target old =
        World.target("t", "env=prod", "prod@1", 100, 0).target(5, Fixtures.NOW, "from-before");
    assertThat(old.revision()).isZero();
    assertThat(world.targetStore.add(old)).isTrue();
    assertThat(history()).containsExactly("1 from-before  100 prod@1");
    assertThat(world.targets.revision("t", 1).orElseThrow().author()).isEqualTo("from-before");
    put("anna", "", 50, "prod@1");
    assertThat(history()).containsExactly("2 anna  50 prod@1", "1 from-before  100 prod@1");
  }

  @Test
  void whatAnOlderInstanceWroteBetweenIsARevisionAsWell() {
    put("anna", "", 100, "prod@1");
    put("anna", "", 90, "prod@1");
    Versioned<Target> stored = world.targets.stored("t").orElseThrow();
    Target older =
        World.target("t", "env=prod", "prod@1", 80, 0)
            .target(stored.value().generation() + 1, Fixtures.NOW, "older");
    assertThat(world.targetStore.replace(older, stored.version())).isTrue();
    put("bo", "", 70, "prod@1");
    assertThat(history())
        .containsExactly(
            "4 bo  70 prod@1", "3 older  80 prod@1", "2 anna  90 prod@1", "1 anna  100 prod@1");
  }

  @Test
  void aRevisionThatNoTargetCameToHaveIsPassedOver() {
    put("anna", "", 100, "prod@1");
    Target lost = World.target("t", "env=prod", "prod@1", 1, 0).target(9, Fixtures.NOW, "died");
    assertThat(
            world.targetRevisions.add(
                new TargetRevision("t", 2, 1, lost.asPut(), "died", Fixtures.NOW, "")))
        .isTrue();
    put("bo", "", 50, "prod@1");
    assertThat(history()).containsExactly("3 bo  50 prod@1", "1 anna  100 prod@1");
  }

  @Test
  void pagesGoOnWhereTheLastOneEnded() {
    for (int weight = 1; weight <= 7; weight++) {
      put("anna", "", weight, "prod@1");
    }
    Page<TargetRevision> first = world.targets.revisions("t", null, 3).orElseThrow();
    assertThat(first.items()).extracting(TargetRevision::number).containsExactly(7L, 6L, 5L);
    Page<TargetRevision> next =
        world.targets.revisions("t", Long.valueOf(String.valueOf(first.next())), 10).orElseThrow();
    assertThat(next.items()).extracting(TargetRevision::number).containsExactly(4L, 3L, 2L, 1L);
    assertThat(next.next()).isNull();
  }

  @Test
  void ofManyRevisionsTheOldestGoes() {
    for (int i = 0; i <= TargetHistory.KEPT; i++) {
      put("anna", "", i % 2 + 1, "prod@1");
    }
    assertThat(world.targetRevisions.get("t", 1)).isEmpty();
    assertThat(world.targetRevisions.get("t", 2)).isPresent();
    assertThat(history()).hasSize(100);
  }
}
