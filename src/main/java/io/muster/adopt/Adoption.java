package io.muster.adopt;

import io.muster.adopt.Proposal.Group;
import io.muster.adopt.Proposal.Label;
import io.muster.adopt.Proposal.LeftOut;
import io.muster.adopt.Proposal.Likeness;
import io.muster.adopt.Proposal.Reason;
import io.muster.agent.AgentSelector;
import io.muster.agent.AgentSelector.Operator;
import io.muster.agent.AgentState;
import io.muster.agent.Selector;
import io.muster.collector.AdoptableConfig;
import io.muster.collector.MergedConfig;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.ConfigStore;
import io.muster.failure.Unavailable;
import io.muster.fleet.Fleet;
import io.muster.fleet.KnownAgent;
import io.muster.policy.Desired;
import io.muster.policy.Policy;
import io.muster.policy.PolicySource;
import io.muster.policy.Target;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.schedule.HeavyWork;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Proposes configs and targets for agents that were configured by other means: those that run the
 * same are one group, with the config that they run and a selector that matches them alone. Writes
 * nothing; blocks; thread-safe.
 */
@Singleton
public final class Adoption {

  /** Agents looked at in one proposal. */
  static final int MAX_AGENTS = 20_000;

  /** Different effective configs looked at in one proposal. */
  static final int MAX_CONFIGS = 1_000;

  /** Bytes of all of them. */
  private static final long MAX_BYTES = 32L << 20;

  /** Bytes of one of them. */
  static final int MAX_CONFIG = 1 << 20;

  /** Groups proposed, those of most agents first. */
  static final int MAX_GROUPS = 200;

  /** Labels that agents get which nothing else tells from others. */
  static final String LABEL = "muster.adopted";

  private static final int SAMPLE = 10;

  /** One proposal at a time: each may have some hundred megabytes in its hands. */
  private final Semaphore turn = new Semaphore(1);

  private final Fleet fleet;
  private final PolicySource policies;
  private final ConfigStore configs;

  /** Over the fleet and what is wanted of it. */
  public Adoption(Fleet fleet, PolicySource policies, ConfigStore configs) {
    this.fleet = fleet;
    this.policies = policies;
    this.configs = configs;
  }

  /** Somebody else asks. */
  public static final class Busy extends RuntimeException implements Unavailable {
    private static final long serialVersionUID = 1;

    private Busy() {
      super("another proposal is being worked out: try again in a few seconds");
    }
  }

  /** What can be put for these agents. Refuses while the agents are not known. */
  public Proposal propose(AgentSelector selected) {
    fleet.requireLoaded();
    if (!turn.tryAcquire()) {
      throw new Busy();
    }
    try {
      return new Work(selected).proposal();
    } finally {
      turn.release();
    }
  }

  /** Agents that run one config, and what it is. */
  private record Running(AdoptableConfig config, boolean runsIt, BitSet agents) {}

  /** One proposal. */
  private final class Work {

    private final AgentSelector selected;
    private final Policy policy = policies.refresh();
    private final List<AgentState> agents = fleet.agents().stream().map(KnownAgent::state).toList();
    private final Map<Reason, List<InstanceUid>> leftOut = new EnumMap<>(Reason.class);
    private int matching;

    Work(AgentSelector selected) {
      this.selected = selected;
    }

    Proposal proposal() {
      List<Running> running = alike(byContent());
      running.sort(Comparator.comparingInt((Running each) -> -each.agents().cardinality()));
      for (Running more : running.subList(Math.min(MAX_GROUPS, running.size()), running.size())) {
        more.agents().stream().forEach(i -> leaveOut(Reason.NOT_LOOKED_AT, agents.get(i)));
      }
      List<Group> groups = groups(running.stream().limit(MAX_GROUPS).toList());
      return new Proposal(
          matching,
          groups,
          Likenesses.variants(groups),
          leftOut.entrySet().stream()
              .map(each ->
                  new LeftOut(
                      each.getKey(),
                      each.getValue().size(),
                      each.getValue().stream().limit(SAMPLE).toList()))
              .toList());
    }

    private void leaveOut(Reason reason, AgentState agent) {
      leftOut.computeIfAbsent(reason, _ -> new ArrayList<>()).add(agent.uid());
    }

    /** The selected agents that can be adopted, by what they say to run. */
    private Map<ContentHash, BitSet> byContent() {
      Map<ContentHash, BitSet> contents = new LinkedHashMap<>();
      for (int i = 0; i < agents.size(); i++) {
        AgentState agent = agents.get(i);
        if (!selected.matches(agent)) {
          continue;
        }
        matching++;
        ContentHash effective = agent.reported().effectiveConfig();
        Reason reason = reason(agent, contents);
        if (reason != null || effective == null) {
          leaveOut(reason == null ? Reason.UNTOLD : reason, agent);
        } else {
          contents.computeIfAbsent(effective, _ -> new BitSet()).set(i);
        }
      }
      return contents;
    }

    private @Nullable Reason reason(AgentState agent, Map<ContentHash, BitSet> contents) {
      if (!agent.can(AgentCapability.ACCEPTS_REMOTE_CONFIG)) {
        return Reason.VIEW_ONLY;
      }
      if (!(Desired.desired(agent, policy).reason() instanceof Desired.Nothing)) {
        return Reason.MANAGED;
      }
      if (!agent.neverSentConfig()) {
        return Reason.SENT_BEFORE;
      }
      ContentHash effective = agent.reported().effectiveConfig();
      if (effective == null) {
        return Reason.UNTOLD;
      }
      boolean full = contents.size() >= MAX_CONFIGS && !contents.containsKey(effective);
      return full || matching > MAX_AGENTS ? Reason.NOT_LOOKED_AT : null;
    }

