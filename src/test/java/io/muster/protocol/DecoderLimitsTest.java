package io.muster.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bombs: large, deep, and of many small things. */
class DecoderLimitsTest {

  private static final Decoder DECODER = new Decoder(MessageLimits.DEFAULT, false);
  private static final WireUid UID = WireUid.of(GoldenVectors.UID);

  @ParameterizedTest
  @ValueSource(ints = {1, 40, 49})
  void aHealthTreeOfReasonableDepthPasses(int depth) {
    assertThat(DECODER.decodeBody(nestedHealth(depth))).isInstanceOf(Decoded.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 51, 10_000, 1_000_000})
  void aDeeperHealthTreeIsRefused(int depth) {
    assertThat(DECODER.decodeBody(nestedHealth(depth)))
        .isEqualTo(
            new Malformed(
                Malformed.Reason.TOO_DEEP,
                "the message is nested deeper than 100 levels: flatten the health or component"
                    + " tree",
                UID,
                false));
  }

  @Test
  void theScanOfALargeMessageCountsLevelsAsProtobufDoes() {
    // Padded with an unknown field, so that the scan comes before protobuf.
    ByteBuf padding = Unpooled.buffer().writeShort(0xc20c);
    padding.writeBytes(GoldenVectors.bytes("e0a712")).writeZero(300_000);

    assertThat(DECODER.decodeBody(Unpooled.wrappedBuffer(nestedHealth(49), padding.copy())))
        .isInstanceOf(Decoded.class);
    assertThat(DECODER.decodeBody(Unpooled.wrappedBuffer(nestedHealth(50), padding)))
        .satisfies(refused(Malformed.Reason.TOO_DEEP));
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 1_000_000})
  void unknownGroupsNestedDeeplyAreRefused(int depth) {
    ByteBuf body = GoldenVectors.bytes(GoldenVectors.UID_FIELD);
    ByteBuf groups = Unpooled.buffer().writeBytes(body);
    for (int i = 0; i < depth; i++) {
      groups.writeShort(0xc30c);
    }

    assertThat(DECODER.decodeBody(groups)).satisfies(refused(Malformed.Reason.TOO_DEEP));
  }

  @ParameterizedTest(name = "field {0} full of {1}")
  @CsvSource({
    "3, 0a00", // AgentDescription: attributes
    "12, 0a00", // CustomCapabilities: strings
    "5, 3200", // ComponentHealth: map entries
    "8, 1a0161", // PackageStatuses: one string again and again
  })
  void manyTinyElementsAreRefusedWithBoundedMemory(int field, String element) {
    int most = MessageLimits.DEFAULT.maxMessageBytes();
    byte[] tiny = GoldenVectors.byteString(element).toByteArray();
    ByteBuf body = Unpooled.directBuffer(most);
    try {
      body.writeBytes(GoldenVectors.byteString(GoldenVectors.UID_FIELD).toByteArray());
      int times = (most - body.writerIndex() - 8) / tiny.length;
      writeTag(body, field, times * tiny.length);
      body.writeBytes(repeated(tiny, times));
      DECODER.decodeBody(body);

      var outcome = new Decoding[1];
      long allocated = Allocation.of(() -> outcome[0] = DECODER.decodeBody(body));

      assertThat(outcome[0]).satisfies(refused(Malformed.Reason.TOO_MANY_ELEMENTS));
      assertThat(allocated).isLessThan(64 << 10);
    } finally {
      body.release();
    }
  }

  @Test
  void theNumberOfElementsIsExact() {
    MessageLimits limits = new MessageLimits(1 << 20, 100, 100);
    Decoder decoder = new Decoder(limits, false);
    // The uid, the description, and in each attribute the attribute and its key.
    assertThat(decoder.decodeBody(attributes(49))).isInstanceOf(Decoded.class);
    assertThat(decoder.decodeBody(attributes(50)))
        .isEqualTo(
            new Malformed(
                Malformed.Reason.TOO_MANY_ELEMENTS,
                "the message has more than 100 elements (sub-messages, map entries, strings):"
                    + " report less",
                UID,
                false));
  }

  @Test
  void aLargeConfigIsNoManyElements() {
    ByteBuf body = Unpooled.buffer().writeBytes(GoldenVectors.bytes(GoldenVectors.UID_FIELD));
    int size = 60 << 20;
    // effective_config { config_map { entry { "" , { body } } } }
    writeTag(body, 6, size + 20);
    writeTag(body, 1, size + 15);
    writeTag(body, 1, size + 10);
    writeTag(body, 2, size + 5);
    writeTag(body, 1, size);
    body.writeZero(size);

    assertThat(DECODER.decodeBody(body))
        .isInstanceOfSatisfying(
            Decoded.class,
            decoded ->
                assertThat(
                        decoded
                            .message()
                            .getEffectiveConfig()
                            .getConfigMap()
                            .getConfigMapOrThrow("")
                            .getBody()
                            .size())
                    .isEqualTo(size));
  }

  @Test
  void aMessageOverTheSizeLimitIsRefusedUnread() {
    Decoder decoder = new Decoder(MessageLimits.ofBytes(1024), false);
    ByteBuf fits = attributes(200);
    ByteBuf frame = Unpooled.buffer().writeByte(0).writeBytes(fits, 0, 1023);

    assertThat(decoder.decodeFrame(frame)).satisfies(refused(Malformed.Reason.SYNTAX));
    frame.writeByte(0);
    assertThat(decoder.decodeFrame(frame))
        .isEqualTo(
            new Malformed(
                Malformed.Reason.TOO_LARGE,
                "the message has 1025 bytes, more than the 1024 allowed",
                null,
                false));
    assertThat(decoder.decodeBody(frame)).satisfies(refused(Malformed.Reason.TOO_LARGE));
  }

  @Test
  void limitsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> MessageLimits.ofBytes(1023))
        .hasMessage("maxMessageBytes is 1023, expected 1024 to 1073741824");
    assertThatThrownBy(() -> new MessageLimits(1024, 1001, 1))
        .hasMessage("maxNesting is 1001, expected 1 to 1000");
    assertThatThrownBy(() -> new MessageLimits(1024, 1, 0))
        .hasMessage("maxElements is 0, expected 1 to 1073741823");
  }

  private static byte[] repeated(byte[] element, int times) {
    var bytes = new byte[element.length * times];
    System.arraycopy(element, 0, bytes, 0, element.length);
    for (int filled = element.length; filled < bytes.length; filled *= 2) {
      System.arraycopy(bytes, 0, bytes, filled, Math.min(filled, bytes.length - filled));
    }
    return bytes;
  }

  private static Consumer<Decoding> refused(Malformed.Reason reason) {
    return decoding ->
        assertThat(decoding)
            .isInstanceOfSatisfying(
                Malformed.class, malformed -> assertThat(malformed.reason()).isEqualTo(reason));
  }

  private static ByteBuf attributes(int count) {
    ByteBuf body = Unpooled.buffer().writeBytes(GoldenVectors.bytes(GoldenVectors.UID_FIELD));
    writeTag(body, 3, count * 5);
    for (int i = 0; i < count; i++) {
      body.writeBytes(GoldenVectors.bytes("0a030a0161"));
    }
    return body;
  }

  /** A health tree with one component on each level, written from the outside in. */
  private static ByteBuf nestedHealth(int depth) {
    var sizes = new int[depth + 1];
    for (int level = 1; level <= depth; level++) {
      int entry = 2 + prefixed(sizes[level - 1]);
      sizes[level] = prefixed(entry);
    }
    ByteBuf body = Unpooled.buffer().writeBytes(GoldenVectors.bytes(GoldenVectors.UID_FIELD));
    writeTag(body, 5, sizes[depth]);
    for (int level = depth; level > 0; level--) {
      writeTag(body, 6, 2 + prefixed(sizes[level - 1]));
      body.writeShort(0x0a00);
      writeTag(body, 2, sizes[level - 1]);
    }
    return body;
  }

  private static int prefixed(int length) {
    return 1 + CodedOutputStream.computeUInt32SizeNoTag(length) + length;
  }

  private static void writeTag(ByteBuf out, int field, int length) {
    out.writeByte(field << 3 | 2);
    int rest = length;
    while (rest > 0x7f) {
      out.writeByte(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }
}
