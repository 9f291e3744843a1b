package io.muster.operator;

import io.muster.failure.InvalidInput;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long tokens live.
 *
 * @param usual of those that ask for nothing else
 * @param most null if a token may live forever, where somebody asks for that
 */
public record TokenLifetimes(Duration usual, @Nullable Duration most) {

  /** The word for a token that does not expire: it must be said. */
  public static final String NEVER = "never";

  /** Nobody means more by a number. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  public TokenLifetimes {
    if (usual.isNegative() || usual.isZero() || usual.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "muster.operators.tokens.lifetime is " + usual + ", expected more than nothing");
    }
    if (most != null && most.compareTo(usual) < 0) {
      throw new IllegalArgumentException(
          "muster.operators.tokens.max-lifetime is "
              + most
              + ", which is less than muster.operators.tokens.lifetime, "
              + usual);
    }
  }

  /**
   * When a token ends that is made now.
   *
   * @param asked null for the usual lifetime
   * @return null if never
   */
  @Nullable Instant end(Instant now, @Nullable LifetimeWish asked) {
    return switch (asked) {
      case null -> now.plus(usual);
      case LifetimeWish.Never() -> {
        if (most != null) {
          throw new InvalidInput(
              "a token lives "
                  + text(most)
                  + " at most here (muster.operators.tokens.max-lifetime), so none can never"
                  + " expire");
        }
        yield null;
      }
      case LifetimeWish.For(Duration lifetime) -> now.plus(checked(lifetime));
    };
  }

  private Duration checked(Duration lifetime) {
    if (lifetime.isNegative() || lifetime.isZero()) {
      throw new InvalidInput("a token lives longer than " + text(lifetime));
    }
    if (lifetime.compareTo(LONGEST) > 0) {
      throw new InvalidInput(
          "a token lives " + text(LONGEST) + " at most; say never if it is to live on");
    }
    if (most != null && lifetime.compareTo(most) > 0) {
      throw new InvalidInput(
          "a token lives "
              + text(most)
              + " at most here (muster.operators.tokens.max-lifetime), and not "
              + text(lifetime));
    }
    return lifetime;
  }

  private static String text(Duration duration) {
    return duration.toDays() > 0 && duration.equals(Duration.ofDays(duration.toDays()))
        ? duration.toDays() + "d"
        : duration.toString();
  }
}
