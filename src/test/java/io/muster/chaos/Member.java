package io.muster.chaos;

/**
 * A process of the world.
 *
 * @param kind what it is
 * @param index from 0, among its kind
 */
record Member(Kind kind, int index) {

  enum Kind {
    STORE("infinispan"),
    INSTANCE("muster"),
    /** A process with a part of the agents. */
    AGENTS("agents");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  static Member store(int index) {
    return new Member(Kind.STORE, index);
  }

  static Member instance(int index) {
    return new Member(Kind.INSTANCE, index);
  }

  static Member agents(int index) {
    return new Member(Kind.AGENTS, index);
  }

  @Override
  public String toString() {
    return kind.text + "-" + (index + 1);
  }
}
