package io.muster.protocol;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Looks over an encoded AgentToServer before (or, for a diagnosis, after) protobuf decodes it:
 * bounded nesting, bounded number of objects. Iterative, so that no nesting can exhaust the stack;
 * its own memory is one small array.
 */
final class MessageScan {

  /** No element is smaller than its tag and its length. */
  private static final int MIN_ELEMENT_BYTES = 2;

  private final WireReader reader;
  private final MessageLimits limits;
  private final MessageShape[] shapes;
  private final int[] ends;
  // 0 where a level is a message, else the tag that ends the group
  private final int[] endTags;
  private int depth;
  private int elements;

  private MessageScan(ByteBuf buffer, int from, int end, MessageLimits limits) {
    this.reader = new WireReader(buffer, from);
    this.limits = limits;
    shapes = new MessageShape[limits.maxNesting() + 1];
    ends = new int[limits.maxNesting() + 1];
    endTags = new int[limits.maxNesting() + 1];
    shapes[0] = MessageShape.AGENT_TO_SERVER;
    ends[0] = end;
  }

  /** Whether so many bytes could hold more elements than the limit allows. */
  static boolean couldHoldTooMany(int bytes, MessageLimits limits) {
    return bytes / MIN_ELEMENT_BYTES > limits.maxElements();
  }

  /**
   * What is wrong with the protobuf bytes between two absolute indices of the buffer, or null if
   * they are well formed as far as tags, lengths, nesting and the number of elements go.
   */
  static Malformed.@Nullable Reason check(ByteBuf buffer, int from, int end, MessageLimits limits) {
    return new MessageScan(buffer, from, end, limits).run();
  }

  private Malformed.@Nullable Reason run() {
    while (true) {
      while (reader.position() == ends[depth] && endTags[depth] == 0) {
        if (depth == 0) {
          return null;
        }
        depth--;
      }
      Malformed.@Nullable Reason reason = field();
      if (reason == null && reader.broken()) {
        reason = Malformed.Reason.SYNTAX;
      }
      if (reason != null) {
        return reason;
      }
    }
  }

  private Malformed.@Nullable Reason field() {
    int end = ends[depth];
    int tag = reader.tag(end);
    int number = tag >>> 3;
    switch (tag & 7) {
      case WireReader.BYTES -> {
        int length = reader.length(end);
        MessageShape shape = shapes[depth].field(number);
        if (shape != null && !reader.broken()) {
          return element(shape, length);
        }
        reader.advance(length, end);
      }
      case WireReader.START_GROUP -> {
        return enter(MessageShape.UNKNOWN, end, number << 3 | WireReader.END_GROUP);
      }
      case WireReader.END_GROUP -> {
        if (endTags[depth] != tag) {
          return Malformed.Reason.SYNTAX;
        }
        depth--;
      }
      default -> reader.skip(tag & 7, end);
    }
    return null;
  }

  private Malformed.@Nullable Reason element(MessageShape shape, int length) {
    if (++elements > limits.maxElements()) {
      return Malformed.Reason.TOO_MANY_ELEMENTS;
    }
    if (shape != MessageShape.LEAF) {
      return enter(shape, reader.position() + length, 0);
    }
    reader.advance(length, ends[depth]);
    return null;
  }

  private Malformed.@Nullable Reason enter(MessageShape shape, int end, int endTag) {
    if (depth == limits.maxNesting()) {
      return Malformed.Reason.TOO_DEEP;
    }
    depth++;
    shapes[depth] = shape;
    ends[depth] = end;
    endTags[depth] = endTag;
    return null;
  }
}
