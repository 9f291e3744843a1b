package io.muster.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the default rule says of a key, told by shorter ways than to ask all of it. */
class SecretKeysTest {

  private static final Pattern WHOLE = Pattern.compile(SecretKeys.DEFAULT);

  /** All words of the rule, and what is put together of two of them. */
  private static Set<String> keys() {
    List<String> words =
        Pattern.compile("[a-z_]{2,}")
            .matcher(SecretKeys.DEFAULT)
            .results()
            .map(result -> result.group().replaceAll("^_+|_+$", ""))
            .filter(word -> !word.isEmpty())
            .distinct()
            .toList();
    assertThat(words).contains("password", "apikey", "honeycomb_team", "headers", "ttl");
    Set<String> keys = new LinkedHashSet<>(words);
    for (String word : words) {
      keys.add(word + "s");
      keys.add("my" + word + "2");
      for (String other : words) {
        keys.add(word + "_" + other);
        keys.add(word + other);
      }
    }
    return keys;
  }

  @Test
  void theShortWayFindsWhatTheRuleFinds() {
    SecretKeys rule = new SecretKeys(SecretKeys.DEFAULT);
    Set<String> keys = keys();
    assertThat(keys).hasSizeGreaterThan(20_000);
    List<String> differing =
        keys.stream().filter(key -> rule.match(key) != WHOLE.matcher(key).find()).toList();
    assertThat(differing).isEmpty();
    assertThat(keys.stream().filter(rule::match)).hasSizeGreaterThan(2_000);
  }

  @Test
  void whatIsRememberedOfManyKeysTakesNoMoreThanOfAFew() {
    SecretKeys rule = new SecretKeys(SecretKeys.DEFAULT);
    for (int i = 0; i < 20_000; i++) {
      assertThat(rule.match("key" + i)).isFalse();
      assertThat(rule.match("password" + i)).isTrue();
    }
    assertThat(rule.match("password")).isTrue();
    assertThat(rule.remembered()).isLessThanOrEqualTo(4_096);
  }
}
