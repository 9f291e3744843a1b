package io.muster.protocol;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The text form of a uid before OpAMP 0.10: a ULID, 26 characters of Crockford's base 32, either
 * case, of which the first carries 3 bits.
 */
final class Ulid {

  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final byte[] VALUES = values();

  private Ulid() {}

  /** The 128 bits, or null if these are not the characters of a ULID. */
  static @Nullable InstanceUid parse(ByteString text) {
    if (text.size() != WireUid.LEGACY_BYTES) {
      return null;
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < WireUid.LEGACY_BYTES; i++) {
      int character = text.byteAt(i);
      int value = character < 0 ? -1 : VALUES[character];
      if (value < 0 || (i == 0 && value > 7)) {
        return null;
      }
      high = (high << 5) | (low >>> 59);
      low = (low << 5) | value;
    }
    return new InstanceUid(high, low);
  }

  /** The upper-case text. */
  static String format(InstanceUid uid) {
    var text = new char[WireUid.LEGACY_BYTES];
    long high = uid.mostSignificant();
    long low = uid.leastSignificant();
    for (int i = WireUid.LEGACY_BYTES - 1; i >= 0; i--) {
      text[i] = ALPHABET.charAt((int) (low & 31));
      low = (low >>> 5) | (high << 59);
      high >>>= 5;
    }
    return new String(text);
  }

  private static byte[] values() {
    var values = new byte[128];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      values[ALPHABET.charAt(i)] = (byte) i;
      values[Character.toLowerCase(ALPHABET.charAt(i))] = (byte) i;
    }
    // Crockford reads the look-alikes as the digits that they look like.
    values['I'] = values['i'] = values['L'] = values['l'] = 1;
    values['O'] = values['o'] = 0;
    return values;
  }
}
