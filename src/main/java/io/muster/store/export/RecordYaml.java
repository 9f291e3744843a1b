package io.muster.store.export;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.muster.store.proto.ConfigFileRecord;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Any stored record as maps, lists and scalars for YAML. It goes by the record's descriptor, so
 * that a new field is exported without anybody thinking of it; {@link YamlRecord} is the way back.
 */
final class RecordYaml {

  /** Holds what this version has no field for, as the bytes of the wire. */
  static final String UNKNOWN = "unknownFields";

  static final String BASE64 = "base64";

  static final String TIMESTAMP = "google.protobuf.Timestamp";
  static final String DURATION = "google.protobuf.Duration";

  private static final int BODY = ConfigFileRecord.BODY_FIELD_NUMBER;

  private RecordYaml() {}

  /**
   * The record by field names, without the fields that are not set.
   *
   * @param omitted names of fields of this record to leave out
   */
  static Map<String, Object> of(Message record, Set<String> omitted) {
    Map<String, Object> yaml = new LinkedHashMap<>();
    record
        .getAllFields()
        .forEach((field, value) -> {
          if (!omitted.contains(field.getName())) {
            yaml.put(field.getJsonName(), field(field, value));
          }
        });
    if (!record.getUnknownFields().asMap().isEmpty()) {
      yaml.put(UNKNOWN, hex(record.getUnknownFields().toByteString()));
    }
    return yaml;
  }

  private static Object field(FieldDescriptor field, Object value) {
    if (field.isMapField()) {
      return map(field, (List<?>) value);
    }
    if (!field.isRepeated()) {
      return scalar(field, value);
    }
    List<Object> all = new ArrayList<>();
    ((List<?>) value).forEach(each -> all.add(scalar(field, each)));
    return all;
  }

  private static Map<String, Object> map(FieldDescriptor field, List<?> entries) {
    FieldDescriptor key = field.getMessageType().findFieldByName("key");
    FieldDescriptor value = field.getMessageType().findFieldByName("value");
    Map<String, Object> all = new TreeMap<>();
    for (Object each : entries) {
      Message entry = (Message) each;
      all.put(entry.getField(key).toString(), scalar(value, entry.getField(value)));
    }
    return all;
  }

  private static Object scalar(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case STRING, BOOLEAN -> value;
      case INT -> number(field, Integer.toUnsignedLong((Integer) value), (Integer) value);
      case LONG -> number(field, (Long) value);
      case FLOAT, DOUBLE -> decimal(((Number) value).doubleValue());
      case ENUM -> word((EnumValueDescriptor) value);
      case BYTE_STRING -> isBody(field) ? body((ByteString) value) : hex((ByteString) value);
      case MESSAGE -> message((Message) value);
    };
  }

  private static Object number(FieldDescriptor field, long unsigned, int signed) {
    return isUnsigned(field) ? unsigned : (Object) (long) signed;
  }

  private static Object number(FieldDescriptor field, long value) {
    return isUnsigned(field) && value < 0 ? new BigInteger(Long.toUnsignedString(value)) : value;
  }

  static boolean isUnsigned(FieldDescriptor field) {
    return switch (field.getType()) {
      case UINT32, UINT64, FIXED32, FIXED64 -> true;
      default -> false;
    };
  }

  /** YAML's own words for these are not read alike everywhere. */
  private static Object decimal(double value) {
    return Double.isFinite(value) ? (Object) value : Double.toString(value);
  }

  /** By name, or by number if a newer version made it. */
  private static Object word(EnumValueDescriptor value) {
    return value.getType().findValueByNumber(value.getNumber()) == null
        ? (Object) value.getNumber()
        : value.getName();
  }

  private static Object message(Message value) {
    return switch (value.getDescriptorForType().getFullName()) {
      case TIMESTAMP ->
          inRange(value)
              ? Instant.ofEpochSecond(seconds(value), nanos(value)).toString()
              : of(value, Set.of());
      case DURATION ->
          inRange(value)
              ? Duration.ofSeconds(seconds(value), nanos(value)).toString()
              : of(value, Set.of());
      default -> of(value, Set.of());
    };
  }

  /** Whether text says all of it: nothing is lost of a time that makes no sense either. */
  private static boolean inRange(Message time) {
    return seconds(time) >= Instant.MIN.getEpochSecond()
        && seconds(time) <= Instant.MAX.getEpochSecond()
        && nanos(time) >= 0
        && nanos(time) < 1_000_000_000
        && time.getUnknownFields().asMap().isEmpty();
  }

  private static long seconds(Message time) {
    return (Long) time.getField(time.getDescriptorForType().findFieldByName("seconds"));
  }

  private static int nanos(Message time) {
    return (Integer) time.getField(time.getDescriptorForType().findFieldByName("nanos"));
  }

  static boolean isBody(FieldDescriptor field) {
    return field.getNumber() == BODY
        && field
            .getContainingType()
            .getFullName()
            .equals(ConfigFileRecord.getDescriptor().getFullName());
  }

  /** A config file as text, so that people can read and compare it; else as base64. */
  private static Object body(ByteString bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      Map<String, Object> binary = new LinkedHashMap<>();
      binary.put(BASE64, Base64.getEncoder().encodeToString(bytes.toByteArray()));
      return binary;
    }
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
