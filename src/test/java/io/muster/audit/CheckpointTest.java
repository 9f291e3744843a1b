package io.muster.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

  private static final CheckpointKey KEY = CheckpointKey.generate("muster/audit/1a2b3c4d");
  private static final Checkpoint CHECKPOINT =
      new Checkpoint("muster/audit/1a2b3c4d", 7, Hash.ofLeaf("a"));

  @Test
  void aSignedCheckpointIsReadWithItsKey() {
    String note = KEY.sign(CHECKPOINT);
    assertThat(note).startsWith("muster/audit/1a2b3c4d\n7\n").contains("\n\n— muster/audit/1a2b");
    CheckpointVerifier key = CheckpointVerifier.parse(KEY.verifier().toString());
    assertThat(key).isEqualTo(KEY.verifier()).hasSameHashCodeAs(KEY.verifier());
    assertThat(key.open(note)).isEqualTo(CHECKPOINT);
    assertThat(key.open(note + "— somebody.else abcdefgh\n")).isEqualTo(CHECKPOINT);
  }

  @Test
  void aKeyComesBackFromWhatIsKeptOfIt() {
    CheckpointKey kept =
        CheckpointKey.of(KEY.verifier().name(), KEY.secret(), KEY.verifier().raw());
    assertThat(KEY.verifier().open(kept.sign(CHECKPOINT))).isEqualTo(CHECKPOINT);
  }

  @Test
  void whatWasChangedOrSignedByOthersIsRefused() {
    String note = KEY.sign(CHECKPOINT);
    CheckpointVerifier key = KEY.verifier();
    for (String wrong :
        new String[] {
          note.replace("\n7\n", "\n8\n"),
          note.replace("\n\n", "\nmore\n\n"),
          note.substring(0, note.indexOf("\n\n") + 1),
          note.substring(0, note.length() - 10) + "\n",
          CheckpointKey.generate("muster/audit/1a2b3c4d").sign(CHECKPOINT),
          ""
        }) {
      assertThatThrownBy(() -> key.open(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** The example of Go's package note: what others sign is checked here, and theirs would be. */
  @Test
  void keysAndSignaturesAreThoseOfOtherImplementations() {
    CheckpointVerifier key =
        CheckpointVerifier.parse(
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    String text =
        "If you think cryptography is the answer to your problem,\n"
            + "then you don't know what your problem is.\n";
    String note =
        text
            + "\n"
            + "— PeterNeumann"
            + " x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    // The signature is right; that it signs no checkpoint is another matter.
    assertThatThrownBy(() -> key.open(note)).hasMessageContaining("a number of lines and a root");
    assertThatThrownBy(() -> key.open(note.replace("think", "believe")))
        .hasMessageContaining("is not signed by the key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a+b",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+%%%"
      })
  void whatIsNoKeyIsRefused(String text) {
    assertThatThrownBy(() -> CheckpointVerifier.parse(text))
        .hasMessageContaining("is no key of an audit log");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a\n7\n", "a\n07\nAAAA\n", "a\n7\nAAAA\n", "a b\n7\nAAAA\n", "a\n-1\nA\n"})
  void whatIsNoCheckpointIsRefused(String text) {
    assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
