package io.muster.fleet;

import java.time.Duration;
import java.util.List;

/**
 * Carries questions and answers about sockets between instances. May be lost as a whole when the
 * store is: nobody answers then. All methods block and throw the store's own unchecked exception.
 * Thread-safe.
 */
public interface SessionQuestions {

  /** Writes a question, or its answer over it, for so long. */
  void put(SessionQuestion question, Duration lifetime);

  /** Nobody waits for the answer any more. */
  void remove(String id);

  /** All that are there, in no order. */
  List<SessionQuestion> all();
}
