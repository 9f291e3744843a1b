package io.muster.protocol;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The 128 bits that identify an agent (OpAMP `instance_uid`). Any 16 bytes are legal; UUIDv7 is
 * what the specification recommends and what this server assigns.
 *
 * <p>Its text form is the hyphenated lower-case UUID. Ordered by unsigned bits, which is the order
 * of that text.
 */
public record InstanceUid(long mostSignificant, long leastSignificant)
    implements Comparable<InstanceUid> {

  /** Length of the binary form in bytes. */
  public static final int BYTES = 16;

  /**
   * Reads the binary form.
   *
   * @throws IllegalArgumentException if there are not exactly 16 bytes
   */
  public static InstanceUid of(ByteString bytes) {
    if (bytes.size() != BYTES) {
      throw new IllegalArgumentException(
          "instance_uid has " + bytes.size() + " bytes, expected " + BYTES);
    }
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new InstanceUid(buffer.getLong(), buffer.getLong());
  }

  /**
   * Reads the hyphenated UUID text, in either case.
   *
   * @throws IllegalArgumentException if the text is not a UUID of 36 characters
   */
  public static InstanceUid parse(String text) {
    if (text.length() != 36) {
      throw new IllegalArgumentException("'" + text + "' is not a UUID");
    }
    UUID uuid = UUID.fromString(text);
    return new InstanceUid(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /** The binary form, 16 bytes in network order. */
  public ByteString toBytes() {
    ByteBuffer buffer =
        ByteBuffer.allocate(BYTES).putLong(mostSignificant).putLong(leastSignificant).flip();
    return ByteString.copyFrom(buffer);
  }

  @Override
  public int compareTo(InstanceUid other) {
    int high = Long.compareUnsigned(mostSignificant, other.mostSignificant);
    return high != 0 ? high : Long.compareUnsigned(leastSignificant, other.leastSignificant);
  }

  /** The hyphenated lower-case UUID text. */
  @Override
  public String toString() {
    return new UUID(mostSignificant, leastSignificant).toString();
  }
}
