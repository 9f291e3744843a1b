package io.muster.agent;

import com.google.protobuf.ByteString;
import io.muster.protocol.proto.AnyValue;
import io.muster.protocol.proto.ArrayValue;
import io.muster.protocol.proto.KeyValueList;
import java.util.List;
import java.util.stream.Collectors;

/** The value of an attribute: one of the seven kinds of OpAMP's `AnyValue`, or none of them. */
public sealed interface AttributeValue {

  /** A string. */
  record Text(String value) implements AttributeValue {}

  /** A boolean. */
  record Bool(boolean value) implements AttributeValue {}

  /** A signed 64-bit integer. */
  record Int(long value) implements AttributeValue {}

  /** A double. */
  record Real(double value) implements AttributeValue {}

  /** Raw bytes. */
  record Bytes(ByteString value) implements AttributeValue {}

  /** A list of values. */
  record Array(List<AttributeValue> values) implements AttributeValue {
    public Array {
      values = List.copyOf(values);
    }
  }

  /** Nested attributes; keys may repeat. */
  record KeyValues(List<Attribute> values) implements AttributeValue {
    public KeyValues {
      values = List.copyOf(values);
    }
  }

  /** A value of which no kind is set. */
  record Empty() implements AttributeValue {}

  /** Reads the wire form. */
  static AttributeValue of(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> new Text(value.getStringValue());
      case BOOL_VALUE -> new Bool(value.getBoolValue());
      case INT_VALUE -> new Int(value.getIntValue());
      case DOUBLE_VALUE -> new Real(value.getDoubleValue());
      case BYTES_VALUE -> new Bytes(value.getBytesValue());
      case ARRAY_VALUE ->
          new Array(
              value.getArrayValue().getValuesList().stream().map(AttributeValue::of).toList());
      case KVLIST_VALUE -> new KeyValues(Attribute.listOf(value.getKvlistValue().getValuesList()));
      case VALUE_NOT_SET -> new Empty();
    };
  }

  /** Writes the wire form; {@link #of} reads it back. */
  default AnyValue toProto() {
    AnyValue.Builder builder = AnyValue.newBuilder();
    switch (this) {
      case Text(String value) -> builder.setStringValue(value);
      case Bool(boolean value) -> builder.setBoolValue(value);
      case Int(long value) -> builder.setIntValue(value);
      case Real(double value) -> builder.setDoubleValue(value);
      case Bytes(ByteString value) -> builder.setBytesValue(value);
      case Array(List<AttributeValue> values) ->
          builder.setArrayValue(
              ArrayValue.newBuilder()
                  .addAllValues(values.stream().map(AttributeValue::toProto).toList()));
      case KeyValues(List<Attribute> values) ->
          builder.setKvlistValue(
              KeyValueList.newBuilder()
                  .addAllValues(values.stream().map(Attribute::toProto).toList()));
      case Empty() -> {}
    }
    return builder.build();
  }

  /**
   * The text that selectors and searches compare: `true`, `42`, `0.5`, hexadecimal for bytes, `[a,
   * b]`, `{k=v}`.
   */
  default String asText() {
    return switch (this) {
      case Text(String value) -> value;
      case Bool(boolean value) -> Boolean.toString(value);
      case Int(long value) -> Long.toString(value);
      case Real(double value) -> Double.toString(value);
      case Bytes(ByteString value) -> java.util.HexFormat.of().formatHex(value.toByteArray());
      case Array(List<AttributeValue> values) ->
          values.stream().map(AttributeValue::asText).collect(Collectors.joining(", ", "[", "]"));
      case KeyValues(List<Attribute> values) ->
          values.stream()
              .map(attribute -> attribute.key() + "=" + attribute.value().asText())
              .collect(Collectors.joining(", ", "{", "}"));
      case Empty() -> "";
    };
  }
}