    /** Those whose effective configs mean the same are together. */
    private List<Running> alike(Map<ContentHash, BitSet> contents) {
      Map<ContentHash, Running> alike = new LinkedHashMap<>();
      long[] bytes = {0};
      contents.forEach((hash, members) -> {
        ConfigDocument effective = read(hash).orElse(null);
        boolean told = effective != null && effective.size() > 0;
        if (!told || effective == null || effective.size() > MAX_CONFIG) {
          Reason reason = told ? Reason.UNREADABLE : Reason.UNTOLD;
          members.stream().forEach(i -> leaveOut(reason, agents.get(i)));
          return;
        }
        bytes[0] += effective.size();
        if (bytes[0] > MAX_BYTES) {
          members.stream().forEach(i -> leaveOut(Reason.NOT_LOOKED_AT, agents.get(i)));
          return;
        }
        heavy(effective, () -> AdoptableConfig.of(effective))
            .ifPresentOrElse(
                config -> add(config, effective, hash, members, alike),
                () -> members.stream().forEach(i -> leaveOut(Reason.UNREADABLE, agents.get(i))));
      });
      return new ArrayList<>(alike.values());
    }

    /**
     * To those that run the same, if the config of the first of them is what these run, too; else
     * by themselves.
     */
    private void add(
        AdoptableConfig config,
        ConfigDocument effective,
        ContentHash hash,
        BitSet members,
        Map<ContentHash, Running> alike) {
      ContentHash meaning = config.meaning();
      Running present = alike.get(meaning);
      if (present != null
          && present.runsIt() == heavy(effective, () -> runs(effective, present.config()))) {
        present.agents().or(members);
        return;
      }
      boolean runsIt = heavy(effective, () -> runs(effective, config));
      alike.put(
          present == null ? meaning : hash, new Running(config, runsIt, (BitSet) members.clone()));
    }

    private List<Group> groups(List<Running> running) {
      Map<String, String> base = base(selected);
      List<Optional<Selector>> selectors =
          new SelectorChoice(agents, base).choose(running.stream().map(Running::agents).toList());
      Set<String> targets =
          policy.targets().stream()
              .map(Target::name)
              .collect(Collectors.toCollection(HashSet::new));
      GroupNames names =
          new GroupNames(name -> targets.contains(name) || configs.heads().get(name).isPresent());
      List<SortedMap<String, String>> settings =
          running.stream().map(each -> each.config().settings()).toList();
      List<Group> groups = new ArrayList<>();
      for (int i = 0; i < running.size(); i++) {
        Running each = running.get(i);
        Selector selector = selectors.get(i).orElse(null);
        String name = selector == null ? names.of(base) : names.of(selector);
        groups.add(
            new Group(
                name,
                each.agents().stream().mapToObj(a -> agents.get(a).uid()).toList(),
                each.config(),
                selector == null ? labelled(base, name) : selector,
                selector == null ? new Label(LABEL, name) : null,
                each.runsIt(),
                nearest(groups, settings, i, agents.get(each.agents().nextSetBit(0)))));
      }
      return groups;
    }

    private static Selector labelled(Map<String, String> base, String name) {
      Map<String, String> pairs = new TreeMap<>(base);
      pairs.put(LABEL, name);
      return new Selector(pairs);
    }

    private static @Nullable Likeness nearest(
        List<Group> before, List<SortedMap<String, String>> settings, int place, AgentState one) {
      Likenesses.Found found =
          HeavyWork.of(
              settings.get(place).size(),
              HeavyWork.For.OPERATOR,
              () -> Likenesses.nearest(settings, place, one));
      return found == null
          ? null
          : new Likeness(before.get(found.place()).name(), found.count(), found.first());
    }
  }

  /** The pairs that every selected agent has. */
  private static Map<String, String> base(AgentSelector selected) {
    Map<String, String> base = new TreeMap<>();
    selected.terms().stream()
        .filter(term -> term.operator() == Operator.IN && term.values().size() == 1)
        .forEach(term -> base.put(term.key(), term.values().iterator().next()));
    return base;
  }

  private static boolean runs(ConfigDocument effective, AdoptableConfig config) {
    return config.gaps().isEmpty()
        && MergedConfig.read(config.document())
            .flatMap(wanted -> MergedConfig.read(effective).map(wanted::isRunBy))
            .orElse(false);
  }

  private static <T> T heavy(ConfigDocument document, Supplier<T> work) {
    return HeavyWork.of(document.size(), HeavyWork.For.OPERATOR, work);
  }

  /** As agents tell it, redacted; empty also if it cannot be a config. */
  private Optional<ConfigDocument> read(ContentHash hash) {
    AgentConfigMap map = fleet.storedEffectiveConfig(hash).orElse(null);
    if (map == null) {
      return Optional.empty();
    }
    List<ConfigFile> files = new ArrayList<>();
    map.getConfigMapMap()
        .forEach((name, file) -> {
          String type = file.getContentType().isEmpty() ? ConfigFile.YAML : file.getContentType();
          files.add(new ConfigFile(name, file.getBody(), type, file.getRole()));
        });
    try {
      return Optional.of(new ConfigDocument(files));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
