package io.muster.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Redaction of texts made at random from what configs are made of. */
class SecretRedactionPropertyTest {

  private static final String[] PARTS = {
    "password",
    "token",
    "endpoint",
    "a",
    "key",
    "api",
    "name",
    "value",
    ": ",
    ":",
    "=",
    "\n",
    "\n  ",
    "\n    ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "\"",
    "'",
    "|",
    ">",
    "&x ",
    "*x",
    "!!str ",
    "# ",
    "? ",
    "hunter2",
    "${env:A}",
    "https://u:p@h",
    "Bearer ",
    "[REDACTED]",
    "REDACTED",
    "\t",
    "😀",
    "---\n",
    "-----BEGIN PRIVATE KEY-----",
    "-----END PRIVATE KEY-----",
    "\\",
    "%",
    "@",
    "<<: ",
    "\r\n",
    "~"
  };

  private final SecretRedaction redaction = new SecretRedaction(new SecretKeys(SecretKeys.DEFAULT));

  @Test
  void redactingTwiceIsRedactingOnce() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 4_000; i++) {
      StringBuilder text = new StringBuilder();
      int parts = random.nextInt(30);
      for (int p = 0; p < parts; p++) {
        text.append(PARTS[random.nextInt(PARTS.length)]);
      }
      String once = redaction.redact(text.toString());
      assertThat(redaction.redact(once)).as("seed %d text <%s>", seed, text).isEqualTo(once);
    }
  }

  @Test
  void aSecretInAWellFormedConfigIsNeverShownAndNothingElseIsLost() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      StringBuilder text = new StringBuilder("root:\n");
      mapping(text, random, 1);
      String redacted = redaction.redact(text.toString());
      assertThat(redacted).as("seed %d text <%s>", seed, text).doesNotContain("hunter2");
      assertThat(count(redacted, "visible"))
          .as("seed %d text <%s>", seed, text)
          .isEqualTo(count(text.toString(), "visible"));
    }
  }

  private static void mapping(StringBuilder text, Random random, int depth) {
    int entries = 1 + random.nextInt(4);
    for (int e = 0; e < entries; e++) {
      String indent = "  ".repeat(depth);
      text.append(indent);
      switch (random.nextInt(depth < 5 ? 8 : 6)) {
        case 0 -> text.append("password: hunter2\n");
        case 1 -> text.append("token").append(e).append("_value: x\n");
        case 2 -> text.append("visible").append(e).append(": visible # visible\n");
        case 3 -> text.append("secret: |\n").append(indent).append("  hunter2\n");
        case 4 -> text.append("tokens:\n").append(indent).append("- hunter2\n");
        case 5 -> text.append("x").append(e).append(": {api_key: 'hunter2', b: visible}\n");
        default -> {
          text.append("level").append(e).append(":\n");
          mapping(text, random, depth + 1);
        }
      }
    }
  }

  private static int count(String text, String word) {
    return text.split(word, -1).length;
  }
}
