package io.muster.plan;

import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Presence;
import io.muster.collector.ConfigChecks;
import io.muster.collector.Distribution;
import io.muster.collector.KnownDistributions;
import io.muster.collector.Validation;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigReference;
import io.muster.config.EncodedRevision;
import io.muster.config.Resolver;
import io.muster.config.diff.DocumentDiff;
import io.muster.config.syntax.ConfigProblem;
import io.muster.fleet.Fleet;
import io.muster.fleet.FleetSettings;
import io.muster.fleet.KnownAgent;
import io.muster.freeze.Freezes;
import io.muster.freeze.Outgoing;
import io.muster.plan.GroupCount.Key;
import io.muster.plan.GroupCount.OfBuild;
import io.muster.plan.Plan.BuildCheck;
import io.muster.plan.Plan.Group;
import io.muster.plan.Plan.Obstacle;
import io.muster.plan.Plan.Reason;
import io.muster.policy.Desired;
import io.muster.policy.RunningConfigs;
import io.muster.policy.WindowWait;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.schedule.HeavyWork;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says what manifests would change. Each agent is asked what it should have before and after; the
 * rest is done once per group of agents that change alike. Reads the store, writes nothing; blocks;
 * thread-safe.
 */
@Singleton
public final class Planner {

  /** Groups listed, those of most agents first. */
  private static final int MAX_GROUPS = 100;

  /** Builds checked per group, those of most agents first. */
  private static final int MAX_BUILDS = 20;

  /** Checks of a config against a build in one plan. */
  private static final int MAX_CHECKS = 200;

  /** Effective configs held against planned ones in one plan. */
  private static final int MAX_COMPARED = 2_000;

  /** Problems told per build. */
  private static final int MAX_PROBLEMS = 20;

  private final PlannedWorldBuilder prospects;
  private final Resolver resolver;
  private final ConfigChecks checks;
  private final KnownDistributions distributions;
  private final RunningConfigs running;
  private final Fleet fleet;
  private final FleetSettings settings;
  private final Freezes freezes;

  Planner(
      PlannedWorldBuilder prospects,
      Resolver resolver,
      ConfigChecks checks,
      KnownDistributions distributions,
      RunningConfigs running,
      Fleet fleet,
      FleetSettings settings,
      Freezes freezes) {
    this.prospects = prospects;
    this.resolver = resolver;
    this.checks = checks;
    this.distributions = distributions;
    this.running = running;
    this.fleet = fleet;
    this.settings = settings;
    this.freezes = freezes;
  }

  /** What would change if these were applied now. Refuses while the agents are not known. */
  public Plan plan(Manifests manifests, ConfigChecks.Mode mode) {
    fleet.requireLoaded();
    PlannedWorld prospect = prospects.of(manifests, mode);
    Map<Key, GroupCount> counts = new HashMap<>();
    Instant now = fleet.now();
    Already already = new Already(running);
    int agents = 0;
    int frozen = 0;
    for (KnownAgent agent : fleet.agents()) {
      agents++;
      frozen += count(agent, prospect, now, already, counts) && frozen(agent.state()) ? 1 : 0;
    }
    List<GroupCount> largest =
        counts.values().stream()
            .sorted(Comparator.comparingInt((GroupCount count) -> count.all().agents()).reversed())
            .toList();
    Work work = new Work(prospect, mode);
    List<Group> groups = largest.stream().limit(MAX_GROUPS).map(work::group).toList();
    int moving = largest.stream().mapToInt(count -> count.all().agents()).sum();
    int found = largest.stream().mapToInt(GroupCount::running).sum();
    List<ManifestProblem> problems = new ArrayList<>(prospect.problems());
    already.unknown().ifPresent(problems::add);
    return new Plan(
        prospect.token().toString(),
        prospect.changes(),
        problems,
        new Plan.Totals(
            agents,
            moving - found,
            groups.stream().mapToInt(Group::restarts).sum(),
            groups.stream().flatMap(g -> g.obstacles().stream()).mapToInt(Obstacle::agents).sum(),
            frozen,
            groups.stream().mapToInt(Group::waiting).sum(),
            found),
        groups,
        Math.max(0, largest.size() - MAX_GROUPS));
  }

