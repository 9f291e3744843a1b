package io.muster.plan;

import com.google.protobuf.ByteString;
import io.muster.agent.Attempts;
import io.muster.agent.Attribute;
import io.muster.agent.AttributeValue;
import io.muster.agent.Description;
import io.muster.agent.Reported;
import io.muster.collector.ConfigChecks;
import io.muster.collector.KnownDistributions;
import io.muster.collector.PlanningChecks;
import io.muster.fleet.Fleet;
import io.muster.fleet.TestFleet;
import io.muster.policy.World;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AvailableComponents;
import io.muster.protocol.proto.ComponentDetails;
import io.muster.redaction.SecretKeys;
import io.muster.rollout.Rollouts;
import io.muster.rollout.RolloutsInMemory;
import io.muster.sync.RunningLookup;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Agents and configs to plan for. */
final class PlanningFleet {

  static final AgentCapabilities MANAGED =
      AgentCapabilities.of(
          AgentCapability.REPORTS_STATUS,
          AgentCapability.ACCEPTS_REMOTE_CONFIG,
          AgentCapability.REPORTS_REMOTE_CONFIG);

  final TestFleet agents = new TestFleet();
  final World world = new World();
  final Rollouts rollouts = RolloutsInMemory.over(world.targets);
  final SetMembership sets =
      new SetMembership(
          new InMemoryManifestSetStore(),
          new ManifestLabels(new InMemoryManifestLabelStore()),
          java.time.InstantSource.fixed(TestFleet.NOW));

  /** Made when the agents are there. */
  private record Beans(Planner planner, ManifestApplier applying, AgentManifests ofAgents) {}

  private @Nullable Beans beans;

  private Beans beans() {
    Beans made = beans;
    if (made == null) {
      Fleet fleet = agents.fleet();
      KnownDistributions distributions = PlanningChecks.distributions(fleet);
      ConfigChecks checks = PlanningChecks.checks(world.policies, fleet, distributions);
      AgentManifests ofAgents = PlanningAgents.of(agents);
      PlannedWorldBuilder prospects =
          new PlannedWorldBuilder(
              world.policies, world.rehearsals(), checks, rollouts, ofAgents, sets);
      made =
          new Beans(
              new Planner(
                  prospects,
                  world.resolver,
                  checks,
                  distributions,
                  new RunningLookup(
                      fleet,
                      new SecretKeys(SecretKeys.DEFAULT),
                      agents -> {},
                      Thread::startVirtualThread),
                  fleet,
                  agents.settings(),
                  agents.freezes()),
              new ManifestApplier(
                  prospects,
                  world.configs,
                  world.ruleSets,
                  world.targets,
                  world.defaults,
                  rollouts,
                  ofAgents,
                  sets),
              ofAgents);
      beans = made;
    }
    return made;
  }

  ManifestApplier applying() {
    return beans().applying();
  }

  static InstanceUid uid(int number) {
    return new InstanceUid(0x0190e0a200007000L, Long.MIN_VALUE | number);
  }

  /** A collector of a version, with these components. */
  void agent(int number, AgentCapabilities capabilities, String version, String components) {
    agent(number, capabilities, version, components, Attempts.NONE);
  }

  /** One of which nothing is known but what operators wrote. */
  void labelled(int number, Map<String, String> labels) {
    Reported reported = new Reported(MANAGED, null, null, null, null, null, null, List.of(), null);
    agents.store(uid(number), reported, labels, Attempts.NONE);
  }

  void agent(
      int number,
      AgentCapabilities capabilities,
      String version,
      String components,
      Attempts attempts) {
    Description description =
        new Description(
            List.of(new Attribute("service.version", new AttributeValue.Text(version))), List.of());
    Reported reported =
        new Reported(
            capabilities, description, null, null, null, null, null, List.of(), hash(components));
    agents.store(uid(number), reported, Map.of("env", "prod"), attempts);
  }

  static ContentHash hash(String components) {
    return new ContentHash(ByteString.copyFromUtf8(components));
  }

  /** What agents of this hash have. */
  void components(String hash, String... exporters) {
    components(hash, "exporters", exporters);
  }

  /** What agents of this hash have. */
  void processors(String hash, String... processors) {
    components(hash, "processors", processors);
  }

  private void components(String hash, String kind, String... types) {
    ComponentDetails.Builder group = ComponentDetails.newBuilder();
    for (String type : types) {
      group.putSubComponentMap(type, ComponentDetails.getDefaultInstance());
    }
    agents.store(
        AvailableComponents.newBuilder()
            .setHash(ByteString.copyFromUtf8(hash))
            .putComponents(kind, group.build())
            .build());
  }

  Plan plan(Manifests manifests) {
    return beans().planner().plan(manifests, ConfigChecks.Mode.AUTO);
  }

  /** Labels and connection settings. */
  AgentManifests ofAgents() {
    return beans().ofAgents();
  }

  ManifestApplier.Outcome apply(Manifests manifests, String plan) {
    return beans().applying().apply(manifests, plan, ConfigChecks.Mode.AUTO);
  }

  /** A collector's config with this exporter. */
  static String yaml(String exporter) {
    return """
    receivers:
      otlp:
        protocols:
          grpc:
    exporters:
      %s:
    service:
      pipelines:
        traces:
          receivers: [otlp]
          exporters: [%s]
    """
        .formatted(exporter, exporter);
  }
}
