package io.muster.fleet;

/** How a message's sequence number follows the last one seen of the agent. */
enum SequenceCheck {
  /** Nothing was ever heard of the agent. */
  FIRST,
  /** One more than the last. */
  CONTIGUOUS,
  /** The same as the last: a retry (SEQ-5). */
  DUPLICATE,
  /** Back to 0 or 1: the agent started anew (SEQ-4). */
  RESTART,
  /** Anything else: reports may be lost (SEQ-2). */
  GAP;

  /** The sequence of an agent of which no message is known. */
  static final long UNKNOWN = -1;

  static SequenceCheck of(long last, long now) {
    if (last == UNKNOWN) {
      return FIRST;
    }
    if (now == last + 1) {
      return CONTIGUOUS;
    }
    if (now == last) {
      return DUPLICATE;
    }
    return now == 0 || now == 1 ? RESTART : GAP;
  }
}