  /** Who runs already what would be wanted, as the first offer to them would find. */
  private static final class Already {

    /** What was compared for one plan. */
    private record Pair(ContentHash wanted, ContentHash effective) {}

    private final RunningConfigs running;
    private final Map<Pair, Boolean> compared = new HashMap<>();
    private int unknown;

    Already(RunningConfigs running) {
      this.running = running;
    }

    boolean runs(AgentState agent, @Nullable EncodedRevision wanted) {
      ContentHash effective = agent.reported().effectiveConfig();
      if (wanted == null
          || effective == null
          || !agent.neverSentConfig()
          || !agent.can(AgentCapability.ACCEPTS_REMOTE_CONFIG)) {
        return false;
      }
      Pair pair = new Pair(wanted.hash(), effective);
      Boolean known = compared.get(pair);
      if (known == null && compared.size() == MAX_COMPARED) {
        unknown++;
        return false;
      }
      if (known == null) {
        known = running.runs(agent, wanted);
        compared.put(pair, known);
      }
      return known;
    }

    Optional<ManifestProblem> unknown() {
      return unknown == 0
          ? Optional.empty()
          : Optional.of(
              ManifestProblem.ofAll(
                  ConfigProblem.Severity.WARNING,
                  unknown
                      + " agents were not compared with what they run, and count as restarts: a"
                      + " plan looks at "
                      + MAX_COMPARED
                      + " different pairs of configs"));
    }
  }

  private boolean frozen(AgentState agent) {
    return freezes.stops(agent, Outgoing.CHANGE);
  }

  /** Whether it changes. */
  private boolean count(
      KnownAgent known,
      PlannedWorld prospect,
      Instant now,
      Already already,
      Map<Key, GroupCount> counts) {
    EncodedRevision from = Desired.desired(known.state(), prospect.before()).revision();
    AgentState agent = prospect.relabelled(known.state());
    Desired desired = Desired.desired(agent, prospect.after());
    EncodedRevision to = desired.revision();
    ContentHash hash = to == null ? null : to.hash();
    if (from == null ? hash == null : from.hash().equals(hash)) {
      return false;
    }
    boolean connected = known.presence(now, settings) != Presence.DISCONNECTED;
    boolean found = already.runs(agent, to);
    Key key = new Key(from == null ? null : from.reference(), to == null ? null : to.reference());
    counts
        .computeIfAbsent(key, k -> new GroupCount(k, to))
        .add(
            agent,
            desired.reason() instanceof Desired.ByTarget chosen ? chosen.target() : null,
            connected,
            hash == null ? null : obstacle(agent, hash),
            connected && hash != null && !runs(agent, hash) && !frozen(agent),
            WindowWait.of(agent, desired, now).isPresent(),
            found);
    return !found;
  }

  private static @Nullable Reason obstacle(AgentState agent, ContentHash hash) {
    if (!agent.takesConfigs()) {
      return agent.can(AgentCapability.ACCEPTS_REMOTE_CONFIG)
          ? Reason.SIGNED_MESSAGES
          : Reason.CAPABILITY;
    }
    return agent
        .facts()
        .attempts()
        .find(OfferKind.CONFIG, hash)
        .filter(Attempt::failed)
        .map(attempt -> Reason.FAILED_BEFORE)
        .orElse(null);
  }

  private static boolean runs(AgentState agent, ContentHash hash) {
    OfferStatus status = agent.reported().configStatus();
    return status != null
        && status.state() == OfferStatus.State.APPLIED
        && status.hash().equals(hash);
  }

  /** What is done once per group; the checks of one plan are bounded. */
  private final class Work {

    private record Checked(ConfigReference config, Distribution distribution) {}

