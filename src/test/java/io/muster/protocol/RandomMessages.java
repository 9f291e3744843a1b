package io.muster.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.muster.protocol.proto.AgentToServer;
import java.util.random.RandomGenerator;

/** Fills messages of any type at random, so that every field of the schema is met. */
public final class RandomMessages {

  private static final int MAX_DEPTH = 6;

  private final RandomGenerator random;

  public RandomMessages(RandomGenerator random) {
    this.random = random;
  }

  /** Some of the fields, the deeper the fewer. */
  @SuppressWarnings("unchecked")
  public <M extends Message> M fill(M empty) {
    return (M) fill(empty.newBuilderForType(), 0).build();
  }

  /** A message with a valid uid. */
  AgentToServer fromAgent() {
    return fill(AgentToServer.getDefaultInstance()).toBuilder()
        .setInstanceUid(bytes(InstanceUid.BYTES))
        .build();
  }

  ByteString bytes(int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private Message.Builder fill(Message.Builder builder, int depth) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      if (random.nextInt(depth + 2) > 0) {
        continue;
      }
      if (!field.isRepeated()) {
        builder.setField(field, value(builder, field, depth));
      } else if (!field.isMapField()) {
        for (int i = random.nextInt(3); i > 0; i--) {
          builder.addRepeatedField(field, value(builder, field, depth));
        }
      } else if (depth < MAX_DEPTH) {
        // One entry: equal keys would be merged, and equality of messages ignores their order.
        builder.addRepeatedField(field, entry(builder, field, depth));
      }
    }
    return builder;
  }

  private Message entry(Message.Builder parent, FieldDescriptor map, int depth) {
    Message.Builder entry = parent.newBuilderForField(map);
    FieldDescriptor value = map.getMessageType().findFieldByNumber(2);
    entry.setField(map.getMessageType().findFieldByNumber(1), text());
    entry.setField(value, value(entry, value, depth + 1));
    return entry.build();
  }

  private Object value(Message.Builder parent, FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> random.nextInt();
      case LONG -> random.nextLong() >>> random.nextInt(64);
      case FLOAT -> random.nextFloat();
      case DOUBLE -> random.nextDouble();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text();
      case BYTE_STRING -> bytes(random.nextInt(40));
      // Also values that nobody has defined yet.
      case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(random.nextInt(80));
      case MESSAGE ->
          depth < MAX_DEPTH
              ? fill(parent.newBuilderForField(field), depth + 1).build()
              : parent.newBuilderForField(field).build();
    };
  }

  private String text() {
    return random
        .ints(random.nextInt(12), 0, 0x2_0000)
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
