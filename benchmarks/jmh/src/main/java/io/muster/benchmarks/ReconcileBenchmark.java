package io.muster.benchmarks;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentFacts;
import io.muster.agent.AgentState;
import io.muster.agent.Description;
import io.muster.agent.Health;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.agent.Selector;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigReference;
import io.muster.config.ConfigRevision;
import io.muster.config.EncodedRevision;
import io.muster.policy.Desired;
import io.muster.policy.Policy;
import io.muster.policy.PolicySettings;
import io.muster.policy.Target;
import io.muster.policy.TargetSpec;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentToServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What an agent should have, among 20 targets of which two match it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReconcileBenchmark {

  private static final InstanceUid UID = Samples.UID;

  private final AgentState agent = agent();
  private final Policy policy = policy();
  private final Selector selector =
      new Selector(Map.of("service.attribute1", "value-1", "host.attribute7", "value-7"));

  @Benchmark
  public Desired desired() {
    return Desired.desired(agent, policy);
  }

  @Benchmark
  public boolean selectorMatch() {
    return selector.matches(agent);
  }

  private static AgentState agent() {
    AgentToServer report = Samples.report(UID, 1);
    Reported reported =
        new Reported(
            Samples.CAPABILITIES,
            Description.of(report.getAgentDescription()),
            Health.of(report.getHealth()),
            null,
            OfferStatus.of(report.getRemoteConfigStatus()),
            null,
            null,
            List.of(),
            null);
    return new AgentState(UID, reported, AgentFacts.of(UID, Instant.EPOCH));
  }

  private static Policy policy() {
    ConfigDocument document = ConfigDocument.collector(ByteString.copyFromUtf8("a: 1\n"));
    EncodedRevision revision =
        EncodedRevision.of(
            new ConfigRevision(
                "prod",
                1,
                document,
                ContentHash.sha256(ByteString.copyFromUtf8("a")),
                "benchmark",
                Instant.EPOCH,
                ""));
    ConfigReference config = ConfigReference.newest("prod");
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String value = i < 18 ? "other-" + i : "value-1";
      targets.add(
          new Target(
              "target-" + i,
              new TargetSpec(
                  new Selector(Map.of("service.attribute1", value)),
                  config,
                  i == 18 ? 10 : 90,
                  i,
                  false,
                  false,
                  null),
              1,
              Instant.EPOCH,
              "benchmark"));
    }
    return new Policy(PolicySettings.NONE, targets, Map.of(config, revision));
  }
}
