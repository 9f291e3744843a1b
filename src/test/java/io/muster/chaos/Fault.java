package io.muster.chaos;

import java.util.Locale;

/** What is done to the world for a while. */
sealed interface Fault {

  /** {@code kill -9}; started again on the same data and ports when the while is over. */
  record Kill(Member member) implements Fault {
    @Override
    public String toString() {
      return "kill " + member;
    }
  }

  /** {@code kill -9} of all Infinispan servers at once. */
  record KillAllStores() implements Fault {
    @Override
    public String toString() {
      return "kill all of infinispan";
    }
  }

  /** SIGSTOP, then SIGCONT. */
  record Pause(Member member) implements Fault {
    @Override
    public String toString() {
      return "pause " + member;
    }
  }

  /** No connection, then connections again. */
  record Cut(Route route, Manner manner) implements Fault {
    @Override
    public String toString() {
      return "cut " + route + " (" + manner.name().toLowerCase(Locale.ROOT) + ")";
    }
  }
}
