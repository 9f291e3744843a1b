package io.muster.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.access.Authentication.Known;
import io.muster.access.Authentication.Mistyped;
import io.muster.access.Authentication.NotRead;
import io.muster.access.Authentication.Reason;
import io.muster.access.Authentication.Refused;
import io.muster.access.Authentication.Unknown;
import io.muster.operator.KnownOperators;
import io.muster.operator.Operator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignInTest {

  private static final String FROM = "192.0.2.7";

  private @TempDir Path data = Path.of("");
  private SignInFixture world = new SignInFixture(Path.of("target/never"));

  @BeforeEach
  void begin() {
    world = new SignInFixture(data);
  }

  private Authentication ask(String token) {
    return world.signIn().authenticate(token, FROM);
  }

  private static Refused refused(Authentication outcome) {
    assertThat(outcome).isInstanceOf(Refused.class);
    return (Refused) outcome;
  }

  private static SignedIn known(Authentication outcome) {
    assertThat(outcome).isInstanceOf(Known.class);
    return ((Known) outcome).who();
  }

  @Test
  void aTokenIsItsOperatorsByNameAndRoles() {
    String token = world.token("ada", "laptop");
    SignedIn who = known(ask(token));
    assertThat(who.name()).isEqualTo("ada");
    assertThat(who.roles()).containsExactly("admin");
    SignedIn.Credential credential = Objects.requireNonNull(who.credential());
    assertThat(credential.token()).isEqualTo("laptop");
    assertThat(credential.expiresAt()).isEqualTo(world.time().plus(Duration.ofDays(90)));
  }

  @Test
  void oneThatMayOnlyReadHasTheRoleForIt() {
    world.operator("eve", false, true);
    assertThat(known(ask(world.token("eve", "t"))).roles()).containsExactly("viewer");
  }

  @Test
  void aTokenWorksToTheLastMomentBeforeItsEndAndThenSaysThatItExpired() {
    String token = world.token("ada", "laptop");
    world.pass(Duration.ofDays(90).minusNanos(1));
    assertThat(ask(token)).isInstanceOf(Known.class);
    world.pass(Duration.ofNanos(1));
    Refused end = refused(ask(token));
    assertThat(end.reason()).isEqualTo(Reason.EXPIRED);
    assertThat(end.message()).contains("'laptop' of 'ada'", "expired at 2027-02-28T09:00:00Z");
  }

  @Test
  void aRevokedTokenSaysByWhomAndTheOthersOfItsOperatorWorkOn() {
    String token = world.token("ada", "laptop");
    String other = world.token("ada", "desk");
    world.tokens.revoke("ada", "laptop", "bob");
    Refused end = refused(ask(token));
    assertThat(end.reason()).isEqualTo(Reason.REVOKED);
    assertThat(end.message()).contains("was revoked at 2026-11-30T09:00:00Z by 'bob'");
    assertThat(ask(other)).isInstanceOf(Known.class);
  }

  @Test
  void noTokenOfADisabledOperatorWorksUntilItIsEnabledAgain() {
    String token = world.token("ada", "laptop");
    world.operator("ada", true, null);
    Refused end = refused(ask(token));
    assertThat(end.reason()).isEqualTo(Reason.DISABLED);
    assertThat(end.message()).contains("'ada' is disabled");
    world.operator("ada", false, null);
    assertThat(ask(token)).isInstanceOf(Known.class);
  }

  @Test
  void whoDoesNotHaveTheTokenLearnsNothingOfIt() {
    String token = world.token("ada", "laptop");
    world.tokens.revoke("ada", "laptop", "ada");
    // Another one, whole in itself
    String other = new SignInFixture(data.resolve("other")).token("ada", "laptop");
    assertThat(ask(other)).isInstanceOf(Unknown.class);
    assertThat(ask(token.substring(0, token.length() - 1))).isInstanceOf(Mistyped.class);
    assertThat(ask("laptop")).isInstanceOf(Unknown.class);
    assertThat(ask("")).isInstanceOf(Unknown.class);
  }

  @Test
  void aTokenOfADeletedOperatorIsNobodys() {
    String token = world.token("ada", "laptop");
    world.token("bob", "laptop");
    world.operators.delete("ada", "bob", null);
    assertThat(ask(token)).isInstanceOf(Unknown.class);
  }

  @Test
  void theBootstrapTokenEndsWithTheFirstTokenOfAnAdminAndNotBefore() throws IOException {
    String first = world.bootstrapToken();
    assertThat(known(ask(first))).isEqualTo(SignedIn.BOOTSTRAP);
    world.operator("eve", false, true);
    world.token("eve", "reads");
    world.operator("ada", false, null);
    assertThat(known(ask(first)).name()).isEqualTo("operator");

    world.token("ada", "laptop");
    Refused end = refused(ask(first));
    assertThat(end.reason()).isEqualTo(Reason.BOOTSTRAP_ENDED);
    assertThat(end.message())
        .contains("muster token recover", "muster.operators.keep-bootstrap-token=true");
    assertThat(known(world.signIn(true).authenticate(first, FROM))).isEqualTo(SignedIn.BOOTSTRAP);
  }

  @Test
  void theBootstrapTokenDoesNotComeBackByItself() throws IOException {
    String first = world.bootstrapToken();
    world.token("ada", "laptop");
    world.tokens.revoke("ada", "laptop", "ada");
    assertThat(refused(ask(first)).reason()).isEqualTo(Reason.BOOTSTRAP_ENDED);
    world.token("bob", "laptop");
    world.pass(Duration.ofDays(1000));
    assertThat(refused(ask(first)).reason()).isEqualTo(Reason.BOOTSTRAP_ENDED);
    world.operator("ada", true, null);
    world.operator("bob", true, null);
    assertThat(refused(ask(first)).reason()).isEqualTo(Reason.BOOTSTRAP_ENDED);
    world.operators.delete("ada", "x", null);
    world.operators.delete("bob", "x", null);
    assertThat(ask(first)).isInstanceOf(Known.class);
  }

  @Test
  void aRecordThatCannotBeReadDoesNotBringTheBootstrapTokenBack() throws IOException {
    world.store.damaged(true);
    world.known.reread();
    assertThat(refused(ask(world.bootstrapToken())).reason()).isEqualTo(Reason.BOOTSTRAP_ENDED);
  }

  @Test
  void aRecoveredTokenIsANewOneAndWorksForAQuarterOfAnHour() throws IOException {
    String first = world.bootstrapToken();
    world.token("ada", "lost");
    world.bootstrap.recover(world.time());
    String second = world.bootstrapToken();
    assertThat(second).isNotEqualTo(first);
    assertThat(ask(first)).isInstanceOf(Unknown.class);
    assertThat(known(ask(second))).isEqualTo(SignedIn.BOOTSTRAP);
    world.pass(Duration.ofMinutes(15).minusNanos(1));
    assertThat(ask(second)).isInstanceOf(Known.class);
    world.pass(Duration.ofNanos(1));
    assertThat(refused(ask(second)).reason()).isEqualTo(Reason.BOOTSTRAP_ENDED);
  }

  @Test
  void nobodyIsCalledAStrangerBeforeTheOperatorsWereRead() throws IOException {
    String token = world.token("ada", "laptop");
    KnownOperators unread = new KnownOperators(world.store);
    SignIn signIn = new SignIn(world.bootstrap, false, unread, world.uses, world::time);
    assertThat(signIn.authenticate(token, FROM)).isInstanceOf(NotRead.class);
    assertThat(signIn.authenticate(world.bootstrapToken(), FROM)).isInstanceOf(NotRead.class);
    assertThat(signIn.authenticate("x".repeat(43), FROM)).isInstanceOf(Unknown.class);
  }

  @Test
  void requestsReadNothing() {
    String token = world.token("ada", "laptop");
    String stranger = new SignInFixture(data.resolve("other")).token("ada", "laptop");
    int before = world.store.readings();
    for (int i = 0; i < 1000; i++) {
      assertThat(ask(token)).isInstanceOf(Known.class);
      assertThat(ask(stranger)).isInstanceOf(Unknown.class);
    }
    assertThat(world.store.readings()).isEqualTo(before);
  }

  @Test
  void whoeverFollowsAStreamIsCutOffWhenItsTokenEnds() throws IOException {
    SignedIn first = known(ask(world.bootstrapToken()));
    assertThat(world.signIn().stillGood(first)).isTrue();
    SignedIn laptop = known(ask(world.token("ada", "laptop")));
    SignedIn desk = known(ask(world.token("ada", "desk")));
    assertThat(world.signIn().stillGood(first)).isFalse();
    world.tokens.revoke("ada", "laptop", "ada");
    assertThat(world.signIn().stillGood(laptop)).isFalse();
    assertThat(world.signIn().stillGood(desk)).isTrue();
    world.operator("ada", false, true);
    assertThat(world.signIn().stillGood(desk)).isFalse();
    world.operator("ada", false, false);
    assertThat(world.signIn().stillGood(desk)).isTrue();
    world.pass(Duration.ofDays(90));
    assertThat(world.signIn().stillGood(desk)).isFalse();
    assertThat(known(world.signIn(true).authenticate(world.bootstrapToken(), FROM)).roles())
        .isEqualTo(Set.of(Operator.ADMIN));
  }
}
