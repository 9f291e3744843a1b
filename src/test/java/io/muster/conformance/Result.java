package io.muster.conformance;

/**
 * How a check went.
 *
 * @param state the verdict
 * @param detail why, for all but a pass
 */
record Result(State state, String detail) {

  enum State {
    PASS("pass"),
    NOT_APPLICABLE("not applicable"),
    FAIL("fail");

    private final String text;

    State(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /**
   * Of two results of one check: a failure wins, then a pass, since one test that ran says more.
   */
  Result and(Result other) {
    if (state == State.FAIL || other.state == State.FAIL) {
      return state == State.FAIL ? this : other;
    }
    return state == State.PASS ? this : other;
  }
}
