package io.muster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.property.Generator;
import io.muster.property.Property;
import io.muster.protocol.proto.AgentToServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatReaderTest {

  private static final String UID = GoldenVectors.UID_FIELD;
  private static final Decoder DECODER = new Decoder(MessageLimits.DEFAULT, false);

  private final HeartbeatReader reader = new HeartbeatReader();

  @ParameterizedTest(name = "{0} → sequence {1}, capabilities {2}")
  @CsvSource({
    "'', 0, 0",
    "1001, 1, 0",
    "10012001, 1, 1",
    "20011001, 1, 1", // any order
    "10015000, 1, 0", // flags 0
    "1080808080102081e003, 4294967296, 61441",
    "10ffffffffffffffffff01, -1, 0",
    "108100, 1, 0", // longer than needed
  })
  void aHeartbeatIsRecognised(String fields, long sequence, long capabilities) {
    ByteBuf frame = GoldenVectors.bytes("00" + UID + fields);

    assertThat(reader.readFrame(frame)).isTrue();
    assertThat(reader.uidMostSignificant()).isEqualTo(GoldenVectors.UID.mostSignificant());
    assertThat(reader.uidLeastSignificant()).isEqualTo(GoldenVectors.UID.leastSignificant());
    assertThat(reader.sequence()).isEqualTo(sequence);
    assertThat(reader.capabilities()).isEqualTo(capabilities);
    assertThat(frame.readerIndex()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "001001", // no uid
        "8000" + UID, // a header that nobody writes
        UID,
        "000a0f000000000000000000000000000000",
        "000a1a3030303030303030303030303030303030303030303030303030",
        "00" + UID + UID,
        "00" + UID + "10011001",
        "00" + UID + "5001", // asks for a uid
        "00" + UID + "3a00", // remote_config_status
        "00" + UID + "4a00", // agent_disconnect
        "00" + UID + "1a00", // agent_description
        "00" + UID + "c20c00", // field 200
        "00" + UID + "7000", // field 14 with a wrong type
        "00" + UID + "1200", // sequence as bytes
        "00" + UID + "10",
        "00" + UID + "1080",
        "00" + UID + "1080808080808080808080" + "01",
        "00" + UID + "00",
        "000a10000000000000000000000000000000",
      })
  void anythingElseIsNot(String hex) {
    assertThat(reader.readFrame(GoldenVectors.bytes(hex))).isFalse();
  }

  @Test
  void aBodyHasNoHeader() {
    assertThat(reader.readBody(GoldenVectors.bytes(UID + "1007"))).isTrue();
    assertThat(reader.sequence()).isEqualTo(7);
    assertThat(reader.readBody(GoldenVectors.bytes("00" + UID))).isFalse();
  }

  @Test
  void theStateOfTheMessageBeforeIsForgotten() {
    assertThat(reader.readFrame(GoldenVectors.bytes("00" + UID + "10012001"))).isTrue();
    assertThat(reader.readFrame(GoldenVectors.bytes("00" + UID))).isTrue();

    assertThat(reader.sequence()).isZero();
    assertThat(reader.capabilities()).isZero();
  }

  @Test
  void onlyTheReadablePartIsRead() {
    ByteBuf buffer = GoldenVectors.bytes("ffff00" + UID + "1001" + "4a00");
    buffer.setIndex(2, buffer.writerIndex() - 2);

    assertThat(reader.readFrame(buffer)).isTrue();
    assertThat(reader.sequence()).isEqualTo(1);
  }

  @Test
  void readingAllocatesNothing() {
    ByteBuf frame =
        Unpooled.directBuffer().writeBytes(GoldenVectors.bytes("00" + UID + "10012001"));
    readMany(frame);

    assertThat(Allocation.of(() -> readMany(frame))).isLessThan(10_000);
    frame.release();
  }

  @Test
  void theDecoderAgrees() {
    Property.tries(1_000)
        .holds(choices -> {
          long high = choices.draw("high", Generator.longs());
          long low = choices.draw("low", Generator.longs());
          long sequence = choices.draw("sequence", Generator.longs());
          long capabilities = choices.draw("capabilities", Generator.longs());
          AgentToServer message =
              AgentToServer.newBuilder()
                  .setInstanceUid(new InstanceUid(high, low).toBytes())
                  .setSequenceNum(sequence)
                  .setCapabilities(capabilities)
                  .build();

          assertThat(reader.readBody(Unpooled.wrappedBuffer(message.toByteArray()))).isTrue();
          assertThat(new InstanceUid(reader.uidMostSignificant(), reader.uidLeastSignificant()))
              .isEqualTo(new InstanceUid(high, low));
          assertThat(reader.sequence()).isEqualTo(sequence);
          assertThat(reader.capabilities()).isEqualTo(capabilities);
        });
  }

  @Test
  void noOtherMessageIsTakenForAHeartbeat() {
    Property.tries(1_000)
        .forAll(
            choices -> new RandomMessages(choices).fromAgent(),
            message -> {
              AgentToServer plain =
                  AgentToServer.newBuilder()
                      .setInstanceUid(message.getInstanceUid())
                      .setSequenceNum(message.getSequenceNum())
                      .setCapabilities(message.getCapabilities())
                      .build();
              ByteBuf body = Unpooled.wrappedBuffer(message.toByteArray());

              assertThat(reader.readBody(body)).isEqualTo(message.equals(plain));
              assertThat(DECODER.decodeBody(body)).isInstanceOf(Decoded.class);
            });
  }

  private void readMany(ByteBuf frame) {
    for (int i = 0; i < 100_000; i++) {
      if (!reader.readFrame(frame)) {
        throw new AssertionError("no heartbeat");
      }
    }
  }
}
