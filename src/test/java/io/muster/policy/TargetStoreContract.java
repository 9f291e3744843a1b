package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.agent.Selector;
import io.muster.config.ConfigReference;
import io.muster.config.Versioned;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link TargetStore} does. */
public abstract class TargetStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-23T02:30:00.123456789Z");

  /** The store under test, empty at the beginning of a test; always the same within one. */
  protected abstract TargetStore store();

  private static Target target(String name, int weight) {
    return new Target(
        name,
        new TargetSpec(
            Selector.parse("env=prod,team=änne"),
            ConfigReference.parse("prod@3"),
            weight,
            -7,
            true,
            true,
            null),
        1L << 40,
        NOW,
        "ops");
  }

  @Test
  void aTargetComesBackAsItWasWritten() {
    assertThat(store().add(target("a", 40))).isTrue();
    assertThat(store().get("a").orElseThrow().value()).isEqualTo(target("a", 40));
  }

  @Test
  void defaultsComeBackAsDefaults() {
    Target plain =
        new Target(
            "plain",
            new TargetSpec(Selector.ALL, ConfigReference.parse("prod"), 0, 0, false, false, null),
            1,
            Instant.EPOCH,
            "");
    store().add(plain);
    assertThat(store().get("plain").orElseThrow().value()).isEqualTo(plain);
  }

  @Test
  void whatRolloutsDoToATargetComesBack() {
    InstanceUid some = new InstanceUid(1, 2);
    InstanceUid other = new InstanceUid(3, -4);
    Target split =
        target("a", 40)
            .withSplit(
                new Split(
                    "a-2",
                    ConfigReference.parse("prod@4+redact@2"),
                    1234,
                    List.of(new Split.Portion(Selector.parse("tier=canary"), 10_000)),
                    Set.of(some),
                    Set.of(some, other)),
                new Quarantine(
                    "a-1", new ContentHash(ByteString.copyFromUtf8("hash")), "it was bad", 9));
    store().add(split);
    assertThat(store().get("a").orElseThrow().value()).isEqualTo(split);
  }

  @Test
  void whatRolloutsTriedComesBack() {
    Target target =
        target("a", 40)
            .trying(new Tried("a-1", new ContentHash(ByteString.copyFromUtf8("one")), 7))
            .trying(new Tried("a-2", new ContentHash(ByteString.copyFromUtf8("two")), 0));
    store().add(target);
    assertThat(store().get("a").orElseThrow().value()).isEqualTo(target);
    assertThat(target.tried()).hasSize(2);
  }

  @Test
  void theHoursOfATargetComeBack() {
    Window window = Window.parse(List.of("fri", "mon"), "22:00", "04:30", "Europe/Berlin");
    Target target =
        new Target(
            "a",
            target("a", 40).spec().within(window),
            7,
            NOW,
            "ops",
            NOW.minusSeconds(60),
            RolloutMarks.NONE,
            3);
    store().add(target);
    assertThat(store().get("a").orElseThrow().value()).isEqualTo(target);
  }

  @Test
  void whatRolloutsReplacedComesBack() {
    Target target =
        target("a", 40)
            .succeeded(ConfigReference.parse("prod@4+redact@2"), "a-1")
            .succeeded(ConfigReference.parse("prod@5"), "a-2");
    store().add(target);
    assertThat(store().get("a").orElseThrow().value()).isEqualTo(target);
    assertThat(target.replaced())
        .containsExactly(
            new Replaced(ConfigReference.parse("prod@3"), "a-1"),
            new Replaced(ConfigReference.parse("prod@4+redact@2"), "a-2"));
  }

  @Test
  void aTargetIsAddedOnce() {
    assertThat(store().get("a")).isEmpty();
    store().add(target("a", 1));
    assertThat(store().add(target("a", 2))).isFalse();
    assertThat(store().get("a").orElseThrow().value().weight()).isEqualTo(1);
  }

  @Test
  void aTargetIsReplacedOnlyAtTheVersionThatWasRead() {
    store().add(target("a", 1));
    long first = store().get("a").orElseThrow().version();
    assertThat(store().replace(target("a", 2), first)).isTrue();
    long second = store().get("a").orElseThrow().version();
    assertThat(second).isNotEqualTo(first);
    assertThat(store().replace(target("a", 3), first)).isFalse();
    assertThat(store().get("a").orElseThrow()).isEqualTo(new Versioned<>(target("a", 2), second));
  }

  @Test
  void aTargetIsRemovedOnlyAtTheVersionThatWasRead() {
    store().add(target("a", 1));
    long first = store().get("a").orElseThrow().version();
    store().replace(target("a", 2), first);
    assertThat(store().remove("a", first)).isFalse();
    assertThat(store().remove("a", store().get("a").orElseThrow().version())).isTrue();
    assertThat(store().get("a")).isEmpty();
  }

  @Test
  void aTargetThatIsNotThereIsNeitherReplacedNorRemoved() {
    assertThat(store().replace(target("a", 1), 1)).isFalse();
    assertThat(store().remove("a", 1)).isFalse();
    assertThat(store().get("a")).isEmpty();
  }

  @Test
  void allTargetsAreListedWithTheirVersions() {
    assertThat(store().all()).isEmpty();
    store().add(target("a", 1));
    store().add(target("b", 2));
    assertThat(store().all())
        .containsExactlyInAnyOrder(store().get("a").orElseThrow(), store().get("b").orElseThrow());
  }
}
