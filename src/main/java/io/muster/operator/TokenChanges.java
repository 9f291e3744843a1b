package io.muster.operator;

import io.muster.cluster.Hints;
import io.muster.cluster.Topics;
import io.muster.failure.InvalidInput;
import io.muster.operator.OperatorStore.Versioned;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes, replaces and revokes tokens of operators. All of it blocks and throws the store's
 * exception; what was changed is in force on this instance when a method returns, and the others
 * have been told.
 */
@Singleton
public final class TokenChanges {

  /** Most tokens of all operators: they are all in memory. */
  public static final int MAX_TOKENS = 100_000;

  /** A name that a rotation has given. */
  private static final Pattern NUMBERED = Pattern.compile("(.+)-(\\d{1,6})");

  /** Longer is no overlap, but two tokens. */
  private static final Duration LONGEST_OVERLAP = Duration.ofDays(365);

  private static final Logger LOG = Logger.getLogger(TokenChanges.class);

  private final OperatorStore store;
  private final KnownOperators known;
  private final TokenLifetimes lifetimes;
  private final Hints hints;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * Changes what is in this store.
   *
   * @param hints told of each change
   */
  public TokenChanges(
      OperatorStore store,
      KnownOperators known,
      TokenLifetimes lifetimes,
      Hints hints,
      InstantSource clock) {
    this.store = store;
    this.known = known;
    this.lifetimes = lifetimes;
    this.hints = hints;
    this.clock = clock;
  }

  /**
   * A token that is wanted.
   *
   * @param name what it is to be called
   * @param lifetime null for the usual one
   * @param by an operator's name
   */
  public record NewToken(String operator, String name, @Nullable LifetimeWish lifetime, String by) {

    public NewToken {
      OperatorName.check("operator", operator);
      OperatorName.check("token", name);
    }
  }

