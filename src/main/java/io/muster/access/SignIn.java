package io.muster.access;

import io.muster.access.Authentication.Known;
import io.muster.access.Authentication.Mistyped;
import io.muster.access.Authentication.NotRead;
import io.muster.access.Authentication.Reason;
import io.muster.access.Authentication.Refused;
import io.muster.access.Authentication.Unknown;
import io.muster.operator.KnownOperators;
import io.muster.operator.KnownOperators.Found;
import io.muster.operator.NamedToken;
import io.muster.operator.Operator;
import io.muster.operator.OperatorName;
import io.muster.operator.TokenHash;
import io.muster.operator.TokenText;
import io.muster.operator.TokenUses;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says whom a token belongs to: an operator, or whoever has the data folder. Memory only, so it may
 * be asked on an event loop. Thread-safe.
 */
@Singleton
public class SignIn {

  private static final String ENDED =
      "the token of the data folder has ended, because operators have tokens of their own: use"
          + " yours. Who has none is given one by another operator, or on the server's machine"
          + " after 'muster token recover'. The setting muster.operators.keep-bootstrap-token=true"
          + " keeps this one";

  private final BootstrapToken bootstrap;
  private final boolean keepBootstrap;
  private final KnownOperators operators;
  private final TokenUses uses;
  private final InstantSource clock;

  @Inject
  SignIn(
      BootstrapToken bootstrap,
      OperatorSettings settings,
      KnownOperators operators,
      TokenUses uses,
      InstantSource clock) {
    this(bootstrap, settings.keepBootstrapToken(), operators, uses, clock);
  }

  SignIn(
      BootstrapToken bootstrap,
      boolean keepBootstrap,
      KnownOperators operators,
      TokenUses uses,
      InstantSource clock) {
    this.bootstrap = bootstrap;
    this.keepBootstrap = keepBootstrap;
    this.operators = operators;
    this.uses = uses;
    this.clock = clock;
  }

  /**
   * What this token is good for now.
   *
   * @param token as it was sent: anything
   * @param address where it came from
   */
  public Authentication authenticate(String token, String address) {
    TokenHash hash = TokenHash.of(token);
    Instant now = clock.instant();
    if (bootstrap.is(hash)) {
      return byBootstrap(now);
    }
    if (!TokenText.isWhole(token)) {
      return TokenText.isMeant(token) ? new Mistyped() : new Unknown();
    }
    if (!operators.known()) {
      return new NotRead();
    }
    Found found = operators.find(hash).orElse(null);
    return found == null ? new Unknown() : byToken(found, now, address);
  }

  /** Whether the token of the data folder works now, as far as is known. */
  public boolean bootstrapWorks() {
    return byBootstrap(clock.instant()) instanceof Known;
  }

  private Authentication byBootstrap(Instant now) {
    if (!keepBootstrap && !bootstrap.isRecovered(now)) {
      if (!operators.known()) {
        return new NotRead();
      }
      if (operators.endBootstrap()) {
        return new Refused(Reason.BOOTSTRAP_ENDED, OperatorName.BOOTSTRAP, "-", ENDED);
      }
    }
    return new Known(SignedIn.BOOTSTRAP);
  }

  private Authentication byToken(Found found, Instant now, String address) {
    Operator operator = found.operator();
    NamedToken token = found.token();
    String whose = "the token '" + token.name() + "' of '" + operator.name() + "'";
    return switch (token.state(now)) {
      case REVOKED ->
          refused(
              found,
              Reason.REVOKED,
              whose
                  + " was revoked at "
                  + shown(token.revokedAt())
                  + " by '"
                  + token.revokedBy()
                  + "': ask for a new one");
      case EXPIRED ->
          refused(
              found,
              Reason.EXPIRED,
              whose
                  + " expired at "
                  + shown(token.expiresAt())
                  + ": ask for a new one (muster token create)");
      case WORKING -> {
        if (operator.disabled()) {
          yield refused(
              found,
              Reason.DISABLED,
              "the operator '"
                  + operator.name()
                  + "' is disabled, so none of its tokens works: ask another operator to enable it"
                  + " (muster operator enable)");
        }
        uses.used(found, now, address);
        yield new Known(SignedIn.by(found));
      }
    };
  }

  private static Refused refused(Found found, Reason reason, String message) {
    return new Refused(reason, found.operator().name(), found.token().name(), message);
  }

  private static String shown(@Nullable Instant time) {
    return time == null ? "some time" : time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Whether somebody who was let in would be let in again, with the same rights. */
  public boolean stillGood(SignedIn who) {
    SignedIn.Credential credential = who.credential();
    Instant now = clock.instant();
    if (credential == null) {
      return byBootstrap(now) instanceof Known;
    }
    return operators
        .find(credential.hash())
        .filter(found -> found.token().state(now) == NamedToken.State.WORKING)
        .map(Found::operator)
        .filter(operator -> !operator.disabled() && operator.roles().equals(who.roles()))
        .isPresent();
  }
}
