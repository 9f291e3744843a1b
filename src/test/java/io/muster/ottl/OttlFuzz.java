package io.muster.ottl;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * Looks for texts that break {@link AnyText}. Not part of the suite by its name, as with the
 * decoder's fuzzer; {@link RoundTripTest} tries random texts there.
 *
 * <pre>
 * JAZZER_FUZZ=1 ./mvnw -q -B test -Dtest=OttlFuzz
 * </pre>
 */
class OttlFuzz {

  @FuzzTest(maxDuration = "10s")
  void anyText(byte[] data) {
    AnyText.check(new String(data, StandardCharsets.UTF_8));
  }
}
