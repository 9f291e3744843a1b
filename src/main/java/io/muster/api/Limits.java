package io.muster.api;

/** Bounds of pages. */
final class Limits {

  private static final int MAX = 1000;

  private Limits() {}

  static int check(int limit) {
    if (limit < 1 || limit > MAX) {
      throw Refusal.badRequest("limit is " + limit + ", expected 1 to " + MAX);
    }
    return limit;
  }
}
