package io.muster.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Looks for bytes that break {@link AnyBytes}. Not part of the suite by its name, because Jazzer
 * instruments every class of the test process; {@link AnyBytesTest} replays the inputs there, and
 * what Jazzer finds is stored among them.
 *
 * <pre>
 * JAZZER_FUZZ=1 ./mvnw -q -B test -Dtest=DecoderFuzz
 * </pre>
 */
class DecoderFuzz {

  @FuzzTest(maxDuration = "10s")
  void anyBytes(byte[] data) {
    AnyBytes.check(data);
  }
}
