package io.muster.agent;

import io.muster.protocol.proto.KeyValue;
import java.util.List;

/** One attribute of an agent's description: a key of the semantic conventions and its value. */
public record Attribute(String key, AttributeValue value) {

  private static final Interner<String> KEYS = new Interner<>(12);
  private static final Interner<Attribute> ATTRIBUTES = new Interner<>(15);

  /** An attribute with a string value. */
  public static Attribute text(String key, String value) {
    return new Attribute(key, new AttributeValue.Text(value));
  }

  /** Reads the wire form; equal attributes of many agents are mostly one object. */
  public static List<Attribute> listOf(List<KeyValue> pairs) {
    return pairs.stream()
        .map(pair ->
            ATTRIBUTES.intern(
                new Attribute(KEYS.intern(pair.getKey()), AttributeValue.of(pair.getValue()))))
        .toList();
  }

  /** Writes the wire form. */
  public KeyValue toProto() {
    return KeyValue.newBuilder().setKey(key).setValue(value.toProto()).build();
  }
}
