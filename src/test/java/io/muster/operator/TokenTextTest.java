package io.muster.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.property.Generator;
import io.muster.property.Property;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenTextTest {

  @Test
  void aTokenHasTheFormThatScannersOfSecretsLookFor() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      String token = TokenText.random(new SecureRandom());
      assertThat(token).matches("muster_op_[0-9A-Za-z]{49}");
      assertThat(TokenText.isWhole(token)).isTrue();
      assertThat(seen.add(token)).isTrue();
    }
  }

  @Test
  void theFormStays() {
    // What was given out must be taken by every later version.
    assertThat(TokenText.isWhole("muster_op_" + "0".repeat(43) + "0hZ1KC")).isTrue();
  }

  @Test
  void oneWrongCharacterOrOneMissingIsFound() {
    Property.tries(2_000)
        .holds(choices -> {
          String token = TokenText.random(new SecureRandom());
          int at = TokenText.PREFIX.length() + choices.draw("at", Generator.integers(0, 48));
          char drawn = (char) ('!' + choices.draw("other", Generator.integers(0, 92)));
          char other = drawn == token.charAt(at) ? '~' : drawn;
          String wrong = token.substring(0, at) + other + token.substring(at + 1);
          assertThat(TokenText.isWhole(wrong)).as(wrong).isFalse();
          assertThat(TokenText.isWhole(token.substring(0, at) + token.substring(at + 1))).isFalse();
          assertThat(TokenText.isWhole(token + other)).isFalse();
          assertThat(TokenText.isMeant(wrong)).isTrue();
        });
    assertThat(TokenText.isMeant("operator-token-of-the-data-folder")).isFalse();
  }

  @Test
  void hashesAreComparedWholeAndDoNotShowThemselves() {
    TokenHash hash = TokenHash.of("a");
    assertThat(hash).isEqualTo(TokenHash.of("a")).isEqualTo(TokenHash.ofBytes(hash.toBytes()));
    for (int i = 0; i < TokenHash.LENGTH; i++) {
      byte[] other = hash.toBytes();
      other[i] ^= 1;
      assertThat(TokenHash.ofBytes(other)).isNotEqualTo(hash);
    }
    assertThat(hash.toString()).hasSizeLessThan(24);
  }
}
