package io.muster.config;

import io.muster.failure.InvalidInput;
import io.muster.protocol.ContentHash;
import java.time.Instant;

/**
 * One state of a named config; never changes once written. A number is never used twice for a name,
 * not even after the config was deleted and made anew.
 *
 * @param number from 1; a later revision has a higher one, numbers may be missing
 * @param hash of the document as agents report it back (SEMANTICS 11)
 * @param author who put it: an operator's name
 * @param comment for people, may be empty
 */
public record ConfigRevision(
    String name,
    long number,
    ConfigDocument document,
    ContentHash hash,
    String author,
    Instant createdAt,
    String comment) {

  /** Most characters of a comment. */
  public static final int MAX_COMMENT = 4_096;

  public ConfigRevision {
    ConfigName.check("config", name);
    if (number < 1) {
      throw new IllegalArgumentException("revision number is " + number + ", expected 1 or more");
    }
    if (hash.isEmpty()) {
      throw new IllegalArgumentException("a revision has a hash");
    }
    checkComment(comment);
  }

  static void checkComment(String comment) {
    if (comment.length() > MAX_COMMENT) {
      throw new InvalidInput(
          "a comment has at most " + MAX_COMMENT + " characters, this one has " + comment.length());
    }
  }

  /** The reference that pins this revision. */
  public ConfigReference reference() {
    return ConfigReference.pinned(name, number);
  }

  /** The same content under another number. */
  public ConfigRevision numbered(long other) {
    return new ConfigRevision(name, other, document, hash, author, createdAt, comment);
  }
}
