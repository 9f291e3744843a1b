package io.muster.redaction;

/** What may still be read by structure of texts that count together. For one thread. */
final class ReadingAllowance {

  /** Characters; larger texts are read line by line. */
  private static final int MAX_CHARACTERS = 4 << 20;

  /** Events of the parser, of which one takes some 200 bytes of memory. */
  private static final int MAX_EVENTS = 200_000;

  private int characters = MAX_CHARACTERS;
  private int events = MAX_EVENTS;

  boolean hasCharacters(int wanted) {
    return wanted <= characters;
  }

  int events() {
    return events;
  }

  /** A text was read, once or in several rounds of about the same size. */
  void take(int characters, int events) {
    this.characters -= characters;
    this.events -= events;
  }
}
