package io.muster.agent;

/** How an agent's effective config compares with what it should have, secrets redacted in both. */
public sealed interface ConfigComparison {

  /**
   * It has all of it, as far as that can be seen.
   *
   * @param notCompared what cannot
   */
  record Same(NotCompared notCompared) implements ConfigComparison {

    /** It has all of it, and all of it was compared. */
    public Same() {
      this(NotCompared.NOTHING);
    }
  }

  /** They cannot be compared, or were not yet. */
  record Unknown() implements ConfigComparison {}

  /**
   * Something is missing or otherwise.
   *
   * @param path of the first difference, a JSON pointer
   * @param wanted what should be there, cut
   * @param found what is there, cut; empty if nothing
   */
  record Differs(String path, String wanted, String found) implements ConfigComparison {

    /** For people. */
    public String sentence() {
      return path
          + " should be "
          + wanted
          + (found.isEmpty() ? ", and is not there" : ", and is " + found);
    }
  }

  /** Not compared. */
  ConfigComparison UNKNOWN = new Unknown();
}
