package io.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.property.Generator;
import io.muster.property.Property;
import io.muster.protocol.proto.AnyValue;
import io.muster.protocol.proto.KeyValue;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InternerTest {

  @Test
  void whatComesOutIsEqualToWhatWentIn() {
    Property.tries(500)
        .holds(choices -> {
          int bits = choices.draw("bits", Generator.integers(1, 4));
          Interner<String> interner = new Interner<>(bits);
          for (String value : choices.draw("values", Generator.listsOf(Generator.strings(), 255))) {
            assertThat(interner.intern(value)).isEqualTo(value);
          }
        });
  }

  @Test
  void anEqualValueIsTheObjectSeenBefore() {
    Interner<String> interner = new Interner<>(4);
    String first = new String("linux");
    assertThat(interner.intern(first)).isSameAs(first);
    assertThat(interner.intern(new String("linux"))).isSameAs(first);
  }

  @Test
  void aTableOfAnySizeIsUsedWhole() {
    for (int bits = 1; bits <= 20; bits += 19) {
      Interner<Integer> interner = new Interner<>(bits);
      for (int i = 0; i < 100_000; i++) {
        assertThat(interner.intern(i)).isEqualTo(i);
      }
    }
  }

  @Test
  void whatAThousandAgentsSayAlikeIsKeptOnce() {
    Set<Attribute> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int agent = 0; agent < 1_000; agent++) {
      kept.addAll(Attribute.listOf(List.of(pair("os.type", "linux"), pair("host", "h" + agent))));
    }
    assertThat(kept.stream().filter(each -> each.key().equals("os.type")).count())
        .as("of 1000, but for a slot that is lost now and then")
        .isLessThan(10);
  }

  private static KeyValue pair(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(new String(key))
        .setValue(AnyValue.newBuilder().setStringValue(new String(value)))
        .build();
  }
}
