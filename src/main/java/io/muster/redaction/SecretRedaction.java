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
  public Redaction together() {
    ReadingAllowance allowance = new ReadingAllowance();
    return body -> redact(body, allowance);
  }

  @Override
  public ByteString redact(ByteString body) {
    return redact(body, new ReadingAllowance());
  }

  private ByteString redact(ByteString body, ReadingAllowance allowance) {
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
    String redacted = redact(text, allowance);
    return redacted.equals(text) ? body : ByteString.copyFrom(redacted, charset);
  }

  /** The text with every secret replaced. */
  public String redact(String text) {
    return redact(text, new ReadingAllowance());
  }

  private String redact(String text, ReadingAllowance allowance) {
    int read = 0;
    try {
      String before = text;
      for (int round = 0; round < MAX_ROUNDS; round++) {
        SecretYaml.Redacted structured =
            allowance.hasCharacters(before.length())
                ? SecretYaml.redact(before, keys, lines, allowance.events())
                : null;
        if (structured == null) {
          structured = pieces(before, allowance);
        }
        read = Math.max(read, structured.events());
        String after = structured.text();
        if (after.equals(before)) {
          return after;
        }
        before = after;
      }
    } catch (RuntimeException | StackOverflowError e) {
      // Fall through: a text that breaks the rules is not shown at all.
    } finally {
      allowance.take(read == 0 ? 0 : text.length(), read);
    }
    return SecretText.VALUE;
  }

  /** What was read line by line, and what can be read of it by its structure. */
  private SecretYaml.Redacted pieces(String text, ReadingAllowance allowance) {
    if (!allowance.hasCharacters(text.length())) {
      return new SecretYaml.Redacted(lines.redact(text), 0);
    }
    String quoted = SecretPieces.lines(text, keys, lines, allowance.events());
    return SecretPieces.redact(lines.redact(quoted), keys, lines, allowance.events());
  }
}
