package io.muster.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.agent.Attempts;
import io.muster.agent.Attribute;
import io.muster.agent.ConfigComparison;
import io.muster.agent.Description;
import io.muster.agent.Health;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.agent.Sync;
import io.muster.agent.SyncCause;
import io.muster.agent.SyncState;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.PutConfig;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.OfferRegistry;
import io.muster.fleet.TestFleet;
import io.muster.policy.ConfigOffer;
import io.muster.policy.Fallbacks;
import io.muster.policy.World;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.redaction.SecretKeys;
import io.muster.sync.FailureClusters.Cluster;
import io.muster.sync.FailureClusters.Group;
import io.muster.telemetry.FleetMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SyncStatesTest {

  private static final Path CORPUS = Path.of("src/test/resources/drift-corpus");
  private static final String PROD =
      "exporters: {otlp: {endpoint: 'gw:1', headers: {password: s}}}";
  private static final AgentCapabilities MANAGED =
      AgentCapabilities.of(
          AgentCapability.ACCEPTS_REMOTE_CONFIG, AgentCapability.REPORTS_REMOTE_CONFIG);

  private final TestFleet agents = new TestFleet();
  private final World world = new World();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private int stored;

  private static InstanceUid uid(int number) {
    return new InstanceUid(0x0190e0a200007000L, Long.MIN_VALUE | number);
  }

  private ContentHash wanted() {
    return world.newest("prod").hash();
  }

  private void agent(@Nullable String effective, OfferStatus status, Attempts attempts) {
    agent(effective == null ? null : agents.effective(Map.of("", effective)), status, attempts);
  }

  private void agent(ContentHash effective, OfferStatus status) {
    agent(effective, status, Attempts.NONE);
  }

  private void agent(@Nullable ContentHash content, OfferStatus status, Attempts attempts) {
    Description description =
        new Description(List.of(), List.of(Attribute.text("host.name", "host-" + stored)));
    Reported reported =
        new Reported(MANAGED, description, null, content, status, null, null, List.of(), null);
    agents.store(uid(stored++), reported, Map.of("env", "prod"), attempts);
  }

  private OfferStatus says(OfferStatus.State state, String error) {
    return new OfferStatus(wanted(), state, error);
  }

  private Attempts failed(String error) {
    return Attempts.NONE
        .offered(OfferKind.CONFIG, wanted(), "prod@1", 1, TestFleet.NOW, Duration.ofSeconds(60))
        .answered(
            OfferKind.CONFIG, says(OfferStatus.State.FAILED, error), TestFleet.NOW.plusSeconds(1));
  }

  private void prod() {
    world.put("prod", PROD);
    world.target("prod", "env=prod", "prod", 100);
  }

  private SyncStates states() {
    return new SyncStates(
        agents.fleet(),
        agents.settings(),
        world.policies,
        agents.offers(),
        new SecretKeys(SecretKeys.DEFAULT),
        new FleetMetrics(registry));
  }

  private KnownAgent known(int number) {
    return agents.fleet().find(uid(number)).orElseThrow();
  }

  private double metric(String state) {
    return registry.get("muster.agents.sync").tag("state", state).gauge().value();
  }

  @Test
  void anEffectiveConfigIsComparedInTheBackgroundWithSecretsRedactedInBoth() {
    prod();
    OfferStatus applied = says(OfferStatus.State.APPLIED, "");
    agent(
        "exporters: {otlp: {endpoint: gw:1, headers: {password: other}}}", applied, Attempts.NONE);
    agent("exporters: {otlp: {endpoint: gw:2, headers: {password: s}}}", applied, Attempts.NONE);
    agent("no mapping", applied, Attempts.NONE);
    agents.load(3);
    SyncStates states = states();
    assertThat(states.of(known(1), TestFleet.NOW).cause())
        .as("before its turn")
        .isEqualTo(SyncCause.APPLIED);
    states.round();
    assertThat(states.of(known(0), TestFleet.NOW).cause()).isEqualTo(SyncCause.CONFIRMED);
    Sync drifted = states.of(known(1), TestFleet.NOW);
    assertThat(drifted.state()).isEqualTo(SyncState.DRIFTED);
    assertThat(drifted.comparison())
        .isEqualTo(new ConfigComparison.Differs("/exporters/otlp/endpoint", "gw:1", "gw:2"));
    assertThat(states.of(known(2), TestFleet.NOW).cause()).isEqualTo(SyncCause.APPLIED);
    assertThat(metric("drifted")).isEqualTo(1);
    assertThat(metric("in_sync")).isEqualTo(2);
  }

  @Test
  void whatAnAgentRanBeforeItToldSomethingThatIsNotStoredIsNoDrift() {
    prod();
    ContentHash old = agents.effective(Map.of("", "exporters: {otlp: {endpoint: gw:2}}"));
    Reported reported =
        new Reported(
            MANAGED,
            new Description(List.of(), List.of()),
            null,
            old,
            says(OfferStatus.State.APPLIED, ""),
            null,
            null,
            List.of(),
            null);
    agents.storeBehind(uid(stored++), reported, Map.of("env", "prod"), Attempts.NONE);
    agents.load(1);
    SyncStates states = states();
    states.round();
    assertThat(states.of(known(0), TestFleet.NOW).cause()).isEqualTo(SyncCause.APPLIED);
    assertThat(states.examined(known(0), TestFleet.NOW).cause()).isEqualTo(SyncCause.APPLIED);
    assertThat(metric("drifted")).isZero();
  }

  @Test
  void oneAgentIsComparedAtOnceWhenItIsAskedFor() {
    prod();
    agent("a: 1", says(OfferStatus.State.APPLIED, ""), Attempts.NONE);
    agents.load(1);
    assertThat(states().examined(known(0), TestFleet.NOW).state()).isEqualTo(SyncState.DRIFTED);
  }

  @Test
  void defaultsThatACollectorFillsInAreNoDrift() throws IOException {
    String desired = Files.readString(CORPUS.resolve("null-desired.yaml"));
    String effective = Files.readString(CORPUS.resolve("null-effective.yaml"));
    world.put("prod", desired);
    world.target("prod", "env=prod", "prod", 100);
    OfferStatus applied = says(OfferStatus.State.APPLIED, "");
    agent(effective, applied, Attempts.NONE);
    agent(without(effective, "            grpc:\n"), applied, Attempts.NONE);
    agent(without(effective, "    debug:\n"), applied, Attempts.NONE);
    agent(without(effective, "                - otlp\n"), applied, Attempts.NONE);
    agents.load(4);
    SyncStates states = states();
    assertThat(states.examined(known(0), TestFleet.NOW).cause()).isEqualTo(SyncCause.CONFIRMED);
    assertThat(states.examined(known(1), TestFleet.NOW).comparison())
        .isEqualTo(new ConfigComparison.Differs("/receivers/otlp/protocols/grpc", "nothing", ""));
    assertThat(states.examined(known(2), TestFleet.NOW).comparison())
        .isEqualTo(new ConfigComparison.Differs("/exporters", "a mapping", "nothing"));
    assertThat(states.examined(known(3), TestFleet.NOW).comparison())
        .isEqualTo(
            new ConfigComparison.Differs(
                "/service/pipelines/traces/receivers", "a list", "nothing"));
  }

  /** Without this line and what is indented below it. */
  private static String without(String yaml, String line) {
    int start = yaml.indexOf(line);
    int indent = line.length() - line.stripLeading().length();
    int end = start + line.length();
    while (yaml.startsWith(" ".repeat(indent + 1), end)) {
      end = yaml.indexOf('\n', end) + 1;
    }
    assertThat(start).isPositive();
    return yaml.substring(0, start) + yaml.substring(end);
  }

  @Test
  void filesThatAnAgentKeepsApartAreComparedEachByItself() {
    ConfigDocument two =
        new ConfigDocument(
            List.of(
                new ConfigFile("a.yaml", ByteString.copyFromUtf8("name: a"), "text/yaml"),
                new ConfigFile("b.yaml", ByteString.copyFromUtf8("name: b"), "text/yaml")));
    var _ = world.configs.put(new PutConfig("prod", two, "ops", "", null, false));
    world.target("prod", "env=prod", "prod", 100);
    OfferStatus applied = says(OfferStatus.State.APPLIED, "");
    agent(agents.effective(Map.of("a.yaml", "name: a", "b.yaml", "name: b")), applied);
    agent(agents.effective(Map.of("a.yaml", "name: x", "b.yaml", "name: b")), applied);
    agent(agents.effective(Map.of("", "name: b")), applied);
    agents.load(3);
    SyncStates states = states();
    assertThat(states.examined(known(0), TestFleet.NOW).cause()).isEqualTo(SyncCause.CONFIRMED);
    assertThat(states.examined(known(1), TestFleet.NOW).comparison())
        .isEqualTo(new ConfigComparison.Differs("/name", "a", "x"));
    assertThat(states.examined(known(2), TestFleet.NOW).cause())
        .as("merged by the agent")
        .isEqualTo(SyncCause.CONFIRMED);
  }

  @Test
  void agentsAreCountedByState() {
    prod();
    agent((String) null, says(OfferStatus.State.APPLIED, ""), Attempts.NONE);
    agent((String) null, says(OfferStatus.State.FAILED, "no"), failed("no"));
    agent((String) null, says(OfferStatus.State.APPLIED, ""), Attempts.NONE);
    agents.load(2);
    assertThat(states().counts(agent -> true))
        .containsEntry(SyncState.IN_SYNC, 1)
        .containsEntry(SyncState.FAILED, 1)
        .containsEntry(SyncState.OFFLINE, 1)
        .containsEntry(SyncState.DRIFTED, 0);
  }

  @Test
  void failuresAreClusteredByWhatIsSaidAndOnlyOfWhatIsWantedNow() {
    prod();
    for (int i = 0; i < 12; i++) {
      String error = "listen on host-" + i + " port 431" + i + ": in use";
      agent((String) null, says(OfferStatus.State.FAILED, error), failed(error));
    }
    agent((String) null, says(OfferStatus.State.FAILED, "bad exporter"), failed("bad exporter"));
    Attempts unanswered =
        Attempts.NONE.offered(
            OfferKind.CONFIG, wanted(), "prod@1", 1, TestFleet.NOW, Duration.ofSeconds(60));
    agent(
        (String) null,
        says(OfferStatus.State.UNSET, ""),
        unanswered.gaveUp(unanswered.list().getFirst(), TestFleet.NOW));
    agents.load(5);
    ConfigOffer config =
        new ConfigOffer(
            world.policies,
            new Fallbacks(world.resolver, world.policies, () -> TestFleet.NOW),
            () -> TestFleet.NOW);
    FailureClusters failures =
        new FailureClusters(agents.fleet(), OfferRegistry.of(config), states());
    List<Cluster> clusters = failures.clusters(agent -> true);
    assertThat(clusters).hasSize(3);
    Cluster largest = clusters.getFirst();
    assertThat(largest.message()).isEqualTo("listen on <host.name> port <n>: in use");
    assertThat(largest.example()).isEqualTo("listen on host-0 port 4310: in use");
    assertThat(largest.agents()).isEqualTo(12);
    assertThat(largest.sample()).hasSize(10).contains(uid(3));
    assertThat(largest.configs()).containsExactly("prod@1");
    assertThat(failures.belongs(known(3), largest.id())).isTrue();
    assertThat(failures.belongs(known(12), largest.id())).isFalse();

    world.put("prod", PROD + "\nmore: {}");
    assertThat(failures.clusters(agent -> true)).isEmpty();
  }

  private FailureClusters failures() {
    ConfigOffer config =
        new ConfigOffer(
            world.policies,
            new Fallbacks(world.resolver, world.policies, () -> TestFleet.NOW),
            () -> TestFleet.NOW);
    SyncStates states = states();
    states.round();
    return new FailureClusters(agents.fleet(), OfferRegistry.of(config), states);
  }

  @Test
  void everyBadStateIsPutTogetherByItsCause() {
    prod();
    OfferStatus applied = says(OfferStatus.State.APPLIED, "");
    agent("exporters: {otlp: {endpoint: 'gw:1', headers: {password: s}}}", applied, Attempts.NONE);
    agent("exporters: {otlp: {endpoint: 'gw:2', headers: {password: s}}}", applied, Attempts.NONE);
    agent((String) null, says(OfferStatus.State.FAILED, "no"), failed("no"));
    Health sick =
        Health.of(ComponentHealth.newBuilder().setHealthy(false).setLastError("gone away").build());
    agents.store(
        uid(stored++),
        new Reported(MANAGED, null, sick, null, applied, null, null, List.of(), null),
        Map.of("env", "prod"),
        Attempts.NONE);
    agents.store(
        uid(stored++),
        new Reported(
            AgentCapabilities.of(AgentCapability.ACCEPTS_REMOTE_CONFIG),
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(),
            null),
        Map.of("env", "prod"),
        unconfirmed());
    agents.store(
        uid(stored++),
        new Reported(
            AgentCapabilities.of(AgentCapability.REPORTS_STATUS),
            null,
            sick,
            null,
            null,
            null,
            null,
            List.of(),
            null),
        Map.of("env", "test"),
        Attempts.NONE);
    agents.load(6);
    assertThat(failures().clusters(agent -> true))
        .extracting(cluster -> cluster.state() + " " + cluster.cause() + " " + cluster.message())
        .containsExactlyInAnyOrder(
            "DRIFTED effective_differs /exporters/otlp/endpoint should be gw:<n>, and is gw:<n>",
            "FAILED refused no",
            "APPLIED_BUT_DEAD unhealthy gone away",
            "UNCONFIRMED unconfirmed ",
            "UNHEALTHY unhealthy gone away");
  }

  private Attempts unconfirmed() {
    Attempts offered =
        Attempts.NONE.offered(
            OfferKind.CONFIG, wanted(), "prod@1", 1, TestFleet.NOW, Duration.ofSeconds(60));
    return offered.unconfirmed(offered.list().getFirst(), TestFleet.NOW);
  }

  @Test
  void whoFailsOfHowManySaysWhetherItIsTheConfigOrTheMachines() {
    prod();
    for (int i = 0; i < 6; i++) {
      boolean bad = i < 2;
      Reported reported =
          new Reported(
              MANAGED,
              new Description(
                  List.of(Attribute.text("service.version", bad || i == 5 ? "0.98" : "0.99")),
                  List.of()),
              null,
              null,
              says(bad ? OfferStatus.State.FAILED : OfferStatus.State.APPLIED, ""),
              null,
              null,
              List.of(),
              null);
      agents.store(
          uid(stored++), reported, Map.of("env", "prod"), bad ? failed("no") : Attempts.NONE);
    }
    agents.load(6);
    FailureClusters.Failures found =
        failures().failures(agent -> true, List.of("revision", "service.version", "os.type"));
    assertThat(found.by())
        .containsExactly(
            Map.entry("revision", List.of(new Group("prod@1", 2, 6))),
            Map.entry("service.version", List.of(new Group("0.98", 2, 3))),
            Map.entry("os.type", List.of(new Group("", 2, 6))));
    assertThat(found.clusters().getFirst().by()).isEqualTo(found.by());
  }
}
