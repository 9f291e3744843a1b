package io.muster.redaction;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Redacts by the names of settings and by the form of values (docs/design/redaction.md): YAML and
 * JSON by their structure, everything else line by line. What is redacted stays as it is when
 * redacted again.
 */
public final class SecretRedaction implements Redaction {

  /** Larger texts are not parsed but read line by line. */
  private static final int MAX_PARSED = 4 << 20;

  /** Redacting can uncover a further secret; after so many rounds nothing of the text is shown. */
  private static final int MAX_ROUNDS = 8;

  private final SecretKeys keys;
  private final SecretLines lines;

  /** Redacts values under these keys. */
  public SecretRedaction(SecretKeys keys) {
    this.keys = keys;
    this.lines = new SecretLines(keys);
  }

  @Override
  public ByteString redact(ByteString body) {
    Charset charset = StandardCharsets.UTF_8;
    String text;
    try {
      ByteBuffer bytes = body.asReadOnlyByteBuffer();
      text = charset.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      // Each byte a character and back: what is not a secret keeps its bytes.
      charset = StandardCharsets.ISO_8859_1;
      text = body.toString(charset);
    }
    String redacted = redact(text);
    return redacted.equals(text) ? body : ByteString.copyFrom(redacted, charset);
  }

  /** The text with every secret replaced. */
  public String redact(String text) {
    try {
      String before = text;
      for (int round = 0; round < MAX_ROUNDS; round++) {
        String after = once(before);
        if (after.equals(before)) {
          return after;
        }
        before = after;
      }
    } catch (RuntimeException | StackOverflowError e) {
      // Fall through: a text that breaks the rules is not shown at all.
    }
    return SecretText.VALUE;
  }

  private String once(String text) {
    String structured = text.length() > MAX_PARSED ? null : SecretYaml.redact(text, keys, lines);
    return structured == null ? lines.redact(text) : SecretText.redact(structured, false);
  }
}
