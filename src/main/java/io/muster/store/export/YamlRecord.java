package io.muster.store.export;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stored record from the maps, lists and scalars that {@link RecordYaml} made of it. */
final class YamlRecord {

  private static final BigInteger PAST_INT = BigInteger.ONE.shiftLeft(Integer.SIZE);
  private static final BigInteger PAST_LONG = BigInteger.ONE.shiftLeft(Long.SIZE);

  private YamlRecord() {}

  /**
   * Reads a record.
   *
   * @param path where it is, for messages
   * @throws IllegalArgumentException with the path of what cannot be read
   */
  static DynamicMessage of(Descriptor type, @Nullable Object yaml, String path) {
    if (!(yaml instanceof Map<?, ?> fields)) {
      throw expected("a map", yaml, path);
    }
    DynamicMessage.Builder record = DynamicMessage.newBuilder(type);
    fields.forEach((name, value) -> {
      String at = path + "." + name;
      if (RecordYaml.UNKNOWN.equals(name)) {
        record.setUnknownFields(unknown(value, at));
        return;
      }
      FieldDescriptor field =
          type.getFields().stream()
              .filter(each -> each.getJsonName().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      at + " is not known: the file is damaged, or from a newer Muster"));
      field(record, field, value, at);
    });
    return record.build();
  }

  private static void field(
      DynamicMessage.Builder record, FieldDescriptor field, @Nullable Object value, String path) {
    if (field.isMapField()) {
      map(record, field, value, path);
    } else if (!field.isRepeated()) {
      record.setField(field, scalar(field, value, path));
    } else if (value instanceof List<?> all) {
      for (int i = 0; i < all.size(); i++) {
        record.addRepeatedField(field, scalar(field, all.get(i), path + "[" + i + "]"));
      }
    } else {
      throw expected("a list", value, path);
    }
  }

  private static void map(
      DynamicMessage.Builder record, FieldDescriptor field, @Nullable Object value, String path) {
    if (!(value instanceof Map<?, ?> entries)) {
      throw expected("a map", value, path);
    }
    Descriptor entry = field.getMessageType();
    FieldDescriptor of = entry.findFieldByName("value");
    entries.forEach((name, each) ->
        record.addRepeatedField(
            field,
            DynamicMessage.newBuilder(entry)
                .setField(entry.findFieldByName("key"), String.valueOf(name))
                .setField(of, scalar(of, each, path + "." + name))
                .build()));
  }

  private static Object scalar(FieldDescriptor field, @Nullable Object value, String path) {
    return switch (field.getJavaType()) {
      case STRING -> text(value, path);
      case BOOLEAN -> {
        if (value instanceof Boolean) {
          yield value;
        }
        throw expected("true or false", value, path);
      }
      case INT -> whole(field, value, PAST_INT, path).intValue();
      case LONG -> whole(field, value, PAST_LONG, path).longValue();
      case FLOAT -> (float) decimal(value, path);
      case DOUBLE -> decimal(value, path);
      case ENUM -> word(field, value, path);
      case BYTE_STRING -> RecordYaml.isBody(field) ? body(value, path) : bytes(value, path);
      case MESSAGE -> message(field.getMessageType(), value, path);
    };
  }

  private static String text(@Nullable Object value, String path) {
    if (value instanceof String text) {
      return text;
    }
    throw expected("text", value, path);
  }

  private static BigInteger whole(
      FieldDescriptor field, @Nullable Object value, BigInteger past, String path) {
    if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
      BigInteger number = new BigInteger(value.toString());
      boolean unsigned = RecordYaml.isUnsigned(field);
      BigInteger end = unsigned ? past : past.shiftRight(1);
      if (number.compareTo(end) < 0
          && number.compareTo(unsigned ? BigInteger.ZERO : end.negate()) >= 0) {
        return number;
      }
    }
    throw expected("a whole number in its range", value, path);
  }

  private static double decimal(@Nullable Object value, String path) {
    try {
      if (value instanceof Number || value instanceof String) {
        return Double.parseDouble(value.toString());
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw expected("a number", value, path);
  }

  private static EnumValueDescriptor word(
      FieldDescriptor field, @Nullable Object value, String path) {
    if (value instanceof Integer number) {
      return field.getEnumType().findValueByNumberCreatingIfUnknown(number);
    }
    EnumValueDescriptor found = field.getEnumType().findValueByName(String.valueOf(value));
    if (found == null) {
      List<String> names =
          field.getEnumType().getValues().stream().map(EnumValueDescriptor::getName).toList();
      throw expected("one of " + names, value, path);
    }
    return found;
  }

  private static ByteString body(@Nullable Object value, String path) {
    if (value instanceof String text) {
      return ByteString.copyFromUtf8(text);
    }
    if (value instanceof Map<?, ?> binary && binary.get(RecordYaml.BASE64) instanceof String text) {
      return ByteString.copyFrom(Base64.getDecoder().decode(text));
    }
    throw expected("text, or a map with " + RecordYaml.BASE64, value, path);
  }

  private static ByteString bytes(@Nullable Object value, String path) {
    try {
      return ByteString.copyFrom(HexFormat.of().parseHex(text(value, path)));
    } catch (IllegalArgumentException e) {
      throw expected("hexadecimal digits", value, path);
    }
  }

  private static DynamicMessage message(Descriptor type, @Nullable Object value, String path) {
    if (value instanceof Map) {
      return of(type, value, path);
    }
    try {
      switch (type.getFullName()) {
        case RecordYaml.TIMESTAMP -> {
          Instant time = Instant.parse(text(value, path));
          return time(type, time.getEpochSecond(), time.getNano());
        }
        case RecordYaml.DURATION -> {
          Duration time = Duration.parse(text(value, path));
          return time(type, time.getSeconds(), time.getNano());
        }
        default -> throw expected("a map", value, path);
      }
    } catch (DateTimeException e) {
      throw expected("a time as ISO 8601 writes it", value, path);
    }
  }

  private static DynamicMessage time(Descriptor type, long seconds, int nanos) {
    return DynamicMessage.newBuilder(type)
        .setField(type.findFieldByName("seconds"), seconds)
        .setField(type.findFieldByName("nanos"), nanos)
        .build();
  }

  private static UnknownFieldSet unknown(@Nullable Object value, String path) {
    try {
      return UnknownFieldSet.parseFrom(bytes(value, path));
    } catch (InvalidProtocolBufferException e) {
      throw expected("fields as on the wire", value, path);
    }
  }

  /** Without the value: it may be a secret. */
  private static IllegalArgumentException expected(
      String what, @Nullable Object value, String path) {
    String found =
        switch (value) {
          case null -> "empty";
          case Map<?, ?> map -> "a map of " + map.size();
          case List<?> list -> "a list of " + list.size();
          case String text -> "a text of " + text.length() + " characters";
          case Boolean flag -> "true or false";
          case Number number -> "a number";
          default -> "of another kind";
        };
    return new IllegalArgumentException(path + " is " + found + ", expected " + what);
  }
}
