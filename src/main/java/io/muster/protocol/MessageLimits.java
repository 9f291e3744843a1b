package io.muster.protocol;

/**
 * What a message may cost (conformance SZ-1, SZ-3, SZ-4, SZ-6, SZ-10). The same limits hold for
 * both directions and both transports.
 *
 * @param maxMessageBytes bytes of one message, WebSocket header included, before compression on the
 *     way out and after decompression on the way in; 1 KiB to 1 GiB
 * @param maxNesting levels of messages within the outermost one, counted as protobuf does: a map
 *     entry is a level of its own, so a tree of component health 40 deep takes 81; 1 to 1,000
 * @param maxElements objects that one incoming message may create: sub-messages, map entries,
 *     strings and byte fields; at least 1
 */
public record MessageLimits(int maxMessageBytes, int maxNesting, int maxElements) {

  /** 64 MiB (recommended by the specification), 100 levels, 100,000 elements. */
  public static final MessageLimits DEFAULT = new MessageLimits(64 << 20, 100, 100_000);

  public MessageLimits {
    require("maxMessageBytes", maxMessageBytes, 1 << 10, 1 << 30);
    require("maxNesting", maxNesting, 1, 1_000);
    require("maxElements", maxElements, 1, Integer.MAX_VALUE / 2);
  }

  /** The defaults with another size. */
  public static MessageLimits ofBytes(int maxMessageBytes) {
    return new MessageLimits(maxMessageBytes, DEFAULT.maxNesting, DEFAULT.maxElements);
  }

  private static void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected " + least + " to " + most);
    }
  }
}
