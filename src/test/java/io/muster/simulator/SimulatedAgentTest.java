package io.muster.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.AgentIdentification;
import io.muster.protocol.proto.AgentRemoteConfig;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.protocol.proto.RetryInfo;
import io.muster.protocol.proto.ServerErrorResponse;
import io.muster.protocol.proto.ServerErrorResponseType;
import io.muster.protocol.proto.ServerToAgent;
import io.muster.protocol.proto.ServerToAgentFlags;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SimulatedAgentTest {

  private static final ByteString UID = AgentProfile.uid(1, 7);
  private static final ByteString HASH = ByteString.copyFromUtf8("hash");

  private final SimulatedAgent agent =
      new SimulatedAgent(7, UID, AgentProfile.health(1), new ConfigPool(1_000));

  private static ServerToAgent offer() {
    AgentConfigFile file =
        AgentConfigFile.newBuilder().setBody(ByteString.copyFromUtf8("a: 1")).build();
    return ServerToAgent.newBuilder()
        .setInstanceUid(UID)
        .setRemoteConfig(
            AgentRemoteConfig.newBuilder()
                .setConfigHash(HASH)
                .setConfig(AgentConfigMap.newBuilder().putConfigMap("collector.yaml", file)))
        .build();
  }

  private SimulatedAgent.Heard hears(ServerToAgent message) {
    return agent.received(message);
  }

  @Test
  void itIntroducesItselfInFullAndThenOnlyBeats() {
    AgentToServer first = agent.next();
    assertThat(first.getInstanceUid()).isEqualTo(UID);
    assertThat(first.getSequenceNum()).isZero();
    assertThat(first.hasAgentDescription()).isTrue();
    assertThat(
            first.getAgentDescription().getIdentifyingAttributesCount()
                + first.getAgentDescription().getNonIdentifyingAttributesCount())
        .isEqualTo(12);
    assertThat(first.getHealth().getComponentHealthMapCount()).isEqualTo(10);
    assertThat(first.getEffectiveConfig().getConfigMap().getConfigMapOrThrow("").getBody().size())
        .isBetween(1_000, 1_200);
    assertThat(first.getRemoteConfigStatus().getStatus())
        .isEqualTo(RemoteConfigStatuses.RemoteConfigStatuses_UNSET);
    assertThat(agent.hasNews()).isFalse();
    assertThat(agent.next())
        .isEqualTo(
            AgentToServer.newBuilder()
                .setInstanceUid(UID)
                .setSequenceNum(1)
                .setCapabilities(AgentProfile.CAPABILITIES)
                .build());
  }

  @Test
  void anAppliedConfigIsReportedOnceWithTheEffectiveConfig() {
    agent.next();
    ByteString offered = Objects.requireNonNull(hears(offer()).offered());
    assertThat(offered).isEqualTo(HASH);
    agent.applied(offered);
    AgentToServer report = agent.next();
    assertThat(report.getRemoteConfigStatus().getLastRemoteConfigHash()).isEqualTo(HASH);
    assertThat(report.getRemoteConfigStatus().getStatus())
        .isEqualTo(RemoteConfigStatuses.RemoteConfigStatuses_APPLIED);
    assertThat(report.getEffectiveConfig().getConfigMap())
        .isEqualTo(offer().getRemoteConfig().getConfig());
    assertThat(report.hasAgentDescription()).isFalse();
    assertThat(agent.hasNews()).isFalse();
    assertThat(hears(offer()).offered()).as("the same again").isNull();
  }

  @Test
  void aRefusedConfigIsReportedWithItsError() {
    agent.next();
    agent.failed(HASH);
    AgentToServer report = agent.next();
    assertThat(report.getRemoteConfigStatus().getStatus())
        .isEqualTo(RemoteConfigStatuses.RemoteConfigStatuses_FAILED);
    assertThat(report.getRemoteConfigStatus().getErrorMessage()).isNotEmpty();
    assertThat(report.hasEffectiveConfig()).isFalse();
  }

  @Test
  void askedForTheFullStateItTellsEverythingAgain() {
    agent.next();
    agent.applied(HASH);
    agent.next();
    hears(
        ServerToAgent.newBuilder()
            .setFlags(ServerToAgentFlags.ServerToAgentFlags_ReportFullState_VALUE)
            .build());
    assertThat(agent.hasNews()).isTrue();
    AgentToServer full = agent.next();
    assertThat(full.hasAgentDescription()).isTrue();
    assertThat(full.hasHealth()).isTrue();
    assertThat(full.getRemoteConfigStatus().getLastRemoteConfigHash()).isEqualTo(HASH);
    assertThat(full.getSequenceNum()).isEqualTo(2);
  }

  @Test
  void itTakesANewUidUntilItCrashes() {
    ByteString assigned = AgentProfile.uid(1, 8);
    hears(
        ServerToAgent.newBuilder()
            .setAgentIdentification(AgentIdentification.newBuilder().setNewInstanceUid(assigned))
            .build());
    assertThat(agent.next().getInstanceUid()).isEqualTo(assigned);
    agent.applied(HASH);
    agent.restarted();
    AgentToServer first = agent.next();
    assertThat(first.getInstanceUid()).isEqualTo(UID);
    assertThat(first.getSequenceNum()).isZero();
    assertThat(first.getRemoteConfigStatus().getLastRemoteConfigHash()).isEmpty();
  }

  @Test
  void anUnavailableServerSaysHowLongToStayAway() {
    SimulatedAgent.Heard heard =
        hears(
            ServerToAgent.newBuilder()
                .setErrorResponse(
                    ServerErrorResponse.newBuilder()
                        .setType(ServerErrorResponseType.ServerErrorResponseType_Unavailable)
                        .setRetryInfo(RetryInfo.newBuilder().setRetryAfterNanoseconds(5)))
                .build());
    assertThat(heard.unavailable()).isTrue();
    assertThat(heard.retryAfterNanos()).isEqualTo(5);
  }

  @Test
  void uidsAreUuidsOfVersionSevenAndTheSameForTheSameSeed() {
    assertThat(UID.byteAt(6) & 0xf0).isEqualTo(0x70);
    assertThat(UID.byteAt(8) & 0xc0).isEqualTo(0x80);
    assertThat(AgentProfile.uid(1, 7)).isEqualTo(UID);
    assertThat(AgentProfile.uid(2, 7)).isNotEqualTo(UID);
    assertThat(java.util.stream.IntStream.range(0, 50_000).mapToObj(i -> AgentProfile.uid(1, i)))
        .doesNotHaveDuplicates();
  }

  @Test
  void aChangeOfHealthAndADriftAreToldOnce() {
    agent.next();
    hears(offer());
    agent.applied(HASH);
    assertThat(agent.next().getEffectiveConfig().getConfigMap().containsConfigMap("collector.yaml"))
        .isTrue();
    agent.healthy(true);
    assertThat(agent.hasNews()).isFalse();
    agent.healthy(false);
    AgentToServer sick = agent.next();
    assertThat(sick.getHealth().getHealthy()).isFalse();
    assertThat(sick.hasEffectiveConfig()).isFalse();
    agent.drifted();
    AgentToServer drifted = agent.next();
    assertThat(drifted.getEffectiveConfig().getConfigMap().containsConfigMap("")).isTrue();
    assertThat(drifted.hasRemoteConfigStatus()).isFalse();
    assertThat(agent.hasNews()).isFalse();
    agent.reconnected();
    assertThat(agent.next().getHealth().getLastError()).contains("simulated failure");
  }
}
