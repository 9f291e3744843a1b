package io.muster.protocol;

import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads gzip member by member (RFC 1952), in a loop: {@code GZIPInputStream} calls itself for every
 * member, so that a body of many empty ones ends the thread's stack. Reads as much as it is asked
 * for; time is linear in the bytes read, and members are counted. Not thread-safe.
 */
final class GzipMembers implements AutoCloseable {

  /** Agents send one; who compresses piece by piece sends a few. */
  static final int MOST_MEMBERS = 100_000;

  private static final int MAGIC = 0x1f8b;
  private static final int DEFLATE = 8;
  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xE0;
  private static final int TRAILER = 8;

  /** What is fed at a time; a small piece at first, as a member may be tiny. */
  private static final int FIRST_PIECE = 256;

  private final ByteBuf in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private final byte[] piece = new byte[8 << 10];
  private int members;
  private boolean inMember;
  private boolean tiny;
  private long length;

  /** That it is not gzip, cut short, or with a wrong checksum. */
  static final class Bad extends Exception {
    private static final long serialVersionUID = 1;

    Bad(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * The members in a buffer.
   *
   * @param in its indices are moved
   */
  GzipMembers(ByteBuf in) {
    this.in = in;
  }

  /** Reads at most so many bytes of content; -1 at the end. */
  int read(byte[] into, int offset, int most) throws Bad {
    while (true) {
      if (!inMember && !begin()) {
        return -1;
      }
      int count = inflate(into, offset, most);
      if (count > 0) {
        checksum.update(into, offset, count);
        length += count;
        return count;
      }
      if (inflater.finished()) {
        end();
      }
    }
  }

  /** The head of a member; false if there is no other. What follows that is no gzip is padding. */
  private boolean begin() throws Bad {
    if (in.readableBytes() < 2 || in.getUnsignedShort(in.readerIndex()) != MAGIC) {
      if (members == 0) {
        throw new Bad("it does not begin as gzip does");
      }
      return false;
    }
    if (++members > MOST_MEMBERS) {
      throw new Bad("it has more than " + MOST_MEMBERS + " members");
    }
    skip(2);
    require(8);
    int method = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    skip(6);
    if (method != DEFLATE || (flags & RESERVED) != 0) {
      throw new Bad("it is compressed by an unknown method");
    }
    if ((flags & EXTRA) != 0) {
      require(2);
      skip(in.readUnsignedShortLE());
    }
    skipText((flags & NAME) != 0);
    skipText((flags & COMMENT) != 0);
    if ((flags & HEADER_CHECKSUM) != 0) {
      skip(2);
    }
    inflater.reset();
    checksum.reset();
    length = 0;
    inMember = true;
    tiny = true;
    return true;
  }

  private int inflate(byte[] into, int offset, int most) throws Bad {
    int available = 0;
    if (inflater.needsInput()) {
      available = Math.min(in.readableBytes(), tiny ? FIRST_PIECE : piece.length);
      tiny = false;
      if (available == 0) {
        throw new Bad("it is cut short");
      }
      in.readBytes(piece, 0, available);
      inflater.setInput(piece, 0, available);
    }
    try {
      int count = inflater.inflate(into, offset, most);
      if (count == 0 && inflater.needsDictionary()) {
        throw new Bad("it needs a dictionary");
      }
      return count;
    } catch (DataFormatException e) {
      throw new Bad("it is damaged");
    }
  }

  /** The trailer: what was fed and not used is before it. */
  private void end() throws Bad {
    in.readerIndex(in.readerIndex() - inflater.getRemaining());
    require(TRAILER);
    long wantedChecksum = in.readUnsignedIntLE();
    long wantedLength = in.readUnsignedIntLE();
    if (wantedChecksum != checksum.getValue() || wantedLength != (length & 0xFFFFFFFFL)) {
      throw new Bad("its checksum is wrong");
    }
    inMember = false;
  }

  private void skipText(boolean there) throws Bad {
    if (there) {
      int bytes = in.bytesBefore((byte) 0);
      if (bytes < 0) {
        throw new Bad("it is cut short");
      }
      skip(bytes + 1);
    }
  }

  private void skip(int bytes) throws Bad {
    require(bytes);
    in.skipBytes(bytes);
  }

  private void require(int bytes) throws Bad {
    if (in.readableBytes() < bytes) {
      throw new Bad("it is cut short");
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}
