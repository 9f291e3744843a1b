package io.muster.access;

import io.muster.cluster.Hints;
import io.muster.operator.InMemoryOperatorStore;
import io.muster.operator.KnownOperators;
import io.muster.operator.Operator;
import io.muster.operator.OperatorChanges;
import io.muster.operator.OperatorChanges.PutOperator;
import io.muster.operator.TokenChanges;
import io.muster.operator.TokenChanges.IssueOutcome;
import io.muster.operator.TokenChanges.NewToken;
import io.muster.operator.TokenLifetimes;
import io.muster.operator.TokenUses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who signs in on a data folder, with operators in memory and a clock that a test moves. */
final class SignInFixture {

  final InMemoryOperatorStore store = new InMemoryOperatorStore();
  final KnownOperators known = new KnownOperators(store);
  final TokenUses uses = new TokenUses(store);
  final BootstrapToken bootstrap;
  private final Path data;
  private Instant now = Instant.parse("2026-11-30T09:00:00Z");
  final OperatorChanges operators = new OperatorChanges(store, known, Hints.NONE, this::now);
  final TokenChanges tokens =
      new TokenChanges(
          store, known, new TokenLifetimes(Duration.ofDays(90), null), Hints.NONE, this::now);

  SignInFixture(Path data) {
    this.data = data;
    bootstrap = new BootstrapToken(new TokenFile(data), new SecureRandom());
    known.reread();
  }

  private Instant now() {
    return now;
  }

  Instant time() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  SignIn signIn() {
    return signIn(false);
  }

  SignIn signIn(boolean keepBootstrap) {
    return new SignIn(bootstrap, keepBootstrap, known, uses, this::now);
  }

  /** What is in the file now. */
  String bootstrapToken() throws IOException {
    return Files.readString(data.resolve("operator-token")).strip();
  }

  void operator(String name, boolean disabled, @Nullable Boolean readOnly) {
    var _ =
        operators.put(
            new PutOperator(
                name,
                new Operator.Profile(Operator.Kind.PERSON, "", ""),
                disabled,
                readOnly,
                "operator",
                null));
  }

  /** A new token of an operator, who is made if there is none. */
  String token(String operator, String name) {
    if (store.get(operator).isEmpty()) {
      operator(operator, false, null);
    }
    return switch (tokens.create(new NewToken(operator, name, null, "operator"))) {
      case IssueOutcome.Issued(String secret, var _, var _) -> secret;
      case IssueOutcome other -> throw new AssertionError(other.toString());
    };
  }
}
