package io.muster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import io.muster.property.Choices;
import io.muster.property.Property;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ServerErrorResponseType;
import io.muster.protocol.proto.ServerToAgent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Any message, through our code and through two other implementations of protobuf. */
class RoundTripTest {

  private static final Decoder DECODER = new Decoder(MessageLimits.DEFAULT, true);

  @Test
  void anyAgentMessageIsDecodedAsItWasEncoded() {
    Property.tries(1_000)
        .forAll(
            choices -> new RandomMessages(choices).fromAgent(),
            RoundTripTest::isDecodedAsItWasEncoded);
  }

  private static void isDecodedAsItWasEncoded(AgentToServer message) {
    ByteBuf body = Unpooled.wrappedBuffer(message.toByteArray());
    ByteBuf direct = Unpooled.directBuffer().writeByte(0).writeBytes(body, 0, body.capacity());

    WireUid uid = WireUid.of(InstanceUid.of(message.getInstanceUid()));
    assertThat(DECODER.decodeBody(body)).isEqualTo(new Decoded(message, uid, false));
    assertThat(DECODER.decodeFrame(direct)).isEqualTo(new Decoded(message, uid, false));
    assertThat(DECODER.decodeFrame(body)).isEqualTo(new Decoded(message, uid, true));
    assertThat(UidReader.peekFrame(direct, false)).isEqualTo(uid);
  }

  @Test
  void anyServerMessageIsReadByOthersAsItWasMeant() {
    Property.tries(1_000).holds(RoundTripTest::isReadByOthersAsItWasMeant);
  }

  private static void isReadByOthersAsItWasMeant(Choices choices) throws IOException {
    var random = new RandomMessages(choices);
    ServerToAgent.Builder meant = ServerToAgent.newBuilder();
    WireUid uid = WireUid.of(InstanceUid.of(random.bytes(InstanceUid.BYTES)));
    List<Fragment> fragments =
        fragments(random.fill(ServerToAgent.getDefaultInstance()), meant, uid);
    Collections.shuffle(fragments, choices);
    meant.setInstanceUid(uid.echo());
    choices.note(
        () -> "meant " + TextFormat.printer().emittingSingleLine(true).printToString(meant));

    byte[] written = bytes(ServerMessage.of(uid, fragments));

    assertThat(ServerToAgent.parseFrom(written)).isEqualTo(meant.build());
    byte[] rewritten =
        opamp.proto.ServerToAgent.ADAPTER.encode(opamp.proto.ServerToAgent.ADAPTER.decode(written));
    // That client has no ServerErrorResponse of a newer type and no newer fields; none are used.
    assertThat(ServerToAgent.parseFrom(rewritten)).isEqualTo(meant.build());
    assertThat(fieldNumbers(written)).doesNotHaveDuplicates().startsWith(1);
  }

  /** The fields of a random message, as far as they may be in one message. */
  private static List<Fragment> fragments(
      ServerToAgent source, ServerToAgent.Builder meant, WireUid uid) {
    var fragments = new ArrayList<Fragment>();
    if (source.hasErrorResponse()) {
      var type = ServerErrorResponseType.ServerErrorResponseType_Unavailable;
      String text = source.getErrorResponse().getErrorMessage();
      fragments.add(Fragments.errorResponse(type, text, Duration.ofNanos(7)));
      meant.getErrorResponseBuilder().setType(type).setErrorMessage(text);
      meant.getErrorResponseBuilder().getRetryInfoBuilder().setRetryAfterNanoseconds(7);
      return fragments;
    }
    if (source.getCapabilities() != 0) {
      fragments.add(Fragments.capabilities(source.getCapabilities()));
      meant.setCapabilities(source.getCapabilities());
    }
    if (source.hasCommand()) {
      fragments.add(Fragments.restart());
      meant.getCommandBuilder();
      return fragments;
    }
    if (source.hasConnectionSettings()) {
      fragments.add(Fragments.connectionSettings(source.getConnectionSettings()));
      meant.setConnectionSettings(source.getConnectionSettings());
      if (source.getConnectionSettings().hasOpamp()) {
        return fragments;
      }
    }
    if (source.hasRemoteConfig()) {
      var config = source.getRemoteConfig().toBuilder();
      config.getConfigBuilder().putConfigMap("large", LARGE);
      fragments.add(
          Fragments.remoteConfig(
              config.getConfig().getConfigMapMap(), new ContentHash(config.getConfigHash())));
      meant.setRemoteConfig(config);
    }
    if (source.hasPackagesAvailable()) {
      fragments.add(Fragments.packages(source.getPackagesAvailable()));
      meant.setPackagesAvailable(source.getPackagesAvailable());
    }
    if (source.getFlags() != 0) {
      fragments.add(Fragments.flags(source.getFlags()));
      meant.setFlags(source.getFlags());
    }
    if (source.hasAgentIdentification()) {
      fragments.add(Fragments.identification(uid.uid(), uid));
      meant.getAgentIdentificationBuilder().setNewInstanceUid(uid.echo());
    }
    if (source.hasCustomCapabilities()) {
      fragments.add(
          Fragments.customCapabilities(source.getCustomCapabilities().getCapabilitiesList()));
      meant.setCustomCapabilities(source.getCustomCapabilities());
    }
    if (source.hasCustomMessage()) {
      var custom = source.getCustomMessage();
      fragments.add(
          Fragments.customMessage(custom.getCapability(), custom.getType(), custom.getData()));
      meant.setCustomMessage(custom);
    }
    return fragments;
  }

  private static final io.muster.protocol.proto.AgentConfigFile LARGE =
      io.muster.protocol.proto.AgentConfigFile.newBuilder()
          .setBody(ByteString.copyFrom(new byte[5000]))
          .build();

  private static byte[] bytes(ServerMessage message) {
    ByteBuf body = message.body(UnpooledByteBufAllocator.DEFAULT);
    try {
      assertThat(body.readableBytes()).isEqualTo(message.bodySize());
      var bytes = new byte[body.readableBytes()];
      body.readBytes(bytes);
      return bytes;
    } finally {
      body.release();
    }
  }

  private static List<Integer> fieldNumbers(byte[] message) {
    var reader = new WireReader(Unpooled.wrappedBuffer(message), 0);
    var numbers = new ArrayList<Integer>();
    while (reader.position() < message.length) {
      int tag = reader.tag(message.length);
      reader.skip(tag & 7, message.length);
      numbers.add(tag >>> 3);
    }
    assertThat(reader.broken()).isFalse();
    return numbers;
  }
}
