package io.muster.rollout;

import java.time.Instant;

/** What came of a question to Prometheus. */
public sealed interface QueryResult {

  /** When it was asked. */
  Instant askedAt();

  /** It has one value. */
  record Value(Instant askedAt, double value) implements QueryResult {}

  /** It has none; the reason is for people. */
  record Unavailable(Instant askedAt, String reason) implements QueryResult {}
}
