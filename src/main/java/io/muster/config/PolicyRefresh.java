package io.muster.config;

/**
 * Puts in force what was stored: the policy follows configs and rule sets, which do not know it.
 * Both methods block while the store is read; a store that is away is no error, since the next
 * sweep reads it again.
 */
public interface PolicyRefresh {

  /** A change is durable: put it in force here, and tell the other instances. */
  void changed();

  /** Somebody repeats a change that is stored already: put it in force if it is not yet. */
  void catchUp();
}
