package io.muster.sync;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.FailureMessage;
import io.muster.agent.OfferKind;
import io.muster.agent.Selector;
import io.muster.fleet.Fleet;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.Offer;
import io.muster.fleet.OfferRegistry;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Agents with which something is not as it should be now, put together by what it is and what they
 * say of it. Failures of configs that nobody wants any more are history and do not count.
 * Thread-safe.
 */
@Singleton
public final class FailureClusters {

  /** Uids told per cluster. */
  private static final int SAMPLE = 10;

  /** Configs told per cluster. */
  private static final int MAX_CONFIGS = 20;

  /** Groups that may be asked for at once. */
  public static final int MAX_BY = 8;

  /** Values told of one group, those of most agents first. */
  private static final int MAX_VALUES = 50;

  /** Values counted of one group; further ones are counted together. */
  private static final int COUNTED_VALUES = 10_000;

  private static final String REVISION = "revision";

  /** Stands for agents that have no such attribute, and for what is over the bound. */
  private static final String NONE = "";

  private static final String OTHERS = "(others)";

  private static final int ID_CHARACTERS = 16;

  /** What a cluster has in common. */
  private record Key(OfferKind kind, String state, String cause, String message) {

    String id() {
      return ContentHash.sha256(
              ByteString.copyFromUtf8(String.join("\n", kind.name(), state, cause, message)))
          .hex()
          .substring(0, ID_CHARACTERS);
    }
  }

  /**
   * Agents that are alike in what they have in common.
   *
   * @param value of the attribute; empty for those that have none
   * @param failing how many of them are in the cluster, or in any
   * @param agents how many there are
   */
  public record Group(String value, int failing, int agents) {}

  /**
   * Agents with the same failure.
   *
   * @param id the same as long as the message is
   * @param state how the offer ended, or what the agents are in
   * @param cause more exactly
   * @param message with what differs between agents replaced; empty if they said nothing
   * @param example as one of them said it
   * @param configs it is about, as `prod@3`; some of them
   * @param sample uids of some
   * @param first since when the first of them is in it
   * @param last since when the last of them is
   * @param by what was asked for: who of them is in it
   */
  public record Cluster(
      String id,
      OfferKind kind,
      String state,
      String cause,
      String message,
      String example,
      int agents,
      List<String> configs,
      List<InstanceUid> sample,
      Instant first,
      Instant last,
      Map<String, List<Group>> by) {
    public Cluster {
      configs = List.copyOf(configs);
      sample = List.copyOf(sample);
      by = Collections.unmodifiableMap(new LinkedHashMap<>(by));
    }
  }

  /**
   * Everything that is wrong.
   *
   * @param clusters those of most agents first
   * @param by what was asked for: of each value how many agents are in any cluster
   */
  public record Failures(List<Cluster> clusters, Map<String, List<Group>> by) {
    public Failures {
      clusters = List.copyOf(clusters);
      by = Collections.unmodifiableMap(new LinkedHashMap<>(by));
    }
  }

  /** How many agents have which value. */
  private static final class Values {
    private final Map<String, Integer> counts = new HashMap<>();

    void add(String value) {
      boolean room = counts.size() < COUNTED_VALUES || counts.containsKey(value);
      counts.merge(room ? value : OTHERS, 1, Integer::sum);
    }

    int of(String value) {
      return counts.getOrDefault(value, 0);
    }

    List<Group> among(Values all) {
      return counts.entrySet().stream()
          .map(e -> new Group(e.getKey(), e.getValue(), Math.max(e.getValue(), all.of(e.getKey()))))
          .sorted(Comparator.comparingInt(Group::failing).reversed().thenComparing(Group::value))
          .limit(MAX_VALUES)
          .toList();
    }
  }

  /** A cluster while it is counted. */
  private static final class Counting {
    private int agents;
    private String example = "";
    private final Set<String> configs = new TreeSet<>();
    private final List<InstanceUid> sample = new ArrayList<>();
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private final List<Values> by;

    Counting(int groups) {
      by = values(groups);
    }

    void add(AgentState agent, BadState bad, List<String> values) {
      agents++;
      if (sample.isEmpty()) {
        example = bad.message();
      }
      if (sample.size() < SAMPLE) {
        sample.add(agent.uid());
      }
      if (!bad.config().isEmpty() && configs.size() < MAX_CONFIGS) {
        configs.add(bad.config());
      }
      first = bad.since().isBefore(first) ? bad.since() : first;
      last = bad.since().isAfter(last) ? bad.since() : last;
      count(by, values);
    }
  }

