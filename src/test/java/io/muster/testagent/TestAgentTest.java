package io.muster.testagent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.protocol.proto.RemoteConfigStatuses;
import org.junit.jupiter.api.Test;

class TestAgentTest {

  private static final InstanceUid UID = InstanceUid.parse("0190e0a2-0000-7000-8000-00000000f001");
  private static final RemoteConfigStatus APPLIED =
      TestAgent.status(
          ByteString.copyFromUtf8("hash"), RemoteConfigStatuses.RemoteConfigStatuses_APPLIED, "");
  private static final AgentConfigMap CONFIG = AgentConfigMap.getDefaultInstance();

  private final TestAgent agent =
      new TestAgent(
              UID,
              "test",
              AgentCapability.REPORTS_STATUS,
              AgentCapability.REPORTS_REMOTE_CONFIG,
              AgentCapability.REPORTS_EFFECTIVE_CONFIG)
          .configStatus(APPLIED)
          .runs(CONFIG)
          .health(ComponentHealth.newBuilder().setHealthy(true));

  @Test
  void everyMessageHasUidCapabilitiesAndTheNextNumber() {
    AgentToServer first = agent.message().build();
    assertThat(agent.uid()).isEqualTo(UID);
    assertThat(first.getInstanceUid()).isEqualTo(UID.toBytes());
    assertThat(AgentCapabilities.of(AgentCapability.REPORTS_STATUS).bits())
        .isEqualTo(first.getCapabilities() & 1);
    assertThat(first.hasAgentDescription()).isFalse();
    assertThat(first.hasRemoteConfigStatus()).isFalse();
    assertThat(agent.configReport().getSequenceNum()).isEqualTo(first.getSequenceNum() + 1);
    assertThat(agent.report().getSequenceNum()).isEqualTo(first.getSequenceNum() + 2);

    ByteString other = InstanceUid.parse("0190e0a2-0000-7000-8000-00000000f002").toBytes();
    agent.rename(other);
    assertThat(agent.message().getInstanceUid()).isEqualTo(other);
  }

  @Test
  void aReportHasAllThatWasSetAndAReportOfTheConfigOnlyThat() {
    AgentToServer config = agent.configReport().build();
    assertThat(config.getRemoteConfigStatus()).isEqualTo(APPLIED);
    assertThat(config.getEffectiveConfig().getConfigMap()).isEqualTo(CONFIG);
    assertThat(config.hasHealth()).isFalse();
    assertThat(config.hasAgentDescription()).isFalse();

    AgentToServer all = agent.identifiedBy("a", "1").describedBy("b", "2").report().build();
    assertThat(all.getRemoteConfigStatus()).isEqualTo(APPLIED);
    assertThat(all.hasEffectiveConfig()).isTrue();
    assertThat(all.getHealth().getHealthy()).isTrue();
    assertThat(all.getAgentDescription().getIdentifyingAttributesList())
        .extracting(each -> each.getKey() + "=" + each.getValue().getStringValue())
        .containsExactly("service.name=test", "a=1");
    assertThat(all.getAgentDescription().getNonIdentifyingAttributesList())
        .extracting(each -> each.getKey() + "=" + each.getValue().getStringValue())
        .containsExactly("b=2");
  }

  @Test
  void oneThatIsNotConfiguredSaysNothingOfConfigs() {
    TestAgent plain = new TestAgent(UID, "plain", AgentCapability.REPORTS_STATUS);
    AgentToServer all = plain.report().build();
    assertThat(all.hasRemoteConfigStatus()).isFalse();
    assertThat(all.hasEffectiveConfig()).isFalse();
    assertThat(all.hasHealth()).isFalse();
  }
}
