package io.muster.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.protocol.ContentHash;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link ConfigStore} does. */
public abstract class ConfigStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-23T02:30:00.123456789Z");

  /** The store under test, empty at the beginning of a test; always the same within one. */
  protected abstract ConfigStore store();

  private static ConfigRevision revision(String name, long number, String body) {
    ConfigDocument document =
        new ConfigDocument(
            List.of(
                new ConfigFile("", ByteString.copyFromUtf8(body), ""),
                new ConfigFile("b.bin", ByteString.copyFrom(new byte[] {0, -1, 10}), "x/y")));
    return new ConfigRevision(
        name,
        number,
        document,
        ContentHash.sha256(ByteString.copyFromUtf8(body)),
        "änne",
        NOW,
        "first\nsecond line");
  }

  private static ConfigHead head(String name, Long... revisions) {
    return new ConfigHead(name, List.of(revisions), 9, NOW);
  }

  @Test
  void aRevisionComesBackAsItWasWritten() {
    ConfigRevision written = revision("prod", 3, "a: 1");
    assertThat(store().addRevision(written)).isTrue();
    assertThat(store().revision("prod", 3)).contains(written);
  }

  @Test
  void aRevisionThatWasNeverWrittenIsAbsent() {
    store().addRevision(revision("prod", 3, "a: 1"));
    assertThat(store().revision("prod", 2)).isEmpty();
    assertThat(store().revision("pro", 3)).isEmpty();
    assertThat(store().revision("prod.eu", 3)).isEmpty();
  }

  @Test
  void aRevisionIsNeverOverwritten() {
    store().addRevision(revision("prod", 3, "a: 1"));
    assertThat(store().addRevision(revision("prod", 3, "a: 2"))).isFalse();
    assertThat(store().revision("prod", 3)).contains(revision("prod", 3, "a: 1"));
  }

  @Test
  void aRevisionWithoutFilesIsKeptApartFromNone() {
    ConfigRevision empty =
        new ConfigRevision(
            "off",
            1,
            new ConfigDocument(List.of()),
            ContentHash.sha256(ByteString.EMPTY),
            "ops",
            NOW,
            "");
    store().addRevision(empty);
    assertThat(store().revision("off", 1)).contains(empty);
  }

  @Test
  void aLargeRevisionComesBackWhole() {
    ConfigRevision large = revision("big", 1, "x".repeat(3_000_000));
    store().addRevision(large);
    assertThat(store().revision("big", 1)).contains(large);
  }

  @Test
  void aRemovedRevisionIsGoneAndItsNeighboursStay() {
    store().addRevision(revision("prod", 1, "a: 1"));
    store().addRevision(revision("prod", 11, "a: 1"));
    store().removeRevision("prod", 1);
    store().removeRevision("prod", 1);
    assertThat(store().revision("prod", 1)).isEmpty();
    assertThat(store().revision("prod", 11)).isPresent();
  }

  @Test
  void aHeadIsAddedOnce() {
    assertThat(store().heads().get("prod")).isEmpty();
    assertThat(store().heads().add(head("prod", 1L))).isTrue();
    assertThat(store().heads().add(head("prod", 2L))).isFalse();
    assertThat(store().heads().get("prod").orElseThrow().value()).isEqualTo(head("prod", 1L));
  }

  @Test
  void aHeadIsReplacedOnlyAtTheVersionThatWasRead() {
    store().heads().add(head("prod", 1L));
    long first = store().heads().get("prod").orElseThrow().version();
    assertThat(store().heads().replace(head("prod", 1L, 2L), first)).isTrue();
    long second = store().heads().get("prod").orElseThrow().version();
    assertThat(second).isNotEqualTo(first);
    assertThat(store().heads().replace(head("prod", 1L, 3L), first)).isFalse();
    assertThat(store().heads().get("prod").orElseThrow())
        .isEqualTo(new Versioned<>(head("prod", 1L, 2L), second));
  }

  @Test
  void aHeadThatIsNotThereIsNeitherReplacedNorRemoved() {
    assertThat(store().heads().replace(head("prod", 1L), 1)).isFalse();
    assertThat(store().heads().remove("prod", 1)).isFalse();
    assertThat(store().heads().get("prod")).isEmpty();
  }

  @Test
  void aHeadIsRemovedOnlyAtTheVersionThatWasRead() {
    store().heads().add(head("prod", 1L));
    long version = store().heads().get("prod").orElseThrow().version();
    assertThat(store().heads().remove("prod", version + 1_000)).isFalse();
    assertThat(store().heads().remove("prod", version)).isTrue();
    assertThat(store().heads().get("prod")).isEmpty();
  }

  @Test
  void aHeadThatCameBackHasAnotherVersion() {
    store().heads().add(head("prod", 1L));
    long first = store().heads().get("prod").orElseThrow().version();
    store().heads().remove("prod", first);
    store().heads().add(head("prod", 1L));
    assertThat(store().heads().get("prod").orElseThrow().version()).isNotEqualTo(first);
  }

  @Test
  void allHeadsAreListedWithTheirVersionsAndNothingElseIs() {
    store().heads().add(head("prod", 1L));
    store().heads().add(head("deleted"));
    store().addRevision(revision("prod", 1, "a: 1"));
    assertThat(store().heads().all())
        .containsExactlyInAnyOrder(
            store().heads().get("prod").orElseThrow(),
            store().heads().get("deleted").orElseThrow());
  }
}
