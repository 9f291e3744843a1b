package io.muster.api.http;

/** Bounds of pages. */
public final class PageLimits {

  private static final int MAX = 1000;

  private PageLimits() {}

  public static int check(int limit) {
    if (limit < 1 || limit > MAX) {
      throw Refusal.badRequest("limit is " + limit + ", expected 1 to " + MAX);
    }
    return limit;
  }
}
