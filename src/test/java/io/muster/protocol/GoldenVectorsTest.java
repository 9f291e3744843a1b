package io.muster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentDescription;
import io.muster.protocol.proto.AgentDisconnect;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.AnyValue;
import io.muster.protocol.proto.CertificateRequest;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.ConnectionSettingsOffers;
import io.muster.protocol.proto.ConnectionSettingsRequest;
import io.muster.protocol.proto.DownloadableFile;
import io.muster.protocol.proto.KeyValue;
import io.muster.protocol.proto.OpAMPConnectionSettings;
import io.muster.protocol.proto.OpAMPConnectionSettingsRequest;
import io.muster.protocol.proto.PackageAvailable;
import io.muster.protocol.proto.PackagesAvailable;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.protocol.proto.ServerErrorResponseType;
import io.muster.protocol.proto.ServerToAgent;
import io.muster.protocol.proto.TLSCertificate;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of another protobuf implementation, in both directions. */
class GoldenVectorsTest {

  private static final Decoder DECODER = new Decoder(MessageLimits.DEFAULT, false);
  private static final WireUid UID = WireUid.of(GoldenVectors.UID);

  static Stream<Arguments> agentMessages() {
    var base = AgentToServer.newBuilder().setInstanceUid(UID.echo());
    return Stream.of(
        Arguments.of(
            "a2s-minimal",
            GoldenVectors.A2S_MINIMAL,
            base.clone().setSequenceNum(1).setCapabilities(1).build()),
        Arguments.of(
            "a2s-first",
            GoldenVectors.A2S_FIRST,
            base.clone()
                .setSequenceNum(1)
                .setAgentDescription(
                    AgentDescription.newBuilder()
                        .addIdentifyingAttributes(
                            KeyValue.newBuilder()
                                .setKey("service.name")
                                .setValue(AnyValue.newBuilder().setStringValue("demo"))))
                .setCapabilities(0x3007)
                .setRemoteConfigStatus(RemoteConfigStatus.getDefaultInstance())
                .build()),
        Arguments.of(
            "a2s-disconnect",
            GoldenVectors.A2S_DISCONNECT,
            base.clone()
                .setSequenceNum(9)
                .setCapabilities(1)
                .setAgentDisconnect(AgentDisconnect.getDefaultInstance())
                .build()),
        Arguments.of(
            "a2s-health",
            GoldenVectors.A2S_HEALTH,
            base.clone()
                .setSequenceNum(2)
                .setCapabilities(0x801)
                .setHealth(
                    ComponentHealth.newBuilder()
                        .setHealthy(true)
                        .setStartTimeUnixNano(1_700_000_000_000_000_000L)
                        .setStatus("StatusOK")
                        .setStatusTimeUnixNano(1_700_000_001_000_000_000L)
                        .putComponentHealthMap(
                            "pipeline:logs", ComponentHealth.newBuilder().setHealthy(true).build()))
                .build()),
        Arguments.of(
            "a2s-csr",
            GoldenVectors.A2S_CSR,
            base.clone()
                .setSequenceNum(3)
                .setCapabilities(0x101)
                .setConnectionSettingsRequest(
                    ConnectionSettingsRequest.newBuilder()
                        .setOpamp(
                            OpAMPConnectionSettingsRequest.newBuilder()
                                .setCertificateRequest(
                                    CertificateRequest.newBuilder()
                                        .setCsr(ByteString.copyFromUtf8("PEM")))))
                .build()));
  }

