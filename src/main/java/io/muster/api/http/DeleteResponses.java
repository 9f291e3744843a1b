package io.muster.api.http;

import io.muster.config.DeleteOutcome;

/** Answers to deletions. */
public final class DeleteResponses {

  private DeleteResponses() {}

  /** Returns if it is gone; refuses the request otherwise. */
  public static void done(DeleteOutcome outcome, String what) {
    switch (outcome) {
      case DeleteOutcome.Deleted() -> {}
      case DeleteOutcome.NotFound() -> throw Refusal.notFound("there is no " + what);
      case DeleteOutcome.InUse(var users) ->
          throw Refusal.conflict(what + " is in use by " + String.join(", ", users));
      case DeleteOutcome.PreconditionFailed(long current) -> throw EntityTags.failed(what, current);
      case DeleteOutcome.Busy() ->
          throw Refusal.unavailable("others change " + what + "; try again");
    }
  }
}
