package io.muster.api.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.agent.Attribute;
import io.muster.agent.AttributeValue;
import io.muster.agent.AttributeValue.Array;
import io.muster.agent.AttributeValue.Bytes;
import io.muster.agent.AttributeValue.Empty;
import io.muster.agent.AttributeValue.Int;
import io.muster.agent.AttributeValue.KeyValues;
import io.muster.agent.AttributeValue.Real;
import io.muster.agent.AttributeValue.Text;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttributeJsonTest {

  @Test
  void integersThatADoubleCannotHoldBecomeText() {
    assertThat(AttributeJson.value(new Int(1L << 53))).isEqualTo(1L << 53);
    assertThat(AttributeJson.value(new Int((1L << 53) + 1))).isEqualTo("9007199254740993");
    assertThat(AttributeJson.value(new Int(Long.MIN_VALUE))).isEqualTo("-9223372036854775808");
  }

  @Test
  void numbersThatJsonDoesNotHaveBecomeText() {
    assertThat(AttributeJson.value(new Real(0.5))).isEqualTo(0.5);
    assertThat(AttributeJson.value(new Real(Double.NaN))).isEqualTo("NaN");
    assertThat(AttributeJson.value(new Real(Double.NEGATIVE_INFINITY))).isEqualTo("-Infinity");
  }

  @Test
  void bytesBecomeBase64AndEmptyBecomesNull() {
    assertThat(AttributeJson.value(new Bytes(ByteString.copyFrom(new byte[] {-1, 0}))))
        .isEqualTo("/wA=");
    assertThat(AttributeJson.value(new Empty())).isNull();
  }

  @Test
  void nestedValuesKeepTheirShape() {
    AttributeValue nested =
        new Array(
            List.of(
                new Text("a"),
                new KeyValues(List.of(new Attribute("n", new Int(1)))),
                new AttributeValue.Bool(true)));

    assertThat(AttributeJson.value(nested)).isEqualTo(List.of("a", Map.of("n", 1L), true));
  }

  @Test
  void ofAKeyThatRepeatsTheFirstCounts() {
    assertThat(
            AttributeJson.object(
                List.of(
                    Attribute.text("a", "1"), Attribute.text("b", "2"), Attribute.text("a", "3"))))
        .containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
  }
}
