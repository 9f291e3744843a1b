package io.muster.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.adopt.Proposal.Group;
import io.muster.adopt.Proposal.LeftOut;
import io.muster.adopt.Proposal.Reason;
import io.muster.agent.AgentSelector;
import io.muster.agent.AgentState;
import io.muster.agent.Attempts;
import io.muster.agent.Attribute;
import io.muster.agent.AttributeValue;
import io.muster.agent.Description;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.TestFleet;
import io.muster.policy.World;
import io.muster.property.Choices;
import io.muster.property.Property;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdoptionTest {

  private static final AgentCapabilities MANAGEABLE =
      AgentCapabilities.of(
          AgentCapability.REPORTS_STATUS,
          AgentCapability.ACCEPTS_REMOTE_CONFIG,
          AgentCapability.REPORTS_EFFECTIVE_CONFIG);

  /** What one of these tests is about. */
  private static final class Case {
    final TestFleet fleet = new TestFleet();
    final World world = new World();
    private final Map<String, ContentHash> stored = new HashMap<>();
    private int number;

    ContentHash runs(String yaml) {
      return stored.computeIfAbsent(yaml, text -> fleet.effective(Map.of("", text)));
    }

    InstanceUid agent(@Nullable String yaml, Map<String, String> attributes) {
      return agent(yaml, attributes, MANAGEABLE, null);
    }

    InstanceUid agent(
        @Nullable String yaml,
        Map<String, String> attributes,
        AgentCapabilities capabilities,
        @Nullable OfferStatus status) {
      InstanceUid uid = new InstanceUid(0x0190e0a200007000L, Long.MIN_VALUE | number++);
      Description description =
          new Description(
              List.of(),
              new TreeMap<>(attributes)
                  .entrySet().stream()
                      .map(e -> new Attribute(e.getKey(), new AttributeValue.Text(e.getValue())))
                      .toList());
      ContentHash effective = yaml == null ? null : runs(yaml);
      fleet.store(
          uid,
          new Reported(
              capabilities, description, null, effective, status, null, null, List.of(), null),
          Map.of(),
          Attempts.NONE);
      return uid;
    }

    Proposal propose(String selector) {
      fleet.load(0);
      return new Adoption(fleet.fleet(), world.policies, world.stored())
          .propose(AgentSelector.parse(selector));
    }
  }

  private static String yaml(String endpoint) {
    return "exporters: {otlp: {endpoint: '" + endpoint + "', a: 1, b: 2, c: 3}}";
  }

  @Test
  void whoRunsTheSameIsOneGroupWithASelectorThatMatchesItAlone() {
    Case it = new Case();
    InstanceUid one =
        it.agent(yaml("a:1"), Map.of("env", "prod", "role", "web", "host.name", "h1"));
    InstanceUid two =
        it.agent(yaml("a:1"), Map.of("env", "prod", "role", "web", "host.name", "h2"));
    InstanceUid db = it.agent(yaml("b:1"), Map.of("env", "prod", "role", "db", "host.name", "h3"));
    it.agent(yaml("a:1"), Map.of("env", "dev", "role", "web", "host.name", "h4"));

    Proposal proposal = it.propose("env=prod");
    assertThat(proposal.agents()).isEqualTo(3);
    assertThat(proposal.leftOut()).isEmpty();
    assertThat(proposal.groups()).extracting(Group::name).containsExactly("prod-web", "prod-db");
    Group web = proposal.groups().getFirst();
    assertThat(web.agents()).containsExactlyInAnyOrder(one, two);
    assertThat(web.selector().pairs()).isEqualTo(Map.of("env", "prod", "role", "web"));
    assertThat(web.label()).isNull();
    assertThat(web.runsIt()).isTrue();
    Group other = proposal.groups().getLast();
    assertThat(other.agents()).containsExactly(db);
    var nearest = Objects.requireNonNull(other.nearest());
    assertThat(nearest.group()).isEqualTo("prod-web");
    assertThat(nearest.first())
        .containsExactly(new Proposal.Difference("/exporters/otlp/endpoint", "b:1", "a:1", ""));
  }

  @Test
  void whoNothingTellsFromOthersGetsALabel() {
    Case it = new Case();
    it.agent(yaml("a:1"), Map.of("env", "prod"));
    it.agent(yaml("a:1"), Map.of("env", "prod"));
    it.agent(yaml("b:1"), Map.of("env", "prod"));
    Proposal proposal = it.propose("env=prod");
    assertThat(proposal.groups())
        .extracting(group -> group.selector().pairs())
        .containsExactly(
            Map.of("env", "prod", "muster.adopted", "adopted-prod"),
            Map.of("env", "prod", "muster.adopted", "adopted-prod-2"));
    assertThat(proposal.groups().getFirst().label())
        .isEqualTo(new Proposal.Label("muster.adopted", "adopted-prod"));
  }

  @Test
  void whatOneMachineHasOfItsOwnIsTold() {
    Case it = new Case();
    for (int i = 0; i < 5; i++) {
      it.agent(yaml("host-" + i), Map.of("host.name", "host-" + i));
    }
    Proposal proposal = it.propose("");
    assertThat(proposal.groups()).hasSize(5);
    assertThat(proposal.variants())
        .containsExactly(
            new Proposal.Variants(List.of("/exporters/otlp/endpoint"), "host.name", 4, 4));
  }

  @Test
  void whoCannotBeAdoptedIsLeftOutWithTheReason() {
    Case it = new Case();
    AgentCapabilities looking = AgentCapabilities.of(AgentCapability.REPORTS_STATUS);
    it.agent(yaml("a:1"), Map.of(), looking, null);
    it.agent(null, Map.of());
    it.agent("", Map.of());
    it.agent("a: [", Map.of());
    it.agent(
        yaml("a:1"),
        Map.of(),
        MANAGEABLE,
        new OfferStatus(it.runs("other"), OfferStatus.State.APPLIED, ""));
    it.agent(yaml("a:1"), Map.of("role", "managed"));
    it.world.put("known", yaml("a:1"));
    it.world.target("known", "role=managed", "known", 100);
    Proposal proposal = it.propose("");
    assertThat(proposal.groups()).isEmpty();
    assertThat(
            proposal.leftOut().stream().collect(Collectors.toMap(LeftOut::reason, LeftOut::agents)))
        .isEqualTo(
            Map.of(
                Reason.VIEW_ONLY, 1,
                Reason.UNTOLD, 2,
                Reason.UNREADABLE, 1,
                Reason.SENT_BEFORE, 1,
                Reason.MANAGED, 1));
  }

  @Test
  void secretsAreToBeFilledInAndNamesThatAreTakenAreNotProposed() {
    Case it = new Case();
    it.world.put("web", yaml("a:1"));
    it.agent(
        "exporters: {otlp: {headers: {authorization: 'Bearer abcDEF123456'}}}",
        Map.of("role", "web"));
    Group group = it.propose("").groups().getFirst();
    assertThat(group.name()).isEqualTo("web-2");
    assertThat(group.runsIt()).isFalse();
    assertThat(group.config().gaps()).hasSize(1);
    assertThat(group.config().gaps().getFirst().path())
        .isEqualTo("/exporters/otlp/headers/authorization");
  }

  /** Any fleet: groups are a partition, and each selector matches exactly its group. */
  @Test
  void groupsAreAPartitionAndSelectorsMatchThemExactly() {
    Property.tries(150).holds(AdoptionTest::partition);
  }

  private static void partition(Choices choices) {
    Case it = new Case();
    Map<InstanceUid, String> runs = new HashMap<>();
    int agents = choices.nextInt(12) + 1;
    Set<InstanceUid> wanted = new HashSet<>();
    for (int i = 0; i < agents; i++) {
      Map<String, String> attributes = new HashMap<>();
      for (String key : List.of("env", "role", "zone", "host.name")) {
        int value = choices.nextInt(4);
        if (value > 0) {
          attributes.put(key, key.equals("host.name") ? "h" + i : "v" + value);
        }
      }
      String config = yaml("e" + choices.nextInt(3));
      InstanceUid uid = it.agent(config, attributes);
      runs.put(uid, config);
      if ("v1".equals(attributes.get("env"))) {
        wanted.add(uid);
      }
    }
    boolean all = choices.nextInt(2) == 0;
    Proposal proposal = it.propose(all ? "" : "env=v1");
    List<InstanceUid> grouped = new ArrayList<>();
    proposal.groups().forEach(group -> grouped.addAll(group.agents()));
    assertThat(grouped)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(all ? runs.keySet() : wanted);
    Set<String> configs = new HashSet<>();
    for (Group group : proposal.groups()) {
      Set<String> same = group.agents().stream().map(runs::get).collect(Collectors.toSet());
      assertThat(same).hasSize(1);
      assertThat(configs.addAll(same)).as("one group per config").isTrue();
      assertThat(group.runsIt()).isTrue();
      Proposal.Label label = group.label();
      Set<InstanceUid> matched = new HashSet<>();
      for (KnownAgent agent : it.fleet.fleet().agents()) {
        AgentState state = agent.state();
        if (label != null && group.agents().contains(agent.uid())) {
          state = state.withLabels(new io.muster.agent.Labels(Map.of(label.key(), label.value())));
        }
        if (group.selector().matches(state)) {
          matched.add(agent.uid());
        }
      }
      assertThat(matched).isEqualTo(Set.copyOf(group.agents()));
      assertThat(group.selector().pairs()).isNotEmpty();
    }
  }
}