  static Stream<Arguments> serverMessages() {
    var opamp =
        OpAMPConnectionSettings.newBuilder()
            .setDestinationEndpoint("wss://h:4320/v1/opamp")
            .setCertificate(
                TLSCertificate.newBuilder()
                    .setCert(ByteString.copyFromUtf8("C"))
                    .setCaCert(ByteString.copyFromUtf8("A")))
            .setHeartbeatIntervalSeconds(30);
    var file =
        DownloadableFile.newBuilder()
            .setDownloadUrl("http://h/p")
            .setContentHash(GoldenVectors.byteString("01"))
            .setSignature(ByteString.copyFromUtf8("S"));
    var topLevel =
        PackageAvailable.newBuilder()
            .setVersion("v1")
            .setFile(file)
            .setHash(GoldenVectors.byteString("02"))
            .build();
    return Stream.of(
        Arguments.of("s2a-ack", GoldenVectors.S2A_ACK, List.of()),
        Arguments.of("s2a-first", GoldenVectors.S2A_FIRST, List.of(Fragments.capabilities(0x7f))),
        Arguments.of("s2a-fullstate", GoldenVectors.S2A_FULL_STATE, List.of(Fragments.flags(1))),
        Arguments.of(
            "s2a-config",
            GoldenVectors.S2A_CONFIG,
            List.of(
                Fragments.remoteConfig(
                    Map.of(
                        "",
                        AgentConfigFile.newBuilder()
                            .setBody(ByteString.copyFromUtf8("a: 1"))
                            .setContentType("text/yaml")
                            .build()),
                    ContentHash.parse("0102")))),
        Arguments.of(
            "s2a-newuid",
            GoldenVectors.S2A_NEW_UID,
            List.of(Fragments.identification(GoldenVectors.UID, UID))),
        Arguments.of(
            "s2a-badrequest",
            GoldenVectors.S2A_BAD_REQUEST,
            List.of(
                Fragments.errorResponse(
                    ServerErrorResponseType.ServerErrorResponseType_BadRequest, "x", null))),
        Arguments.of(
            "s2a-unavailable",
            GoldenVectors.S2A_UNAVAILABLE,
            List.of(
                Fragments.errorResponse(
                    ServerErrorResponseType.ServerErrorResponseType_Unavailable,
                    "",
                    Duration.ofSeconds(30)))),
        Arguments.of("s2a-restart", GoldenVectors.S2A_RESTART, List.of(Fragments.restart())),
        Arguments.of(
            "s2a-connset",
            GoldenVectors.S2A_CONNECTION_SETTINGS,
            List.of(
                Fragments.connectionSettings(
                    ConnectionSettingsOffers.newBuilder()
                        .setHash(GoldenVectors.byteString("01"))
                        .setOpamp(opamp)
                        .build()))),
        Arguments.of(
            "s2a-packages",
            GoldenVectors.S2A_PACKAGES,
            List.of(
                Fragments.packages(
                    PackagesAvailable.newBuilder()
                        .putPackages("", topLevel)
                        .setAllPackagesHash(GoldenVectors.byteString("03"))
                        .build()))),
        Arguments.of(
            "s2a-custom",
            GoldenVectors.S2A_CUSTOM,
            List.of(
                Fragments.customCapabilities(List.of("com.example.x/v1")),
                Fragments.customMessage("com.example.x/v1", "t", ByteString.copyFromUtf8("d")))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("agentMessages")
  void anAgentsMessageIsDecoded(String name, String hex, AgentToServer expected) {
    assertThat(DECODER.decodeFrame(GoldenVectors.bytes("00" + hex)))
        .isEqualTo(new Decoded(expected, UID, false));
    assertThat(DECODER.decodeBody(GoldenVectors.bytes(hex)))
        .isEqualTo(new Decoded(expected, UID, false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("agentMessages")
  void anAgentsMessageIsEncodedToTheSameBytes(String name, String hex, AgentToServer message) {
    assertThat(message.toByteString()).isEqualTo(GoldenVectors.byteString(hex));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("serverMessages")
  void aServersMessageIsWrittenToTheSameBytes(String name, String hex, List<Fragment> fragments) {
    ServerMessage message = ServerMessage.of(UID, fragments);
    var allocator = UnpooledByteBufAllocator.DEFAULT;

    assertThat(GoldenVectors.hex(message.body(allocator))).isEqualTo(hex);
    assertThat(GoldenVectors.hex(message.frame(allocator, false))).isEqualTo("00" + hex);
    assertThat(GoldenVectors.hex(message.frame(allocator, true))).isEqualTo(hex);
    assertThat(message.bodySize()).isEqualTo(hex.length() / 2);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("serverMessages")
  void aServersMessageIsReadAndWrittenByTheSchema(String name, String hex, List<Fragment> fragments)
      throws InvalidProtocolBufferException {
    var parsed = ServerToAgent.parseFrom(GoldenVectors.byteString(hex));

    assertThat(parsed.getInstanceUid()).isEqualTo(UID.echo());
    assertThat(parsed.getUnknownFields().asMap()).isEmpty();
    assertThat(parsed.toByteString()).isEqualTo(GoldenVectors.byteString(hex));
  }
}
