package io.muster.api.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.operator.NamedToken;
import io.muster.operator.Operator;
import io.muster.operator.TokenHash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is shown of an operator. */
class OperatorJsonTest {

  private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

  private static NamedToken token(
      String name, int madeDaysAgo, @Nullable Integer endsInDays, boolean revoked) {
    return new NamedToken(
        name,
        TokenHash.of(name),
        NOW.minus(Duration.ofDays(madeDaysAgo)),
        "ada",
        endsInDays == null ? null : NOW.plus(Duration.ofDays(endsInDays)),
        revoked ? NOW : null,
        revoked ? "ada" : null);
  }

  private static OperatorJson shown(NamedToken... tokens) {
    Operator operator =
        new Operator(
            "ada",
            new Operator.Profile(Operator.Kind.PERSON, "", ""),
            false,
            Set.of(Operator.ADMIN),
            List.of(tokens),
            1,
            NOW,
            "ada",
            NOW,
            "ada");
    return OperatorJson.of(operator, NOW, null);
  }

  @Test
  void tokensThatWorkNoMoreAreNotCountedAndMakeNobodyOld() {
    OperatorJson ada =
        shown(
            token("expired", 400, -1, false),
            token("revoked", 300, 5, true),
            token("old", 60, null, false),
            token("laptop", 10, 80, false),
            token("ci", 5, 25, false));
    assertThat(ada.tokens()).isEqualTo(3);
    assertThat(ada.oldestToken()).isEqualTo(NOW.minus(Duration.ofDays(60)));
    assertThat(ada.nextExpiry()).isEqualTo(NOW.plus(Duration.ofDays(25)));
  }

  @Test
  void whoHasNoneHasNoAgeOfThem() {
    assertThat(shown().oldestToken()).isNull();
    assertThat(shown(token("old", 60, null, false)).nextExpiry()).isNull();
  }
}
