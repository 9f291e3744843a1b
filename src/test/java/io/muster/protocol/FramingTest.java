package io.muster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.property.Generator;
import io.muster.property.Property;
import io.netty.buffer.ByteBuf;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FramingTest {

  @ParameterizedTest(name = "{0}: {1}, with header-less messages accepted {2}")
  @CsvSource({
    "00, 1, 1",
    "000a10, 1, 1",
    "80000a10, 2, 2",
    "80808000, 4, 4",
    "80808080808080808000, 10, 10",
    "'', -2, -2",
    "80, -2, -2",
    "8080, -2, -2",
    "01, -1, 0",
    "0a10, -1, 0",
    "8001, -1, -1",
    "8100, -1, 0",
    "80808080808080808001, -1, -1",
    "8080808080808080808000, -3, -3",
    "ffffffffffffffffffffff, -3, 0",
  })
  void theHeaderIsAVarintOfZero(String hex, int strict, int lenient) {
    ByteBuf message = GoldenVectors.bytes(hex);

    assertThat(Framing.headerLength(message, false)).isEqualTo(strict);
    assertThat(Framing.headerLength(message, true)).isEqualTo(lenient);
    assertThat(message.readerIndex()).isZero();
  }

  @Test
  void anyLengthOfZeroUpToTenBytesIsAHeader() {
    Property.tries(1_000)
        .forAll(
            Generator.integers(1, 10),
            length -> {
              String header = "80".repeat(length - 1) + "00";

              assertThat(Framing.headerLength(GoldenVectors.bytes(header + "0a00"), false))
                  .isEqualTo(length);
            });
  }

  @Test
  void noOtherValueIsAHeader() {
    Property.tries(1_000).forAll(Generator.longs(), FramingTest::isNoHeaderUnlessZero);
  }

  private static void isNoHeaderUnlessZero(long value) {
    if (value == 0) {
      return;
    }
    var hex = new StringBuilder();
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      hex.append(HexFormat.of().toHexDigits((byte) (rest | 0x80)));
      rest >>>= 7;
    }
    hex.append(HexFormat.of().toHexDigits((byte) rest));

    assertThat(Framing.headerLength(GoldenVectors.bytes(hex.toString()), false))
        .isEqualTo(Framing.NOT_ZERO);
  }
}
