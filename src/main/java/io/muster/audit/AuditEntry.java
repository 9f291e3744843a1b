package io.muster.audit;

import java.time.Instant;

/**
 * Something that somebody did, or asked for in vain.
 *
 * @param id no other entry has it, but for one that says how this one ended after all
 * @param at when it was asked for, by the clock of the instance that was asked
 * @param verb of HTTP
 * @param object what it was about, as the path of the API
 */
public record AuditEntry(
    String id, Instant at, Actor actor, String verb, String object, Outcome outcome) {

  /** Most characters of what is kept of a path or of what became of it. */
  static final int LONGEST = 1_000;

  public AuditEntry {
    if (id.isEmpty() || id.length() > 200) {
      throw new IllegalArgumentException("an entry's id has 1 to 200 characters");
    }
    object = cut(object, LONGEST);
  }

  /** How it went. */
  public sealed interface Outcome {

    /** It is under way, or its instance ended before it did. */
    record Asked() implements Outcome {}

    /**
     * It has ended.
     *
     * @param status of HTTP, 0 if it is not known
     * @param now what there is now, such as {@code prod@7 sha256:…}; empty if nothing is known
     */
    record Ended(Result result, int status, String now) implements Outcome {

      public Ended {
        now = cut(now, LONGEST);
      }
    }
  }

  /** What became of it. */
  public enum Result {
    /** It is so, durably. */
    DONE,
    /** Nothing was changed: it was not allowed, not possible or wrong. */
    REFUSED,
    /** The server could not do it, or not to its end. */
    FAILED,
    /** Nobody knows: the instance went while it was under way. */
    UNKNOWN;

    /** By the status of an answer. */
    public static Result of(int status) {
      if (status < 400) {
        return DONE;
      }
      return status < 500 ? REFUSED : FAILED;
    }
  }

  /** An id that no other entry has. */
  static String idOf(String instance, long number) {
    return instance + "-" + number;
  }

  /** The instance that was asked. */
  String instance() {
    return id.substring(0, Math.max(0, id.lastIndexOf('-')));
  }

  /** Whether it is known how it went. */
  public boolean ended() {
    return outcome instanceof Outcome.Ended;
  }

  /** The same with its outcome. */
  public AuditEntry ended(Result result, int status, String now) {
    return new AuditEntry(id, at, actor, verb, object, new Outcome.Ended(result, status, now));
  }

  /** At most so many characters, no half ones. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return text.substring(0, end) + "…";
  }
}
