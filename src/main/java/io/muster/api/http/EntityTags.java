package io.muster.api.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Entity tags: optimistic concurrency by ETag, If-Match and If-None-Match (RFC 9110, 13.1). */
public final class EntityTags {

  /** A version that nothing has: the precondition cannot hold. */
  private static final long NEVER = -1;

  /** A tag in a list, weak or not; it may have commas. What is no tag is taken as a word. */
  private static final Pattern LISTED = Pattern.compile("(W/)?\"[^\"]*\"|[^,\\s]+");

  private static final String WEAK = "W/";
  private static final String ANY = "*";

  private EntityTags() {}

  /** A strong tag. */
  public static String of(Object version) {
    return "\"" + version + "\"";
  }

  private static List<String> listed(String header) {
    List<String> tags = new ArrayList<>();
    Matcher matcher = LISTED.matcher(header);
    while (matcher.find()) {
      tags.add(matcher.group());
    }
    return tags;
  }

  /** As If-Match compares: a weak tag matches nothing. */
  private static boolean matchesStrongly(String header, String current) {
    return header.strip().equals(ANY) || listed(header).contains(current);
  }

  /** As If-None-Match compares: whether a tag is weak does not matter. */
  static boolean matchesWeakly(String header, String current) {
    String strong = strong(current);
    return header.strip().equals(ANY)
        || listed(header).stream().anyMatch(tag -> strong(tag).equals(strong));
  }

  private static String strong(String tag) {
    return tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag;
  }

  /**
   * Refuses a change of what is always there, if its preconditions do not hold.
   *
   * @param ifNoneMatch the header: tags or "*"; null is no condition
   */
  public static void check(
      @Nullable String ifMatch, @Nullable String ifNoneMatch, String current, String what) {
    check(ifMatch, current, what);
    if (ifNoneMatch != null && matchesWeakly(ifNoneMatch, current)) {
      throw Refusal.preconditionFailed(
          what + " is there, with the ETag " + current + ", so If-None-Match fails", current);
    }
  }

  /**
   * Refuses the request if its If-Match is there and does not match.
   *
   * @param ifMatch the header: tags or "*"; null matches everything
   * @param current the tag of what is there now
   * @param what it is, for the message
   */
  public static void check(@Nullable String ifMatch, String current, String what) {
    if (ifMatch != null && !matchesStrongly(ifMatch, current)) {
      throw changed(what, current);
    }
  }

  /**
   * The version that the preconditions want.
   *
   * @param current the version of what is there now, 0 if nothing is
   * @return null if any will do, 0 if there must be nothing
   */
  public static @Nullable Long expected(
      @Nullable String ifMatch, @Nullable String ifNoneMatch, long current) {
    if (ifMatch != null && (current == 0 || !matchesStrongly(ifMatch, of(current)))) {
      return NEVER;
    }
    if (ifNoneMatch != null && ifNoneMatch.strip().equals(ANY)) {
      return ifMatch == null ? 0L : (Long) NEVER;
    }
    if (ifNoneMatch != null && current != 0 && matchesWeakly(ifNoneMatch, of(current))) {
      return NEVER;
    }
    // What was compared must still be there when the change is made.
    return ifMatch == null && ifNoneMatch == null ? null : (Long) current;
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
