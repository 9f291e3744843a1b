package io.muster.store.rollout;

import static io.muster.store.CacheName.EPOCHS;

import com.google.protobuf.ByteString;
import io.muster.protocol.InstanceUid;
import io.muster.rollout.AgentOutcome;
import io.muster.rollout.RolloutAgent;
import io.muster.rollout.RolloutAgentStore;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.Writes;
import io.muster.store.proto.AgentOutcomeRecord;
import io.muster.store.proto.RolloutAgentRecord;
import io.muster.store.proto.RolloutAgentsRecord;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Agents of rollouts that have ended, in the cache {@code epochs}, by {@code rollouts/id/agents}.
 */
@Singleton
final class StoredRolloutAgents implements RolloutAgentStore {

  private final KeyValueStore store;

  StoredRolloutAgents(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public void keep(String rollout, Kept kept) {
    Writes.await(store.put(EPOCHS, key(rollout), write(kept), Lifespan.FOREVER));
  }

  @Override
  public Optional<Kept> of(String rollout) {
    return store
        .get(EPOCHS, key(rollout))
        .map(entry ->
            Records.read(EPOCHS, entry, RolloutAgentsRecord.parser(), StoredRolloutAgents::read));
  }

  @Override
  public void forget(String rollout) {
    Writes.await(store.remove(EPOCHS, key(rollout)));
  }

  private static String key(String rollout) {
    return "rollouts/" + rollout + "/agents";
  }

  private static ByteString write(Kept kept) {
    RolloutAgentsRecord.Builder record = RolloutAgentsRecord.newBuilder().setMore(kept.more());
    for (RolloutAgent agent : kept.agents()) {
      record.addAgents(
          RolloutAgentRecord.newBuilder()
              .setUid(agent.uid().toBytes())
              .setOutcome(write(agent.outcome()))
              .setMessage(agent.message())
              .setSince(Records.timestamp(agent.since())));
    }
    return record.build().toByteString();
  }

  private static Kept read(RolloutAgentsRecord record) {
    return new Kept(
        record.getAgentsList().stream()
            .map(agent ->
                new RolloutAgent(
                    InstanceUid.of(agent.getUid()),
                    read(agent.getOutcome()),
                    agent.getMessage(),
                    Records.instant(agent.getSince())))
            .toList(),
        record.getMore());
  }

  private static AgentOutcomeRecord write(AgentOutcome outcome) {
    return switch (outcome) {
      case FAILED -> AgentOutcomeRecord.AGENT_OUTCOME_FAILED;
      case UNANSWERED -> AgentOutcomeRecord.AGENT_OUTCOME_UNANSWERED;
      case PENDING -> AgentOutcomeRecord.AGENT_OUTCOME_PENDING;
      case ROLLED_BACK -> AgentOutcomeRecord.AGENT_OUTCOME_ROLLED_BACK;
      case UNCONFIRMED -> AgentOutcomeRecord.AGENT_OUTCOME_UNCONFIRMED;
      case APPLIED -> AgentOutcomeRecord.AGENT_OUTCOME_APPLIED;
    };
  }

  private static AgentOutcome read(AgentOutcomeRecord record) {
    return switch (record) {
      case AGENT_OUTCOME_FAILED -> AgentOutcome.FAILED;
      case AGENT_OUTCOME_UNANSWERED -> AgentOutcome.UNANSWERED;
      case AGENT_OUTCOME_PENDING -> AgentOutcome.PENDING;
      case AGENT_OUTCOME_ROLLED_BACK -> AgentOutcome.ROLLED_BACK;
      case AGENT_OUTCOME_UNCONFIRMED -> AgentOutcome.UNCONFIRMED;
      case AGENT_OUTCOME_APPLIED -> AgentOutcome.APPLIED;
      case AGENT_OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("an agent stands in an unknown way to its rollout");
    };
  }
}