  private final Fleet fleet;
  private final OfferRegistry offers;
  private final SyncStates states;

  /** Over the fleet, what it is offered, and whether it runs that. */
  public FailureClusters(Fleet fleet, OfferRegistry offers, SyncStates states) {
    this.fleet = fleet;
    this.offers = offers;
    this.states = states;
  }

  /** The clusters, those of most agents first. */
  public List<Cluster> clusters(Predicate<AgentState> of) {
    return failures(of, List.of()).clusters();
  }

  /**
   * The clusters, and how the agents in them are alike.
   *
   * @param by `revision` for the config they should have, or keys of labels and attributes, as
   *     selectors find them; at most {@link #MAX_BY}
   */
  public Failures failures(Predicate<AgentState> of, List<String> by) {
    Instant now = fleet.now();
    Map<Key, Counting> found = new HashMap<>();
    List<Values> all = values(by.size());
    List<Values> failing = values(by.size());
    for (KnownAgent known : fleet.agents()) {
      AgentState agent = known.state();
      if (!of.test(agent)) {
        continue;
      }
      List<String> values = by.stream().map(key -> value(agent, key)).toList();
      count(all, values);
      List<BadState> states = bad(known, agent, now);
      if (!states.isEmpty()) {
        count(failing, values);
      }
      for (BadState bad : states) {
        found
            .computeIfAbsent(key(agent, bad), key -> new Counting(by.size()))
            .add(agent, bad, values);
      }
    }
    return new Failures(
        found.entrySet().stream()
            .map(entry -> cluster(entry.getKey(), entry.getValue(), by, all))
            .sorted(
                Comparator.comparingInt(Cluster::agents)
                    .reversed()
                    .thenComparing(Cluster::message)
                    .thenComparing(Cluster::id))
            .toList(),
        groups(by, failing, all));
  }

  /** Whether an agent belongs to the cluster of this id. */
  public boolean belongs(KnownAgent known, String id) {
    AgentState agent = known.state();
    return bad(known, agent, fleet.now()).stream().anyMatch(b -> key(agent, b).id().equals(id));
  }

  private List<BadState> bad(KnownAgent known, AgentState agent, Instant now) {
    List<BadState> found = new ArrayList<>(1);
    Optional<Attempt> config = Optional.empty();
    for (Offer offer : offers.all()) {
      if (offer.kind().equals(OfferKind.CONFIG)) {
        config = offer.standing(agent);
      } else {
        offer.standing(agent).filter(Attempt::failed).map(BadState::of).ifPresent(found::add);
      }
    }
    BadState.of(
            agent,
            states.presence(known, now),
            states.of(known, now),
            config,
            states.desiredName(agent),
            known.lastSeen())
        .ifPresent(found::add);
    return found;
  }

  private String value(AgentState agent, String key) {
    return key.equals(REVISION)
        ? states.desiredName(agent)
        : Selector.value(agent, key, false).orElse(NONE);
  }

  private static List<Values> values(int groups) {
    List<Values> values = new ArrayList<>(groups);
    for (int i = 0; i < groups; i++) {
      values.add(new Values());
    }
    return values;
  }

  private static void count(List<Values> groups, List<String> values) {
    for (int i = 0; i < groups.size(); i++) {
      groups.get(i).add(values.get(i));
    }
  }

  private static Map<String, List<Group>> groups(
      List<String> by, List<Values> counted, List<Values> all) {
    Map<String, List<Group>> groups = new LinkedHashMap<>();
    for (int i = 0; i < by.size(); i++) {
      groups.put(by.get(i), counted.get(i).among(all.get(i)));
    }
    return groups;
  }

  private static Key key(AgentState agent, BadState bad) {
    return new Key(
        bad.kind(), bad.state(), bad.cause(), FailureMessage.normalised(bad.message(), agent));
  }

  private static Cluster cluster(Key key, Counting counted, List<String> by, List<Values> all) {
    return new Cluster(
        key.id(),
        key.kind(),
        key.state(),
        key.cause(),
        key.message(),
        counted.example,
        counted.agents,
        List.copyOf(counted.configs),
        counted.sample,
        counted.first,
        counted.last,
        groups(by, counted.by, all));
  }
}
