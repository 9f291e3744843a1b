package io.muster.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EntityTagsTest {

  @Test
  void withoutAPreconditionAnyVersionWillDo() {
    assertThat(EntityTags.expected(null, null, 3)).isNull();
    assertThatCode(() -> EntityTags.check(null, "\"a\"", "x")).doesNotThrowAnyException();
  }

  @Test
  void oneOfSeveralTagsMayMatch() {
    assertThat(EntityTags.expected("\"2\", \"3\"", null, 3)).isEqualTo(3);
    assertThat(EntityTags.expected("*", null, 3)).isEqualTo(3);
    assertThatCode(() -> EntityTags.check("\"b\" , \"a\"", "\"a\"", "x"))
        .doesNotThrowAnyException();
  }

  @Test
  void whatIsNotThereMatchesNothing() {
    assertThat(EntityTags.expected("*", null, 0)).isEqualTo(-1);
    assertThat(EntityTags.expected("\"0\"", null, 0)).isEqualTo(-1);
    assertThat(EntityTags.expected("\"2\"", null, 3)).isEqualTo(-1);
    assertThat(EntityTags.expected("W/\"3\"", null, 3)).isEqualTo(-1);
  }

  @Test
  void ifNoneMatchStarWantsNothingToBeThere() {
    assertThat(EntityTags.expected(null, "*", 3)).isZero();
  }

  @Test
  void ifNoneMatchMayBeAListAndItsTagsWeak() {
    assertThat(EntityTags.expected(null, "\"2\", W/\"3\"", 3)).isEqualTo(-1);
    assertThat(EntityTags.expected(null, "\"1\", \"2\"", 3)).isEqualTo(3);
    assertThat(EntityTags.expected(null, "\"1\"", 0)).isZero();
    assertThat(EntityTags.expected("\"3\"", "*", 3)).isEqualTo(-1);
    assertThat(EntityTags.matchesWeakly("\"a,b\" , W/\"c\"", "\"c\"")).isTrue();
    assertThat(EntityTags.matchesWeakly("\"a,b\"", "\"b\"")).isFalse();
    assertThat(EntityTags.matchesWeakly("*", "\"b\"")).isTrue();
  }

  @Test
  void anEmptyListOfTagsMatchesNothing() {
    assertThat(EntityTags.expected("\"\"", null, 3)).isEqualTo(-1);
    assertThat(EntityTags.expected("", null, 3)).isEqualTo(-1);
    assertThat(EntityTags.expected(" , ,", null, 3)).isEqualTo(-1);
    assertThatThrownBy(() -> EntityTags.check("", "\"a\"", "x")).isInstanceOf(Refusal.class);
  }

  @Test
  void aTagMayHaveCommas() {
    assertThatCode(() -> EntityTags.check("\"x\", \"a,b\"", "\"a,b\"", "x"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> EntityTags.check("\"a,b\"", "b\"", "x")).isInstanceOf(Refusal.class);
  }

  @Test
  void whatIsAlwaysThereFailsIfNoneMatchStar() {
    assertThatThrownBy(() -> EntityTags.check(null, "*", "\"a\"", "the label set"))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(412));
    assertThatCode(() -> EntityTags.check(null, "\"b\"", "\"a\"", "the label set"))
        .doesNotThrowAnyException();
  }

  @Test
  void aFailedPreconditionTellsTheCurrentTag() {
    assertThatThrownBy(() -> EntityTags.check("\"b\"", "\"a\"", "the label set"))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.status()).isEqualTo(412);
              assertThat(refusal.headers()).containsEntry("ETag", "\"a\"");
            });
    assertThat(EntityTags.failed("config 'x'", 0).headers()).isEmpty();
  }
}
