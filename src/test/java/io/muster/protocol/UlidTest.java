package io.muster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.property.Generator;
import io.muster.property.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UlidTest {

  @ParameterizedTest
  @CsvSource({
    "01ARZ3NDEKTSV4RRFFQ69G5FAV, 01563e3a-b5d3-d676-4c61-efb99302bd5b",
    "01arz3ndektsv4rrffq69g5fav, 01563e3a-b5d3-d676-4c61-efb99302bd5b",
    "00000000000000000000000000, 00000000-0000-0000-0000-000000000000",
    "7ZZZZZZZZZZZZZZZZZZZZZZZZZ, ffffffff-ffff-ffff-ffff-ffffffffffff",
    "0000000000000000000000000I, 00000000-0000-0000-0000-000000000001",
    "0000000000000000000000000l, 00000000-0000-0000-0000-000000000001",
    "000000000000000000000000oZ, 00000000-0000-0000-0000-00000000001f",
  })
  void theTextIsA128BitNumber(String text, String uuid) {
    assertThat(Ulid.parse(ByteString.copyFromUtf8(text))).isEqualTo(InstanceUid.parse(uuid));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80000000000000000000000000", // 129 bits
        "0000000000000000000000000U",
        "0000000000000000000000000-",
        "000000000000000000000000ü", // 26 bytes
        "01ARZ3NDEKTSV4RRFFQ69G5FA",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV0",
        "",
      })
  void anythingElseIsNone(String text) {
    assertThat(Ulid.parse(ByteString.copyFromUtf8(text))).isNull();
  }

  @Test
  void everyUidHasAText() {
    Property.tries(1_000)
        .holds(choices -> {
          long high = choices.draw("high", Generator.longs());
          long low = choices.draw("low", Generator.longs());
          InstanceUid uid = new InstanceUid(high, low);

          assertThat(Ulid.parse(ByteString.copyFromUtf8(Ulid.format(uid)))).isEqualTo(uid);
        });
  }
}
