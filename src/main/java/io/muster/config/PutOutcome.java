package io.muster.config;

import io.muster.config.syntax.ConfigProblem;
import java.util.List;

/** What became of a config that was put. */
public sealed interface PutOutcome {

  /**
   * A new revision, durable and in force.
   *
   * @param followers names of the targets that follow the newest revision
   */
  record Created(ConfigRevision revision, List<String> followers) implements PutOutcome {
    public Created {
      followers = List.copyOf(followers);
    }
  }

  /**
   * Equal to the newest revision, which stays it.
   *
   * @param followers as with {@link Created}
   */
  record Unchanged(ConfigRevision revision, List<String> followers) implements PutOutcome {
    public Unchanged {
      followers = List.copyOf(followers);
    }
  }

  /** Refused for what is in it; at least one problem. */
  record Invalid(List<ConfigProblem> problems) implements PutOutcome {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Refused because no agent could be sent it (SZ-9).
   *
   * @param bytes of the encoded offer
   * @param limit of bytes
   */
  record TooLarge(long bytes, long limit) implements PutOutcome {

    /** For people. */
    public String message() {
      return "the config takes "
          + bytes
          + " bytes as an offer, a message to an agent has room for "
          + limit
          + ": make it smaller, or raise muster.agents.max-message-size";
    }
  }

  /**
   * Not the revision that was expected.
   *
   * @param newest number of the newest revision; {@link PutConfig#NONE} if there is no such config
   */
  record PreconditionFailed(long newest) implements PutOutcome {}

  /** Refused because something outside keeps the config (SEMANTICS 40). */
  record Owned(ConfigOwner owner) implements PutOutcome {

    /** For people. */
    public String message() {
      return "config "
          + owner.config()
          + " belongs to "
          + owner.owner()
          + ": change it there, or free it first ('muster apply --detach', DELETE"
          + " /api/v1/configs/"
          + owner.config()
          + "/owner)";
    }
  }

  /** There are as many configs as there may be. */
  record TooMany(int limit) implements PutOutcome {}

  /** Others changed the same config all the time; nothing was changed, try again. */
  record Busy() implements PutOutcome {}
}
