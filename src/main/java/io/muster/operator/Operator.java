package io.muster.operator;

import io.muster.failure.InvalidInput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A person or a machine that uses the API, with its tokens; one record.
 *
 * @param name as histories and logs name it
 * @param roles what settings give permissions to
 * @param tokens in the order in which they were made, of different names
 * @param generation rises with every change that an operator makes
 */
public record Operator(
    String name,
    Profile profile,
    boolean disabled,
    Set<String> roles,
    List<NamedToken> tokens,
    long generation,
    Instant createdAt,
    String createdBy,
    Instant changedAt,
    String changedBy) {

  /** The role that may do everything. */
  public static final String ADMIN = "admin";

  /** The role that may read, but not what has all secrets in it: exports and backups. */
  public static final String VIEWER = "viewer";

  /** Most tokens of one operator, those that work no more included. */
  public static final int MAX_TOKENS = 100;

  /** What an operator is. */
  public enum Kind {
    PERSON,
    MACHINE
  }

  /**
   * What people want to know of an operator.
   *
   * @param displayName empty if there is none
   * @param email empty if there is none
   */
  public record Profile(Kind kind, String displayName, String email) {

    /** Most characters of a display name, or an e-mail address. */
    public static final int MAX = 254;

    public Profile {
      displayName = displayName.strip();
      email = email.strip();
      check("displayName", displayName);
      check("email", email);
      if (!email.isEmpty() && !email.matches("[^\\s@]+@[^\\s@]+")) {
        throw new InvalidInput("email is '" + email + "', expected an address as ada@example.com");
      }
    }

    private static void check(String field, String text) {
      if (text.length() > MAX || text.chars().anyMatch(Character::isISOControl)) {
        throw new InvalidInput(
            field + " has at most " + MAX + " characters, and no control characters");
      }
    }
  }

  public Operator {
    OperatorName.check("operator", name);
    roles = Set.copyOf(roles);
    tokens = List.copyOf(tokens);
    if (tokens.size() > MAX_TOKENS) {
      throw new IllegalArgumentException("an operator has at most " + MAX_TOKENS + " tokens");
    }
    if (tokens.stream().map(NamedToken::name).distinct().count() != tokens.size()) {
      throw new IllegalArgumentException("two tokens of " + name + " have one name");
    }
  }

  /** The token of this name. */
  public Optional<NamedToken> token(String named) {
    return tokens.stream().filter(token -> token.name().equals(named)).findFirst();
  }

  /** Roles in a fixed order. */
  public List<String> sortedRoles() {
    return List.copyOf(new TreeSet<>(roles));
  }

  /** Whether it may only read. */
  public boolean readOnly() {
    return !roles.contains(ADMIN);
  }

  /** Whether somebody who may do everything was given a token once, whatever became of it. */
  boolean endsBootstrap() {
    return roles.contains(ADMIN) && !tokens.isEmpty();
  }

  /** Whether somebody can do everything by a token of this operator now. */
  boolean isWorkingAdmin(Instant now) {
    return !disabled
        && roles.contains(ADMIN)
        && tokens.stream().anyMatch(token -> token.state(now) == NamedToken.State.WORKING);
  }

  /** The same with other tokens. */
  Operator with(List<NamedToken> changed, Instant now, String by) {
    return new Operator(
        name, profile, disabled, roles, changed, generation + 1, createdAt, createdBy, now, by);
  }

  /** The same with one token in another state. */
  Operator replacing(NamedToken changed, Instant now, String by) {
    return with(
        tokens.stream().map(each -> each.name().equals(changed.name()) ? changed : each).toList(),
        now,
        by);
  }

  /** The same with one more token; those that work no longer make room, the oldest first. */
  Optional<Operator> adding(NamedToken added, Instant now, String by) {
    List<NamedToken> all = new ArrayList<>(tokens);
    while (all.size() >= MAX_TOKENS) {
      Optional<NamedToken> useless =
          all.stream().filter(each -> each.state(now) != NamedToken.State.WORKING).findFirst();
      if (useless.isEmpty()) {
        return Optional.empty();
      }
      all.remove(useless.get());
    }
    return Optional.of(with(Stream.concat(all.stream(), Stream.of(added)).toList(), now, by));
  }
}
