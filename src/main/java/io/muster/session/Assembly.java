package io.muster.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;

/**
 * The fragments of a message that is not complete. Small ones are copied together now and then: a
 * buffer for each of a million fragments of a byte takes hundreds of times what they hold. Confined
 * to the event loop.
 */
final class Assembly {

  /** Fragments that are looked at together. */
  private static final int RUN = 256;

  /** Average size in bytes up to which a run is copied; above, the buffers themselves are small. */
  private static final int SMALL = 512;

  private final CompositeByteBuf parts;

  /** Where the run begins that is not looked at yet, and how many bytes were before it. */
  private int run;

  private int before;

  Assembly(ByteBufAllocator allocator) {
    parts = allocator.compositeBuffer(Integer.MAX_VALUE);
  }

  /** Takes a fragment over. */
  void add(ByteBuf fragment) {
    if (!fragment.isReadable()) {
      fragment.release();
      return;
    }
    parts.addComponent(true, fragment);
    if (parts.numComponents() - run == RUN) {
      if (parts.readableBytes() - before <= RUN * SMALL) {
        parts.consolidate(run, RUN);
      }
      run = parts.numComponents();
      before = parts.readableBytes();
    }
  }

  /** Bytes so far. */
  int size() {
    return parts.readableBytes();
  }

  /** Buffers that hold them. */
  int buffers() {
    return parts.numComponents();
  }

  /** The whole message, to be released. */
  ByteBuf message() {
    return parts;
  }

  void release() {
    parts.release();
  }
}
