package io.muster.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.cluster.Hints;
import io.muster.failure.InvalidInput;
import io.muster.operator.NamedToken.State;
import io.muster.operator.OperatorChanges.DeleteOutcome;
import io.muster.operator.OperatorChanges.PutOperator;
import io.muster.operator.OperatorChanges.PutOutcome;
import io.muster.operator.TokenChanges.IssueOutcome;
import io.muster.operator.TokenChanges.NewToken;
import io.muster.operator.TokenChanges.RevokeOutcome;
import io.muster.operator.TokenChanges.Rotation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenChangesTest {

  private static final Operator.Profile ADA =
      new Operator.Profile(Operator.Kind.PERSON, "Ada", "ada@example.com");

  private final InMemoryOperatorStore store = new InMemoryOperatorStore();
  private final KnownOperators known = new KnownOperators(store);
  private final List<String> told = new ArrayList<>();
  private final Hints hints = told::add;
  private Instant now = Instant.parse("2026-11-30T09:00:00Z");
  private final OperatorChanges operators = new OperatorChanges(store, known, hints, () -> now);
  private final TokenChanges tokens = tokens(new TokenLifetimes(Duration.ofDays(90), null));

  private TokenChanges tokens(TokenLifetimes lifetimes) {
    return new TokenChanges(store, known, lifetimes, hints, () -> now);
  }

  @BeforeEach
  void begin() {
    known.reread();
    var _ = put("ada", ADA, false, null, null);
    told.clear();
  }

  private PutOutcome put(
      String name,
      Operator.Profile profile,
      boolean disabled,
      @Nullable Boolean readOnly,
      @Nullable Long ifMatch) {
    return operators.put(new PutOperator(name, profile, disabled, readOnly, "ops", ifMatch));
  }

  private IssueOutcome create(String name, @Nullable LifetimeWish lifetime) {
    return tokens.create(new NewToken("ada", name, lifetime, "ops"));
  }

  private IssueOutcome rotate(String name, Duration overlap) {
    return tokens.rotate(new Rotation("ada", name, null, null, overlap, "ops"));
  }

  private static IssueOutcome.Issued issued(IssueOutcome outcome) {
    assertThat(outcome).isInstanceOf(IssueOutcome.Issued.class);
    return (IssueOutcome.Issued) outcome;
  }

  private Operator ada() {
    return store.get("ada").orElseThrow().value();
  }

  @Test
  void aTokenIsKnownAtOnceByItsHashAloneAndTheOthersAreTold() {
    IssueOutcome.Issued made = issued(create("laptop", null));
    assertThat(known.find(TokenHash.of(made.secret())).orElseThrow().token())
        .isEqualTo(made.token())
        .isEqualTo(ada().token("laptop").orElseThrow());
    assertThat(made.token().createdBy()).isEqualTo("ops");
    assertThat(ada().generation()).isEqualTo(2);
    assertThat(told).containsExactly("operators");
    assertThat(made.toString() + ada()).doesNotContain(made.secret());
  }

  @Test
  void aTokenLivesAsLongAsItWasAskedFor() {
    assertThat(issued(create("a", null)).token().expiresAt())
        .isEqualTo(now.plus(Duration.ofDays(90)));
    assertThat(issued(create("b", new LifetimeWish.For(Duration.ofHours(1)))).token().expiresAt())
        .isEqualTo(now.plus(Duration.ofHours(1)));
    assertThat(issued(create("c", new LifetimeWish.Never())).token().expiresAt()).isNull();
    for (Duration wrong : List.of(Duration.ZERO, Duration.ofDays(-1), Duration.ofDays(36_501))) {
      assertThatThrownBy(() -> create("d", new LifetimeWish.For(wrong)))
          .isInstanceOf(InvalidInput.class);
    }
  }

  @Test
  void aMostLifetimeIsForThoseWhoSayNeverToo() {
    TokenChanges bounded = tokens(new TokenLifetimes(Duration.ofDays(1), Duration.ofDays(30)));
    assertThatThrownBy(() ->
            bounded.create(
                new NewToken(
                    "ada", "a", new LifetimeWish.For(Duration.ofDays(30).plusNanos(1)), "ops")))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("30d at most here (muster.operators.tokens.max-lifetime)");
    assertThatThrownBy(
            () -> bounded.create(new NewToken("ada", "a", new LifetimeWish.Never(), "ops")))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("none can never expire");
    assertThat(
            bounded.create(
                new NewToken("ada", "a", new LifetimeWish.For(Duration.ofDays(30)), "ops")))
        .isInstanceOf(IssueOutcome.Issued.class);
    assertThatThrownBy(() -> new TokenLifetimes(Duration.ofDays(31), Duration.ofDays(30)))
        .hasMessageContaining("less than muster.operators.tokens.lifetime");
  }

  @Test
  void theFormerTokenWorksOnForTheOverlapAndNotLongerThanItWouldHave() {
    create("ci", null);
    IssueOutcome.Issued second = issued(rotate("ci", Duration.ofHours(24)));
    assertThat(second.token().name()).isEqualTo("ci-2");
    NamedToken former = ada().token("ci").orElseThrow();
    assertThat(former).isEqualTo(second.former());
    assertThat(former.expiresAt()).isEqualTo(now.plus(Duration.ofHours(24)));
    assertThat(ada().generation()).isEqualTo(4);

    IssueOutcome.Issued third = issued(rotate("ci-2", Duration.ofDays(365)));
    assertThat(third.token().name()).isEqualTo("ci-3");
    assertThat(ada().token("ci-2").orElseThrow().expiresAt())
        .isEqualTo(now.plus(Duration.ofDays(90)));
    assertThat(issued(rotate("ci", Duration.ZERO)).token().name()).isEqualTo("ci-4");
    assertThat(ada().token("ci").orElseThrow().state(now)).isEqualTo(State.EXPIRED);
    assertThat(rotate("ci", Duration.ZERO)).isInstanceOf(IssueOutcome.Ended.class);
    assertThat(rotate("no", Duration.ZERO)).isEqualTo(new IssueOutcome.NoToken());
    assertThatThrownBy(() -> rotate("ci-4", Duration.ofDays(366))).isInstanceOf(InvalidInput.class);
  }

  @Test
  void theLongestNameIsFollowedByOneThatIsNotLonger() {
    String longest = "a".repeat(OperatorName.MAX);
    create(longest, null);
    assertThat(issued(rotate(longest, Duration.ZERO)).token().name())
        .isEqualTo("a".repeat(OperatorName.MAX - 2) + "-2");
  }

  @Test
  void aRevokedTokenStaysInTheListAndItsNameIsTaken() {
    create("laptop", null);
    assertThat(tokens.revoke("ada", "laptop", "bob"))
        .isInstanceOfSatisfying(
            RevokeOutcome.Revoked.class,
            revoked -> assertThat(revoked.token().revokedBy()).isEqualTo("bob"));
    now = now.plusSeconds(1);
    assertThat(tokens.revoke("ada", "laptop", "eve"))
        .isInstanceOfSatisfying(
            RevokeOutcome.Revoked.class,
            revoked -> assertThat(revoked.token().revokedBy()).isEqualTo("bob"));
    assertThat(create("laptop", null)).isInstanceOf(IssueOutcome.Taken.class);
    assertThat(tokens.revoke("ada", "no", "bob")).isEqualTo(new RevokeOutcome.NoToken());
    assertThat(tokens.revoke("no", "no", "bob")).isEqualTo(new RevokeOutcome.NoOperator());
    assertThat(tokens.create(new NewToken("no", "a", null, "bob")))
        .isEqualTo(new IssueOutcome.NoOperator());
  }

  @Test
  void aHundredTokensAndThoseThatWorkNoMoreMakeRoom() {
    for (int i = 0; i < Operator.MAX_TOKENS; i++) {
      issued(create("t" + i, null));
    }
    assertThat(create("more", null))
        .isInstanceOfSatisfying(
            IssueOutcome.TooMany.class,
            tooMany -> assertThat(tooMany.message()).contains("100 tokens that work"));
    tokens.revoke("ada", "t7", "ops");
    issued(create("more", null));
    assertThat(ada().tokens()).hasSize(Operator.MAX_TOKENS);
    assertThat(ada().token("t7")).isEmpty();
  }

  @Test
  void anOperatorIsChangedAtTheGenerationThatWasSeen() {
    assertThat(put("ada", ADA, false, null, null)).isInstanceOf(PutOutcome.Unchanged.class);
    assertThat(put("ada", ADA, true, null, 7L)).isEqualTo(new PutOutcome.PreconditionFailed(1));
    assertThat(put("ada", ADA, true, null, 0L)).isEqualTo(new PutOutcome.PreconditionFailed(1));
    assertThat(put("ada", ADA, true, null, 1L)).isInstanceOf(PutOutcome.Saved.class);
    assertThat(ada().disabled()).isTrue();
    assertThat(ada().createdBy()).isEqualTo("ops");
    assertThat(operators.delete("ada", "ops", 1L))
        .isEqualTo(new DeleteOutcome.PreconditionFailed(2));
    assertThat(operators.delete("ada", "ops", 2L)).isEqualTo(new DeleteOutcome.Deleted());
    assertThat(operators.delete("ada", "ops", null)).isEqualTo(new DeleteOutcome.NotFound());
    assertThat(known.size()).isZero();
  }

  @Test
  void rolesThatThisVersionDoesNotGiveStayUntilOneIsSaid() {
    OperatorStore.Versioned read = store.get("ada").orElseThrow();
    Operator before = read.value();
    var _ =
        store.replace(
            new Operator(
                "ada",
                ADA,
                false,
                Set.of("deployer"),
                before.tokens(),
                9,
                before.createdAt(),
                "ops",
                now,
                "ops"),
            read.version());
    put("ada", ADA, true, null, null);
    assertThat(ada().roles()).containsExactly("deployer");
    assertThat(ada().readOnly()).isTrue();
    put("ada", ADA, true, false, null);
    assertThat(ada().roles()).containsExactly("admin");
  }

  @Test
  void namesAreThoseOfNobodyElse() {
    for (String wrong : List.of("", "Ada", "a b", "-a", "a-", "a/b", "ä", "a".repeat(64), "a\n")) {
      assertThatThrownBy(() -> put(wrong, ADA, false, null, null))
          .as(wrong)
          .isInstanceOf(InvalidInput.class)
          .hasMessageContaining("is no name of an operator");
    }
    assertThatThrownBy(() -> put("operator", ADA, false, null, null))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("token of the data folder");
    for (String right : List.of("a", "ada@example.com", "ci-deploy_2+x", "7", "a".repeat(63))) {
      assertThat(put(right, ADA, false, null, null)).isInstanceOf(PutOutcome.Saved.class);
    }
  }

  @Test
  void usesAreNotedAtABoundedRateAndShownBefore() {
    IssueOutcome.Issued made = issued(create("laptop", null));
    TokenUses uses = new TokenUses(store);
    KnownOperators.Found found = known.find(TokenHash.of(made.secret())).orElseThrow();
    uses.used(found, now, "192.0.2.7");
    uses.used(found, now.plusSeconds(299), "192.0.2.8");
    assertThat(store.uses("ada")).isEmpty();
    assertThat(uses.of("ada")).isEqualTo(Map.of("laptop", new TokenUse(now, "192.0.2.7")));
    uses.write();
    assertThat(store.uses("ada")).isEqualTo(Map.of("laptop", new TokenUse(now, "192.0.2.7")));
    uses.used(found, now.plusSeconds(300), "192.0.2.9");
    store.away(true);
    assertThatThrownBy(uses::write).hasMessage("the store is away");
    store.away(false);
    uses.write();
    assertThat(store.uses("ada").get("laptop"))
        .isEqualTo(new TokenUse(now.plusSeconds(300), "192.0.2.9"));
    assertThat(ada().generation()).isEqualTo(2);
  }

  @Test
  void whatAnotherInstanceChangedIsInForceWithItsHint() {
    KnownOperators other = new KnownOperators(store);
    other.reread();
    IssueOutcome.Issued made = issued(create("laptop", null));
    assertThat(other.find(TokenHash.of(made.secret()))).isEmpty();
    other.reread();
    assertThat(other.find(TokenHash.of(made.secret())).orElseThrow().token().state(now))
        .isEqualTo(State.WORKING);
    tokens.revoke("ada", "laptop", "ops");
    other.reread();
    assertThat(other.find(TokenHash.of(made.secret())).orElseThrow().token().state(now))
        .isEqualTo(State.REVOKED);
  }
}
