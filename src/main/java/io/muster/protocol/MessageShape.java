package io.muster.protocol;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.muster.protocol.proto.AgentToServer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which fields of a message type make the decoder create an object, by field number. */
final class MessageShape {

  /** A string or bytes field. */
  static final MessageShape LEAF = new MessageShape(0);

  /** A type of which nothing is known: everything in it is skipped. */
  static final MessageShape UNKNOWN = new MessageShape(0);

  static final MessageShape AGENT_TO_SERVER = of(AgentToServer.getDescriptor(), new HashMap<>());

  private final @Nullable MessageShape[] fields;

  private MessageShape(int highestField) {
    fields = new @Nullable MessageShape[highestField + 1];
  }

  /** The shape of a length-delimited field, or null if it is unknown or no such field. */
  @Nullable MessageShape field(int number) {
    return number < fields.length ? fields[number] : null;
  }

  private static MessageShape of(Descriptor type, Map<String, MessageShape> known) {
    MessageShape present = known.get(type.getFullName());
    if (present != null) {
      return present;
    }
    int highest = type.getFields().stream().mapToInt(FieldDescriptor::getNumber).max().orElse(0);
    var shape = new MessageShape(highest);
    known.put(type.getFullName(), shape);
    for (FieldDescriptor field : type.getFields()) {
      switch (field.getJavaType()) {
        case MESSAGE -> shape.fields[field.getNumber()] = of(field.getMessageType(), known);
        case STRING, BYTE_STRING -> shape.fields[field.getNumber()] = LEAF;
        case INT, LONG, FLOAT, DOUBLE, BOOLEAN, ENUM -> {}
      }
    }
    return shape;
  }
}
