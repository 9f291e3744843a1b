package io.muster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTest {

  private static final WireUid UID = WireUid.of(GoldenVectors.UID);
  private static final Decoder DECODER = new Decoder(MessageLimits.DEFAULT, false);
  private static final Decoder LENIENT = new Decoder(MessageLimits.DEFAULT, true);

  @ParameterizedTest(name = "{0} → {1}: {2}")
  @CsvSource({
    "'', HEADER, the message ends within its header: write one byte 00 and the protobuf",
    "80, HEADER, the message ends within its header: write one byte 00 and the protobuf",
    "ffffffffffffffffffffff, HEADER, the message's header is longer than 10 bytes: write one byte 00",
    "01, HEADER, the message's header is not 0: write one byte 00 before the protobuf bytes",
    "0a10, HEADER, the message's header is not 0: write one byte 00 before the protobuf bytes",
    "00, UID, instance_uid is missing: send the 16 bytes of a UUIDv7",
    "000a00, UID, instance_uid is missing: send the 16 bytes of a UUIDv7",
    "000a0101, UID, instance_uid has 1 bytes: send the 16 bytes of a UUIDv7",
    "0000, SYNTAX, 'the protobuf bytes start with 00: the WebSocket header belongs there once, and"
        + " over plain HTTP not at all'",
    "000aff, SYNTAX, 'the bytes are not an opamp.proto.v1.AgentToServer: cut short, not protobuf,"
        + " or a string that is not UTF-8'",
  })
  void aMalformedMessageIsExplained(String hex, Malformed.Reason reason, String message) {
    assertThat(DECODER.decodeFrame(GoldenVectors.bytes(hex)))
        .isEqualTo(new Malformed(reason, message, null, false));
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 17, 26, 36})
  void aUidOfAnyOtherLengthIsMalformed(int length) {
    AgentToServer message =
        AgentToServer.newBuilder().setInstanceUid(ByteString.copyFrom(new byte[length])).build();

    assertThat(DECODER.decodeBody(encoded(message)))
        .isInstanceOfSatisfying(
            Malformed.class,
            malformed -> {
              assertThat(malformed.reason()).isEqualTo(Malformed.Reason.UID);
              assertThat(malformed.message())
                  .startsWith("instance_uid has " + length + " bytes")
                  .endsWith("send the 16 bytes of a UUIDv7");
            });
  }

  @Test
  void aLegacyUidIsEchoedByteForByte() {
    ByteString text = ByteString.copyFromUtf8("01arz3NDEKTSV4RRFFQ69G5FAV");
    AgentToServer message = AgentToServer.newBuilder().setInstanceUid(text).build();
    InstanceUid expected = InstanceUid.parse("01563e3a-b5d3-d676-4c61-efb99302bd5b");

    assertThat(DECODER.decodeBody(encoded(message)))
        .isEqualTo(new Decoded(message, new WireUid(expected, text), false));
    assertThat(UidReader.peekBody(encoded(message))).isEqualTo(new WireUid(expected, text));
  }

  @Test
  void aHeaderOfTwoBytesIsAccepted() {
    assertThat(DECODER.decodeFrame(GoldenVectors.bytes("8000" + GoldenVectors.A2S_MINIMAL)))
        .isInstanceOfSatisfying(
            Decoded.class, decoded -> assertThat(decoded.message().getSequenceNum()).isEqualTo(1));
  }

  @Test
  void fragmentsMakeOneMessageWhereverItIsCutAndEvenIfOneIsEmpty() {
    var whole = GoldenVectors.bytes("00" + GoldenVectors.A2S_FIRST);
    int length = whole.readableBytes();
    for (int cut = 0; cut <= length; cut++) {
      var frame = Unpooled.compositeBuffer();
      frame.addComponent(true, Unpooled.directBuffer().writeBytes(whole, 0, cut));
      frame.addComponent(true, Unpooled.directBuffer());
      frame.addComponent(true, Unpooled.directBuffer().writeBytes(whole, cut, length - cut));
      assertThat(DECODER.decodeFrame(frame))
          .as("cut at %d", cut)
          .isInstanceOfSatisfying(
              Decoded.class, decoded -> assertThat(decoded.uid()).isEqualTo(UID));
      frame.release();
    }
  }

  @Test
  void aMessageWithoutHeaderIsAcceptedWhereAllowed() {
    ByteBuf frame = GoldenVectors.bytes(GoldenVectors.A2S_MINIMAL);

    assertThat(LENIENT.decodeFrame(frame))
        .isInstanceOfSatisfying(
            Decoded.class,
            decoded -> {
              assertThat(decoded.headerless()).isTrue();
              assertThat(decoded.uid()).isEqualTo(UID);
            });
    assertThat(LENIENT.decodeFrame(GoldenVectors.bytes("01" + GoldenVectors.A2S_MINIMAL)))
        .isInstanceOfSatisfying(
            Malformed.class,
            malformed -> assertThat(malformed.reason()).isEqualTo(Malformed.Reason.SYNTAX));
  }

  @Test
  void theUidIsKeptOfAMessageThatBreaksOffLater() {
    assertThat(DECODER.decodeFrame(GoldenVectors.bytes("00" + GoldenVectors.UID_FIELD + "1a7f01")))
        .isInstanceOfSatisfying(
            Malformed.class,
            malformed -> {
              assertThat(malformed.reason()).isEqualTo(Malformed.Reason.SYNTAX);
              assertThat(malformed.uid()).isEqualTo(UID);
            });
  }

  @Test
  void aStringThatIsNotUtf8IsMalformed() {
    String custom = GoldenVectors.UID_FIELD + "62040a02c328";

    assertThat(DECODER.decodeBody(GoldenVectors.bytes(custom)))
        .isInstanceOfSatisfying(
            Malformed.class,
            malformed -> {
              assertThat(malformed.reason()).isEqualTo(Malformed.Reason.SYNTAX);
              assertThat(malformed.uid()).isEqualTo(UID);
            });
  }

  @Test
  void unknownFieldsGroupsAndEnumValuesAreTolerated() {
    // Field 200 as bytes, as a group with a field in it, as varint; status 77.
    String hex = GoldenVectors.A2S_MINIMAL + "c20c0161" + "c30c0801c40c" + "c00c05" + "3a02104d";

    assertThat(DECODER.decodeBody(GoldenVectors.bytes(hex)))
        .isInstanceOfSatisfying(
            Decoded.class,
            decoded -> {
              AgentToServer message = decoded.message();
              assertThat(message.getUnknownFields().asMap()).isEmpty();
              assertThat(message.getRemoteConfigStatus().getStatusValue()).isEqualTo(77);
              assertThat(message.getSequenceNum()).isEqualTo(1);
            });
  }

  @Test
  void theResultDoesNotReferToTheBuffer() {
    AgentToServer message =
        AgentToServer.newBuilder()
            .setInstanceUid(UID.echo())
            .setRemoteConfigStatus(
                RemoteConfigStatus.newBuilder()
                    .setLastRemoteConfigHash(ByteString.copyFrom(new byte[64]))
                    .setErrorMessage("text"))
            .setHealth(ComponentHealth.newBuilder().setStatus("fine"))
            .build();
    for (ByteBuf buffer :
        new ByteBuf[] {
          encoded(message),
          Unpooled.directBuffer().writeBytes(message.toByteArray()),
          Unpooled.wrappedBuffer(
              Unpooled.directBuffer().writeBytes(message.toByteArray(), 0, 30),
              encoded(message).slice(30, message.getSerializedSize() - 30)),
        }) {
      Decoding decoding = DECODER.decodeBody(buffer);
      assertThat(buffer.readerIndex()).isZero();
      buffer.setZero(0, buffer.readableBytes());
      assertThat(buffer.release()).isTrue();

      assertThat(decoding).isEqualTo(new Decoded(message, UID, false));
    }
  }

  @Test
  void theLastUidCounts() {
    String other = "0a10" + "ff".repeat(16);

    assertThat(DECODER.decodeBody(GoldenVectors.bytes(other + GoldenVectors.UID_FIELD)))
        .isInstanceOfSatisfying(Decoded.class, decoded -> assertThat(decoded.uid()).isEqualTo(UID));
    assertThat(
            DECODER.decodeBody(
                GoldenVectors.bytes(other + GoldenVectors.UID_FIELD + "0a0101" + "1a7f01")))
        .isInstanceOfSatisfying(
            Malformed.class, malformed -> assertThat(malformed.uid()).isEqualTo(UID));
  }

  private static ByteBuf encoded(AgentToServer message) {
    return Unpooled.wrappedBuffer(message.toByteArray());
  }
}
