package io.muster.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link OperatorStore} does. */
public abstract class OperatorStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-30T02:30:00.123456789Z");

  /** The store under test, empty at the beginning of a test; always the same within one. */
  protected abstract OperatorStore store();

  private static NamedToken token(String name, @Nullable Instant expires) {
    return new NamedToken(name, TokenHash.of(name), NOW, "operator", expires, null, null);
  }

  private static Operator operator(String name, long generation, NamedToken... tokens) {
    return new Operator(
        name,
        new Operator.Profile(Operator.Kind.MACHINE, "Änne \"Bot\"", "a+b@example.com"),
        true,
        Set.of("admin", "role-of-a-newer-version"),
        List.of(tokens),
        generation,
        NOW,
        "änne",
        NOW.plusSeconds(5),
        "ops");
  }

  @Test
  void anOperatorComesBackAsItWasWritten() {
    Operator whole =
        operator(
            "ci.deploy@eu_1",
            1L << 40,
            token("b", null),
            token("a", NOW.plusSeconds(60)),
            token("c", NOW).revoked(NOW.plusNanos(1), "ada"));
    assertThat(store().get("ci.deploy@eu_1")).isEmpty();
    assertThat(store().add(whole)).isTrue();
    assertThat(store().get("ci.deploy@eu_1").orElseThrow().value()).isEqualTo(whole);
    assertThat(store().all()).isEqualTo(new OperatorStore.All(List.of(whole), true));
  }

  @Test
  void allOfThemAreFoundAndNotWhenTheirTokensWereUsed() {
    store().add(operator("ada", 1));
    store().add(operator("bob", 1));
    store().noteUses("ada", Map.of("a", new TokenUse(NOW, "192.0.2.7")));
    assertThat(store().all().operators())
        .containsExactlyInAnyOrder(operator("ada", 1), operator("bob", 1));
  }

  @Test
  void oneIsAddedOnce() {
    assertThat(store().add(operator("ada", 1))).isTrue();
    assertThat(store().add(operator("ada", 2))).isFalse();
    assertThat(store().get("ada").orElseThrow().value()).isEqualTo(operator("ada", 1));
  }

  @Test
  void oneIsReplacedOnlyAtTheVersionThatWasRead() {
    assertThat(store().replace(operator("ada", 1), 1)).isFalse();
    store().add(operator("ada", 1));
    long first = store().get("ada").orElseThrow().version();
    assertThat(store().replace(operator("ada", 2, token("a", null)), first)).isTrue();
    assertThat(store().replace(operator("ada", 3), first)).isFalse();
    assertThat(store().get("ada").orElseThrow().value())
        .isEqualTo(operator("ada", 2, token("a", null)));
  }

  @Test
  void oneIsRemovedOnlyAtTheVersionThatWasReadAndItsUsesWithIt() {
    store().add(operator("ada", 1));
    store().noteUses("ada", Map.of("a", new TokenUse(NOW, "192.0.2.7")));
    long first = store().get("ada").orElseThrow().version();
    store().replace(operator("ada", 2), first);
    assertThat(store().remove("ada", first)).isFalse();
    assertThat(store().remove("ada", store().get("ada").orElseThrow().version())).isTrue();
    assertThat(store().get("ada")).isEmpty();
    assertThat(store().uses("ada")).isEmpty();
    assertThat(store().all().operators()).isEmpty();
  }

  @Test
  void theLatestUseOfEachTokenIsKept() {
    TokenUse early = new TokenUse(NOW, "192.0.2.7");
    TokenUse late = new TokenUse(NOW.plusSeconds(1), "2001:db8::1");
    assertThat(store().uses("ada")).isEmpty();
    store().noteUses("ada", Map.of("a", late, "b", early));
    store().noteUses("ada", Map.of("a", early, "c", late));
    assertThat(store().uses("ada")).isEqualTo(Map.of("a", late, "b", early, "c", late));
    assertThat(store().uses("bob")).isEmpty();
  }

  @Test
  void asManyUsesAreKeptAsAnOperatorMayHaveTokens() {
    Map<String, TokenUse> many = new HashMap<>();
    for (int i = 0; i < Operator.MAX_TOKENS; i++) {
      many.put("t" + i, new TokenUse(NOW.plusSeconds(i), ""));
    }
    store().noteUses("ada", many);
    store().noteUses("ada", Map.of("new", new TokenUse(NOW.plusSeconds(1000), "")));
    assertThat(store().uses("ada"))
        .hasSize(Operator.MAX_TOKENS)
        .containsKey("new")
        .doesNotContainKey("t0");
  }
}
