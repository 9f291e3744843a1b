package io.muster.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.ConnectionSettingsOffers;
import io.muster.protocol.proto.OpAMPConnectionSettings;
import io.muster.protocol.proto.ServerErrorResponseType;
import io.muster.protocol.proto.ServerToAgent;
import io.muster.protocol.proto.TelemetryConnectionSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerMessageTest {

  private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;
  private static final WireUid UID = WireUid.of(GoldenVectors.UID);
  private static final WireUid LEGACY =
      new WireUid(
          InstanceUid.parse("01563e3a-b5d3-d676-4c61-efb99302bd5b"),
          ByteString.copyFromUtf8("01arz3NDEKTSV4RRFFQ69G5FAV"));
  private static final Fragment CONFIG = config(32 << 10);
  private static final Fragment ERROR =
      Fragments.errorResponse(
          ServerErrorResponseType.ServerErrorResponseType_BadRequest, "x", null);
  private static final Fragment OPAMP =
      Fragments.connectionSettings(
          ConnectionSettingsOffers.newBuilder()
              .setOpamp(OpAMPConnectionSettings.newBuilder().setDestinationEndpoint("wss://h"))
              .build());
  private static final Fragment OWN_METRICS =
      Fragments.connectionSettings(
          ConnectionSettingsOffers.newBuilder()
              .setOwnMetrics(TelemetryConnectionSettings.getDefaultInstance())
              .build());

  @Test
  void aLargeConfigIsReferredToAndNotCopied() {
    ServerMessage message = ServerMessage.of(UID, CONFIG, Fragments.capabilities(0x7f));
    ByteBuf frame = message.frame(ALLOCATOR, false);

    assertThat(CONFIG.isShared()).isTrue();
    assertThat(frame.isDirect()).isTrue();
    assertThat(frame.nioBufferCount()).isEqualTo(2);
    assertThat(frame.readableBytes()).isEqualTo(1 + 18 + 2 + CONFIG.size());
    assertThat(message.bodySize()).isEqualTo(18 + 2 + CONFIG.size());
    // What the prefix costs, and the configuration does not.
    assertThat(frame.nioBuffers()[0].remaining()).isEqualTo(21);
    frame.release();
  }

  @Test
  void theSharedPartOutlivesEveryMessage() throws InvalidProtocolBufferException {
    ServerMessage message = ServerMessage.of(UID, CONFIG);
    var kept = new ArrayList<ByteBuf>();
    for (int i = 0; i < 3; i++) {
      kept.add(message.frame(PooledByteBufAllocator.DEFAULT, true));
    }
    assertThat(kept.get(0).release()).isTrue();
    assertThat(kept.get(1).release()).isTrue();

    ServerToAgent parsed = ServerToAgent.parseFrom(kept.get(2).nioBuffer());
    assertThat(parsed.getRemoteConfig().getConfig().getConfigMapOrThrow("f").getBody().size())
        .isEqualTo(32 << 10);
    assertThat(kept.get(2).release()).isTrue();
    assertThat(CONFIG.encoded().size()).isEqualTo(CONFIG.size());
  }

  @Test
  void aSmallConfigIsCopied() {
    Fragment small = config(100);
    ByteBuf frame = ServerMessage.of(UID, small).frame(ALLOCATOR, false);

    assertThat(small.isShared()).isFalse();
    assertThat(frame.nioBufferCount()).isEqualTo(1);
    assertThat(frame.isDirect()).isTrue();
    frame.release();
  }

  @Test
  void deliveringAConfigToOneMoreAgentAllocatesLittle() {
    Runnable delivery =
        () -> {
          for (int i = 0; i < 1000; i++) {
            ServerMessage message = ServerMessage.of(UID, CONFIG);
            message.frame(PooledByteBufAllocator.DEFAULT, false).release();
          }
        };
    delivery.run();

    assertThat(Allocation.of(delivery) / 1000).isLessThan(700);
  }

  @Test
  void theUidComesFirstAndSmallFieldsBeforeTheSharedOne() {
    ServerMessage message =
        ServerMessage.of(UID, CONFIG, Fragments.capabilities(0x7f), Fragments.flags(1));

    assertThat(GoldenVectors.hex(message.body(ALLOCATOR)))
        .startsWith(GoldenVectors.UID_FIELD + "3001" + "387f" + "1a");
  }

  @Test
  void anAcknowledgementIsTheMessageWithoutFragments() {
    for (WireUid uid : List.of(UID, LEGACY)) {
      for (boolean headerless : new boolean[] {true, false}) {
        assertThat(GoldenVectors.hex(ServerMessage.ackFrame(ALLOCATOR, uid, headerless)))
            .isEqualTo(GoldenVectors.hex(ServerMessage.of(uid).frame(ALLOCATOR, headerless)));
      }
    }
  }

  @Test
  void aLegacyAgentGetsItsTextBackAndANewUidAsText() throws InvalidProtocolBufferException {
    Fragment identification = Fragments.identification(GoldenVectors.UID, LEGACY);
    ByteBuf body = ServerMessage.of(LEGACY, identification).body(ALLOCATOR);
    ServerToAgent parsed = ServerToAgent.parseFrom(body.nioBuffer());
    body.release();

    assertThat(parsed.getInstanceUid()).isEqualTo(LEGACY.echo());
    ByteString newUid = parsed.getAgentIdentification().getNewInstanceUid();
    assertThat(newUid.toStringUtf8()).isEqualTo("01J3GA4000E008000000000001");
    assertThat(Ulid.parse(newUid)).isEqualTo(GoldenVectors.UID);
  }

  @Test
  void noFieldOccursTwice() {
    assertThatThrownBy(() -> ServerMessage.of(UID, Fragments.flags(1), Fragments.flags(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fields 6 and 6 of ServerToAgent cannot be in one message");
  }

  @Test
  void errorsCommandsAndOpampOffersGoAlone() {
    Fragment capabilities = Fragments.capabilities(EnumSet.allOf(ServerCapability.class));
    Fragment flags = Fragments.flags(1);

    assertThat(ERROR.fitsWith(capabilities)).isFalse();
    assertThat(capabilities.fitsWith(ERROR)).isFalse();
    assertThat(ERROR.fitsWith(flags)).isFalse();
    for (Fragment solitary : List.of(Fragments.restart(), OPAMP)) {
      assertThat(solitary.isSolitary()).isTrue();
      assertThat(solitary.fitsWith(capabilities)).isTrue();
      assertThat(capabilities.fitsWith(solitary)).isTrue();
      assertThat(solitary.fitsWith(flags)).isFalse();
      assertThat(CONFIG.fitsWith(solitary)).isFalse();
    }
    assertThat(OPAMP.fitsWith(Fragments.restart())).isFalse();
    assertThat(OWN_METRICS.isSolitary()).isFalse();
    assertThat(OWN_METRICS.fitsWith(CONFIG)).isTrue();
    assertThatThrownBy(() -> ServerMessage.of(UID, capabilities, ERROR))
        .hasMessage("fields 7 and 2 of ServerToAgent cannot be in one message");
  }

  @Test
  void onlyAnErrorIsSentToAnUnknownUid() {
    assertThat(GoldenVectors.hex(ServerMessage.of(null, ERROR).body(ALLOCATOR)))
        .isEqualTo("12050801120178");
    assertThatThrownBy(() -> ServerMessage.of(null, Fragments.flags(1)))
        .hasMessage("only an error can be sent to an unknown uid");
    assertThatThrownBy(() -> ServerMessage.of(null))
        .hasMessage("only an error can be sent to an unknown uid");
  }

  @Test
  void theSizeLimitCountsTheHeader() {
    int rest = 2048 - 18;
    Fragment data = null;
    for (int size = rest; data == null || data.size() > rest; size--) {
      data = Fragments.customMessage("c", "t", ByteString.copyFrom(new byte[size]));
    }
    ServerMessage message = ServerMessage.of(UID, data);

    assertThat(message.bodySize()).isEqualTo(2048);
    assertThat(message.fits(MessageLimits.ofBytes(2049))).isTrue();
    assertThat(message.fits(MessageLimits.ofBytes(2048))).isFalse();
  }

  @Test
  void aRetryIsOnlyTimedWhenUnavailable() {
    var bad = ServerErrorResponseType.ServerErrorResponseType_BadRequest;
    var unavailable = ServerErrorResponseType.ServerErrorResponseType_Unavailable;

    assertThatThrownBy(() -> Fragments.errorResponse(bad, "x", Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fragments.errorResponse(unavailable, "x", Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Fragment config(int bytes) {
    var file = AgentConfigFile.newBuilder().setBody(ByteString.copyFrom(new byte[bytes])).build();
    return Fragments.remoteConfig(Map.of("f", file), ContentHash.parse("01"));
  }
}
