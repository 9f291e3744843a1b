package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.AgentFacts;
import io.muster.agent.AgentState;
import io.muster.agent.Attribute;
import io.muster.agent.Description;
import io.muster.agent.Labels;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.config.ConfigReference;
import io.muster.config.EncodedRevision;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.InstanceUid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DesiredTest {

  private final World world = new World();

  @BeforeEach
  void configs() {
    List.of("a", "b", "c", "base").forEach(name -> world.put(name, "x: " + name));
  }

  static AgentState agent(InstanceUid uid, Map<String, String> labels, String... attributes) {
    List<Attribute> pairs = new ArrayList<>();
    for (int i = 0; i < attributes.length; i += 2) {
      pairs.add(Attribute.text(attributes[i], attributes[i + 1]));
    }
    Reported reported =
        new Reported(
            AgentCapabilities.NONE,
            new Description(pairs, List.of()),
            null,
            null,
            (OfferStatus) null,
            null,
            null,
            List.of(),
            null);
    return new AgentState(uid, reported, new Labels(labels), AgentFacts.of(uid, Fixtures.NOW));
  }

  /** An agent whose bucket is the given one. */
  static AgentState agentInBucket(int bucket, String... attributes) {
    for (long i = 0; ; i++) {
      InstanceUid uid = new InstanceUid(0x0190_0000_0000_7000L, i);
      if (Bucket.of(uid) == bucket) {
        return agent(uid, Map.of(), attributes);
      }
    }
  }

  private Policy policy(Fixtures.TargetBuilder... targets) {
    Map<ConfigReference, EncodedRevision> revisions = new HashMap<>();
    List<Target> built = new ArrayList<>();
    for (Fixtures.TargetBuilder builder : targets) {
      Target target = builder.build();
      built.add(target);
      world
          .configs
          .get(target.config())
          .ifPresent(r -> revisions.put(target.config(), EncodedRevision.of(r)));
    }
    return new Policy(new PolicySettings(null, 1, Fixtures.NOW, ""), built, revisions);
  }

  private static String chosen(AgentState agent, Policy policy) {
    return switch (Desired.desired(agent, policy).reason()) {
      case Desired.ByTarget by -> by.target();
      case Desired.ByDefault by -> "default " + by.config();
      case Desired.Nothing() -> "nothing";
    };
  }

  @ParameterizedTest
  @CsvSource({"'',811c9dc5", "a,e40c292c", "b,e70c2de5", "foobar,bf9cf968", "hello,4f9f2cab"})
  void theHashIsFnv1a(String text, String hash) {
    assertThat(Integer.toHexString(Bucket.fnv1a(text))).isEqualTo(hash);
  }

  @Test
  void theBucketIsOfTheUuidTextInLowerCase() {
    InstanceUid uid = InstanceUid.parse("018F3B1A-7C2D-7ABC-8DEF-0123456789AB");
    int hash = Bucket.fnv1a("018f3b1a-7c2d-7abc-8def-0123456789ab");
    assertThat(Bucket.of(uid)).isEqualTo(Integer.remainderUnsigned(hash, 100));
  }

  @Test
  void aNewUidDoesNotMoveAnAgent() {
    AgentState before = agentInBucket(7, "env", "prod");
    AgentState after = new AgentState(agentInBucket(70).uid(), before.reported(), before.facts());
    Policy policy =
        policy(
            Fixtures.target("canary", "env=prod", "a", 10, 1),
            Fixtures.target("main", "env=prod", "b", 90, 2));
    assertThat(chosen(before, policy)).isEqualTo("canary");
    assertThat(chosen(after, policy)).isEqualTo("canary");
  }

  @ParameterizedTest
  @CsvSource({
    "0,canary,0,10",
    "9,canary,0,10",
    "10,beta,10,30",
    "29,beta,10,30",
    "30,main,30,100",
    "99,main,30,100"
  })
  void weightsAreLaidEndToEndAndTheLastTakesTheRest(int bucket, String target, int from, int to) {
    Policy policy =
        policy(
            Fixtures.target("main", "env=prod", "c", 50, 3),
            Fixtures.target("canary", "env=prod", "a", 10, 1),
            Fixtures.target("beta", "env=prod", "b", 20, 2));
    Desired desired = Desired.desired(agentInBucket(bucket, "env", "prod"), policy);
    assertThat(desired.reason())
        .isInstanceOfSatisfying(
            Desired.ByTarget.class,
            by -> {
              assertThat(by.target()).isEqualTo(target);
              assertThat(by.bucket()).isEqualTo(bucket);
              assertThat(by.from()).isEqualTo(from);
              assertThat(by.to()).isEqualTo(to);
            });
  }

  @Test
  void theLowerOrderWinsBetweenTargetsOfFullWeight() {
    Policy policy =
        policy(
            Fixtures.target("wide", "env=prod", "a", 100, 20),
            Fixtures.target("narrow", "env=prod,region=eu", "b", 100, 10));
    assertThat(chosen(agentInBucket(50, "env", "prod", "region", "eu"), policy))
        .isEqualTo("narrow");
    assertThat(chosen(agentInBucket(50, "env", "prod", "region", "us"), policy)).isEqualTo("wide");
  }

  @Test
  void tiesInOrderGoByName() {
    Policy policy =
        policy(
            Fixtures.target("b", "env=prod", "b", 50, 1),
            Fixtures.target("a", "env=prod", "a", 50, 1));
    assertThat(chosen(agentInBucket(0, "env", "prod"), policy)).isEqualTo("a");
    assertThat(chosen(agentInBucket(50, "env", "prod"), policy)).isEqualTo("b");
  }

  @Test
  void weightZeroIsNoCandidate() {
    Policy policy = policy(Fixtures.target("off", "env=prod", "a", 0, 1));
    assertThat(chosen(agentInBucket(0, "env", "prod"), policy)).isEqualTo("nothing");
  }

  @Test
  void aLoneTargetTakesAllItsAgents() {
    Policy policy = policy(Fixtures.target("t", "env=prod", "a", 1, 1));
    assertThat(chosen(agentInBucket(99, "env", "prod"), policy)).isEqualTo("t");
  }

  @Test
  void withoutACandidateTheDefaultConfigCounts() {
    world.defaults.set(ConfigReference.parse("base"), "ops", null);
    world.target("t", "env=prod", "a", 100);
    Policy policy = world.policies.current();
    assertThat(chosen(agentInBucket(5, "env", "dev"), policy)).isEqualTo("default base");
    assertThat(chosen(agentInBucket(5, "env", "prod"), policy)).isEqualTo("t");
  }

  @Test
  void aConfigThatIsGoneIsNotReplacedByAnother() {
    Policy policy = policy(Fixtures.target("t", "env=prod", "gone", 100, 1));
    Desired desired = Desired.desired(agentInBucket(1, "env", "prod"), policy);
    assertThat(desired.revision()).isNull();
    assertThat(desired.reason()).isInstanceOf(Desired.ByTarget.class);
  }

  @Test
  void labelsGoBeforeAttributesAndLabelsOnlyIgnoresThem() {
    Policy policy =
        policy(
            Fixtures.target("labelled", "env=prod", "a", 100, 1).labelsOnly(),
            Fixtures.target("any", "env=prod", "b", 100, 2));
    InstanceUid uid = new InstanceUid(1, 2);
    assertThat(chosen(agent(uid, Map.of("env", "prod")), policy)).isEqualTo("labelled");
    assertThat(chosen(agent(uid, Map.of(), "env", "prod"), policy)).isEqualTo("any");
    assertThat(chosen(agent(uid, Map.of("env", "dev"), "env", "prod"), policy))
        .isEqualTo("nothing");
  }

  @Test
  void sharesAreAsTheWeightsSay() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Policy policy =
        policy(
            Fixtures.target("a", "env=prod", "a", 5, 1),
            Fixtures.target("b", "env=prod", "b", 20, 2),
            Fixtures.target("c", "env=prod", "c", 75, 3));
    Map<String, Integer> counts = new HashMap<>();
    int agents = 10_000;
    for (int i = 0; i < agents; i++) {
      InstanceUid uid = new InstanceUid(random.nextLong(), random.nextLong());
      counts.merge(chosen(agent(uid, Map.of(), "env", "prod"), policy), 1, Integer::sum);
    }
    Map.of("a", 0.05, "b", 0.20, "c", 0.75)
        .forEach((name, share) -> {
          // Five standard deviations: a right program fails once in a million runs.
          double tolerance = 5 * Math.sqrt(agents * share * (1 - share));
          assertThat((double) counts.getOrDefault(name, 0))
              .as("seed %d", seed)
              .isBetween(agents * share - tolerance, agents * share + tolerance);
        });
  }

  /** The definition, word by word, without an index. */
  private static String bySimplestMeans(AgentState agent, List<Target> targets) {
    List<Target> candidates =
        targets.stream()
            .filter(t -> t.weight() > 0 && t.selector().matches(agent, t.labelsOnly()))
            .sorted(Target.ORDER)
            .toList();
    int sum = 0;
    for (Target candidate : candidates) {
      sum += candidate.weight();
      if (Bucket.of(agent.facts().firstUid()) < sum) {
        return candidate.name();
      }
    }
    return candidates.isEmpty() ? "nothing" : candidates.getLast().name();
  }

  @Test
  void theIndexFindsWhatAskingEachTargetFindsInAnyOrderOfInput() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<Fixtures.TargetBuilder> targets = new ArrayList<>();
      for (int i = 0; i < random.nextInt(12); i++) {
        String selector =
            switch (random.nextInt(5)) {
              case 0 -> "";
              case 1 -> "env=" + random.nextInt(3);
              case 2 -> "env=" + random.nextInt(3) + ",region=" + random.nextInt(2);
              case 3 -> "region=" + random.nextInt(2);
              default -> "team=x";
            };
        Fixtures.TargetBuilder target =
            Fixtures.target("t" + i, selector, "a", random.nextInt(101), random.nextInt(3));
        targets.add(random.nextBoolean() ? target : target.labelsOnly());
      }
      Policy policy = policy(targets.toArray(Fixtures.TargetBuilder[]::new));
      Collections.shuffle(targets, random);
      Policy shuffled = policy(targets.toArray(Fixtures.TargetBuilder[]::new));
      for (int i = 0; i < 20; i++) {
        Map<String, String> labels =
            random.nextBoolean() ? Map.of("env", "" + random.nextInt(3)) : Map.of();
        AgentState agent =
            agent(
                new InstanceUid(random.nextLong(), random.nextLong()),
                labels,
                "env",
                "" + random.nextInt(3),
                "region",
                "" + random.nextInt(2));
        String expected = bySimplestMeans(agent, policy.targets());
        assertThat(chosen(agent, policy)).as("seed %d", seed).isEqualTo(expected);
        assertThat(chosen(agent, policy)).as("again, seed %d", seed).isEqualTo(expected);
        assertThat(chosen(agent, shuffled)).as("shuffled, seed %d", seed).isEqualTo(expected);
      }
    }
  }

  @Test
  void aPolicyTellsWhichAgentsShouldHaveARevision() {
    Policy policy =
        policy(
            Fixtures.target("canary", "env=prod", "a", 10, 1),
            Fixtures.target("main", "env=prod", "b", 90, 2));
    List<AgentState> agents =
        IntStream.of(1, 5, 50, 60, 70).mapToObj(b -> agentInBucket(b, "env", "prod")).toList();
    assertThat(agents).filteredOn(a -> policy.wants(a, ConfigReference.pinned("a", 1))).hasSize(2);
    assertThat(agents).filteredOn(a -> policy.wants(a, ConfigReference.pinned("b", 1))).hasSize(3);
    assertThat(agents).filteredOn(a -> policy.wants(a, ConfigReference.pinned("b", 2))).isEmpty();
  }
}