    private final PlannedWorld prospect;
    private final ConfigChecks.Mode mode;
    private final Map<ConfigReference, Optional<ConfigDocument>> documents = new HashMap<>();
    private final Map<ConfigReference, ConfigChecks.Question> questions = new HashMap<>();
    private final Map<Checked, List<ConfigProblem>> done = new HashMap<>();

    Work(PlannedWorld prospect, ConfigChecks.Mode mode) {
      this.prospect = prospect;
      this.mode = mode;
    }

    Group group(GroupCount count) {
      ConfigReference from = count.key().from();
      ConfigReference to = count.key().to();
      ConfigDocument before = from == null ? null : document(from).orElse(null);
      ConfigDocument after = to == null ? null : document(to).orElse(null);
      List<Obstacle> obstacles = new ArrayList<>();
      count.obstacles().forEach((reason, some) -> obstacles.add(obstacle(reason, some)));
      List<BuildCheck> builds = new ArrayList<>();
      List<OfBuild> all = count.builds();
      int restarts = 0;
      int waiting = 0;
      for (OfBuild build : all) {
        BuildCheck check =
            to == null || after == null || builds.size() == MAX_BUILDS
                ? null
                : check(to, after, build).orElse(null);
        if (check != null) {
          builds.add(check);
        }
        if (check == null || check.problems().isEmpty()) {
          restarts += build.restarts();
          waiting += build.waiting();
        } else {
          obstacles.add(
              new Obstacle(
                  Reason.COMPONENTS,
                  "would refuse it: " + check.problems().getFirst().message(),
                  build.some().agents(),
                  build.some().sample()));
        }
      }
      return new Group(
          from,
          to,
          count.all().agents(),
          count.connected(),
          restarts,
          waiting,
          count.targets(),
          count.all().sample(),
          before == null || after == null ? null : difference(before, after),
          builds,
          all.size() - builds.size(),
          obstacles,
          count.running());
    }

    private static DocumentDiff difference(ConfigDocument before, ConfigDocument after) {
      return HeavyWork.of(
          before.size() + after.size(),
          HeavyWork.For.OPERATOR,
          () -> DocumentDiff.between(before, after));
    }

    private Obstacle obstacle(Reason reason, GroupCount.Some some) {
      String message =
          switch (reason) {
            case CAPABILITY ->
                "does not have the capability AcceptsRemoteConfig: is not offered it";
            case SIGNED_MESSAGES ->
                "takes signed messages only, which this server does not send: is not offered it";
            case FAILED_BEFORE ->
                "failed on this config before, or never answered: is not offered it again until"
                    + " retried";
            case COMPONENTS -> "would refuse it";
          };
      return new Obstacle(reason, message, some.agents(), some.sample());
    }

    private Optional<ConfigDocument> document(ConfigReference pinned) {
      return documents.computeIfAbsent(
          pinned,
          reference ->
              prospect
                  .document(reference)
                  .or(() -> resolver.prospective(reference).map(Resolver.Prospective::document)));
    }

    private ConfigChecks.Question question(ConfigReference config, ConfigDocument document) {
      if (!config.rules().isEmpty()) {
        return checks.question(document, mode);
      }
      Validation itself = prospect.validations().get(config);
      return checks.question(document, itself == null ? checks.itself(document, mode) : itself);
    }

    private Optional<BuildCheck> check(
        ConfigReference config, ConfigDocument document, OfBuild build) {
      Distribution distribution = distributions.of(build.one());
      Checked key = new Checked(config, distribution);
      List<ConfigProblem> problems = done.get(key);
      if (problems == null) {
        if (done.size() == MAX_CHECKS) {
          return Optional.empty();
        }
        ConfigChecks.Question question =
            questions.computeIfAbsent(config, c -> question(c, document));
        problems = question.beyond(distribution).stream().limit(MAX_PROBLEMS).toList();
        done.put(key, problems);
      }
      return Optional.of(
          new BuildCheck(
              distribution.version(),
              !distribution.types().isEmpty(),
              build.some().agents(),
              problems));
    }
  }
}
