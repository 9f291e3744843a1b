package io.muster.api.http;

import org.jspecify.annotations.Nullable;

/** Entity tags: optimistic concurrency by ETag, If-Match and If-None-Match (RFC 9110, 13.1). */
public final class EntityTags {

  /** A version that nothing has: the precondition cannot hold. */
  private static final long NEVER = -1;

  private EntityTags() {}

  /** A strong tag. */
  public static String of(Object version) {
    return "\"" + version + "\"";
  }

  /**
   * Refuses the request if its If-Match is there and does not match.
   *
   * @param ifMatch the header: tags or "*"; null matches everything
   * @param current the tag of what is there now
   * @param what it is, for the message
   */
  public static void check(@Nullable String ifMatch, String current, String what) {
    if (ifMatch == null) {
      return;
    }
    for (String part : ifMatch.split(",", -1)) {
      String tag = part.strip();
      if (tag.equals("*") || tag.equals(current)) {
        return;
      }
    }
    throw changed(what, current);
  }

  /**
   * The version that the preconditions want.
   *
   * @param current the version of what is there now, 0 if nothing is
   * @return null if any will do, 0 if there must be nothing
   */
  public static @Nullable Long expected(
      @Nullable String ifMatch, @Nullable String ifNoneMatch, long current) {
    if (ifNoneMatch != null && ifNoneMatch.strip().equals("*")) {
      return 0L;
    }
    if (ifMatch == null) {
      return null;
    }
    for (String part : ifMatch.split(",", -1)) {
      String tag = part.strip();
      if (current != 0 && (tag.equals("*") || tag.equals(of(current)))) {
        return current;
      }
    }
    return NEVER;
  }

  /**
   * The refusal of a precondition that does not hold.
   *
   * @param current the version of what is there, 0 if nothing is
   */
  public static Refusal failed(String what, long current) {
    return current == 0
        ? Refusal.preconditionFailed(what + " does not exist, so If-Match fails", null)
        : changed(what, of(current));
  }

  /** The refusal of an If-Match that names another state than this one. */
  public static Refusal changed(String what, String current) {
    return Refusal.preconditionFailed(
        what + " is not in the state you saw: its ETag is now " + current + "; read it again",
        current);
  }
}