  /**
   * A token that is wanted in place of another one.
   *
   * @param former the name of the one to be replaced
   * @param name what the new one is to be called; null for the next number behind the former name
   * @param overlap how long the former one works on, at most
   */
  public record Rotation(
      String operator,
      String former,
      @Nullable String name,
      @Nullable LifetimeWish lifetime,
      Duration overlap,
      String by) {

    public Rotation {
      OperatorName.check("operator", operator);
      if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0) {
        throw new InvalidInput(
            "the overlap is "
                + overlap
                + ", expected nothing to "
                + LONGEST_OVERLAP.toDays()
                + "d");
      }
      if (name != null) {
        OperatorName.check("token", name);
      }
    }
  }

  /** What became of the wish for a token. */
  public sealed interface IssueOutcome {

    /**
     * It works from now on.
     *
     * @param secret the token itself, which is kept nowhere
     * @param former the one that it replaces, with its new end; null if it replaces none
     */
    record Issued(String secret, NamedToken token, @Nullable NamedToken former)
        implements IssueOutcome {

      @Override
      public String toString() {
        return "Issued[" + token.name() + "]";
      }
    }

    /** There is no such operator. */
    record NoOperator() implements IssueOutcome {}

    /** There is no token of the name that is to be replaced. */
    record NoToken() implements IssueOutcome {}

    /** The one to be replaced works no more. */
    record Ended(NamedToken token) implements IssueOutcome {}

    /** The operator has a token of this name, revoked or expired ones included. */
    record Taken(NamedToken token) implements IssueOutcome {}

    /** There are as many as there may be. */
    record TooMany(String message) implements IssueOutcome {}

    /** Others change the operator all the time; try again. */
    record Busy() implements IssueOutcome {}
  }

  /** What became of the wish to end a token. */
  public sealed interface RevokeOutcome {

    /** It works no more, durably; it may have been so before. */
    record Revoked(NamedToken token) implements RevokeOutcome {}

    /** There is no such operator. */
    record NoOperator() implements RevokeOutcome {}

    /** It has no such token. */
    record NoToken() implements RevokeOutcome {}

    /** Others change the operator all the time; try again. */
    record Busy() implements RevokeOutcome {}
  }

  /** Makes a token. */
  public IssueOutcome create(NewToken wish) {
    Instant end = lifetimes.end(clock.instant(), wish.lifetime());
    for (int i = 0; i < OperatorChanges.MAX_TRIES; i++) {
      Versioned stored = store.get(wish.operator()).orElse(null);
      if (stored == null) {
        return new IssueOutcome.NoOperator();
      }
      Optional<IssueOutcome> done = issue(stored, wish.name(), end, wish.by(), null);
      if (done.isPresent()) {
        return done.get();
      }
    }
    return new IssueOutcome.Busy();
  }

  /** Makes a token in place of another one, which works on for a while. */
  public IssueOutcome rotate(Rotation wish) {
    Instant end = lifetimes.end(clock.instant(), wish.lifetime());
    for (int i = 0; i < OperatorChanges.MAX_TRIES; i++) {
      Versioned stored = store.get(wish.operator()).orElse(null);
      if (stored == null) {
        return new IssueOutcome.NoOperator();
      }
      NamedToken former = stored.value().token(wish.former()).orElse(null);
      if (former == null) {
        return new IssueOutcome.NoToken();
      }
      Instant now = clock.instant();
      if (former.state(now) != NamedToken.State.WORKING) {
        return new IssueOutcome.Ended(former);
      }
      String name = wish.name() == null ? nextName(stored.value(), former.name()) : wish.name();
      Optional<IssueOutcome> done =
          issue(stored, name, end, wish.by(), former.endingBy(now.plus(wish.overlap())));
      if (done.isPresent()) {
        return done.get();
      }
    }
    return new IssueOutcome.Busy();
  }

  /** Empty if somebody else changed the operator meanwhile. */
  private Optional<IssueOutcome> issue(
      Versioned stored,
      String name,
      @Nullable Instant end,
      String by,
      @Nullable NamedToken former) {
    Operator before = stored.value();
    Optional<NamedToken> taken = before.token(name);
    if (taken.isPresent()) {
      return Optional.of(new IssueOutcome.Taken(taken.get()));
    }
    if (known.tokens() >= MAX_TOKENS) {
      return Optional.of(
          new IssueOutcome.TooMany(
              "operators have "
                  + MAX_TOKENS
                  + " tokens, which is the limit: delete operators that are not used"));
    }
    Instant now = clock.instant();
    String secret = TokenText.random(random);
    NamedToken token = NamedToken.create(name, TokenHash.of(secret), now, by, end);
    Operator base = former == null ? before : before.replacing(former, now, by);
    Operator after = base.adding(token, now, by).orElse(null);
    if (after == null) {
      return Optional.of(
          new IssueOutcome.TooMany(
              "'"
                  + before.name()
                  + "' has "
                  + Operator.MAX_TOKENS
                  + " tokens that work, which is the limit: revoke some"));
    }
    if (!store.replace(after, stored.version())) {
      return Optional.empty();
    }
    changed(after);
    LOG.infof(
        "event=token_created operator=%s token=%s expires=%s replaces=%s author=%s",
        after.name(),
        name,
        end == null ? TokenLifetimes.NEVER : end,
        former == null ? "-" : former.name(),
        by);
    return Optional.of(new IssueOutcome.Issued(secret, token, former));
  }

  /** Ends a token at once. */
  public RevokeOutcome revoke(String operator, String name, String by) {
    for (int i = 0; i < OperatorChanges.MAX_TRIES; i++) {
      Versioned stored = store.get(operator).orElse(null);
      if (stored == null) {
        return new RevokeOutcome.NoOperator();
      }
      NamedToken before = stored.value().token(name).orElse(null);
      if (before == null) {
        return new RevokeOutcome.NoToken();
      }
      Instant now = clock.instant();
      if (before.state(now) == NamedToken.State.REVOKED) {
        known.reread(operator);
        return new RevokeOutcome.Revoked(before);
      }
      NamedToken revoked = before.revoked(now, by);
      Operator after = stored.value().replacing(revoked, now, by);
      if (store.replace(after, stored.version())) {
        changed(after);
        LOG.infof("event=token_revoked operator=%s token=%s author=%s", operator, name, by);
        return new RevokeOutcome.Revoked(revoked);
      }
    }
    return new RevokeOutcome.Busy();
  }

  private void changed(Operator operator) {
    hints.changed(Topics.OPERATORS, operator.generation());
    known.reread(operator.name());
  }

  /** `ci` is followed by `ci-2`, that by `ci-3`; names that were used are passed over. */
  private static String nextName(Operator operator, String former) {
    Matcher numbered = NUMBERED.matcher(former);
    String stem = numbered.matches() ? numbered.group(1) : former;
    int number = numbered.matches() ? Integer.parseInt(numbered.group(2)) : 1;
    String name;
    do {
      number++;
      String suffix = "-" + number;
      int room = OperatorName.MAX - suffix.length();
      String cut = stem.length() > room ? stem.substring(0, room) : stem;
      name = cut.replaceAll("[^a-z0-9]+$", "") + suffix;
    } while (operator.token(name).isPresent());
    return name;
  }
}
