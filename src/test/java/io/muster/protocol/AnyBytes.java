package io.muster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** What holds for any bytes: no exception, and the ways to read a message agree. */
final class AnyBytes {

  private static final MessageLimits LIMITS = new MessageLimits(1 << 20, 100, 50);
  private static final Decoder STRICT = new Decoder(LIMITS, false);
  private static final Decoder LENIENT = new Decoder(LIMITS, true);

  // Written again, a map entry without key or value has both, and is deeper and more than before.
  private static final Decoder ROOMY = new Decoder(new MessageLimits(1 << 20, 200, 10_000), false);

  private AnyBytes() {}

  static void check(byte[] data) {
    ByteBuf frame = Unpooled.wrappedBuffer(data);
    Decoding strict = STRICT.decodeFrame(frame);

    checkHeartbeat(frame, strict);
    check(strict, UidReader.peekFrame(frame, false));
    check(LENIENT.decodeFrame(frame), UidReader.peekFrame(frame, true));
    check(STRICT.decodeBody(frame), UidReader.peekBody(frame));
    switch (Gzip.gunzip(frame, 1000, Gzip.Room.ENDLESS, frame.alloc())) {
      case Gzip.Inflated inflated -> inflated.content().release();
      case Gzip.Broken broken -> assertThat(broken.message()).isNotEmpty();
      case Gzip.TooLarge tooLarge -> assertThat(tooLarge.limit()).isEqualTo(1000);
      case Gzip.NoRoom noRoom -> throw new AssertionError(noRoom);
    }
    assertThat(frame.readerIndex()).isZero();
    assertThat(frame.refCnt()).isEqualTo(1);
  }

  private static void checkHeartbeat(ByteBuf frame, Decoding decoding) {
    var heartbeat = new HeartbeatReader();
    if (heartbeat.readFrame(frame)) {
      assertThat(decoding)
          .isInstanceOfSatisfying(
              Decoded.class,
              decoded -> {
                assertThat(decoded.message().getSequenceNum()).isEqualTo(heartbeat.sequence());
                assertThat(decoded.message().getCapabilities()).isEqualTo(heartbeat.capabilities());
                assertThat(decoded.uid().uid().mostSignificant())
                    .isEqualTo(heartbeat.uidMostSignificant());
                assertThat(decoded.uid().uid().leastSignificant())
                    .isEqualTo(heartbeat.uidLeastSignificant());
              });
    }
  }

  private static void check(Decoding decoding, @Nullable WireUid peeked) {
    switch (decoding) {
      case Decoded decoded -> {
        ByteBuf again = Unpooled.wrappedBuffer(decoded.message().toByteArray());
        assertThat(ROOMY.decodeBody(again))
            .isEqualTo(new Decoded(decoded.message(), decoded.uid(), false));
        assertThat(UidReader.peekBody(again)).isEqualTo(decoded.uid());
      }
      case Malformed malformed -> {
        assertThat(malformed.message()).isNotEmpty();
        // A uid that can be peeked at is not lost to the error's answer.
        assertThat(peeked == null || malformed.uid() != null || hasNone(malformed)).isTrue();
      }
    }
  }

  private static boolean hasNone(Malformed malformed) {
    return malformed.reason() == Malformed.Reason.TOO_LARGE
        || malformed.reason() == Malformed.Reason.UID;
  }
}
