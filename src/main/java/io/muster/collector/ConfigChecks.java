package io.muster.collector;

import io.muster.agent.AgentState;
import io.muster.collector.CollectorCheck.As;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigReference;
import io.muster.config.syntax.ConfigProblem;
import io.muster.config.syntax.ConfigProblem.Severity;
import io.muster.fleet.Fleet;
import io.muster.policy.Desired;
import io.muster.policy.Policy;
import io.muster.policy.PolicySource;
import io.muster.schedule.HeavyWork;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks a config before it is put: as a collector would, against what the agents that would get it
 * can run, and, if there is one, by a collector's own `validate`. What some agents cannot run is a
 * warning: a fleet need not be of one build. Blocks; thread-safe.
 */
@Singleton
public final class ConfigChecks {

  /** Builds of agents that one check looks at, those of most agents first. */
  private static final int MAX_BUILDS = 50;

  private static final Validation NOTHING = new Validation(false, List.of(), 0, List.of());

  /** What a request wants. */
  public enum Mode {
    /** Checked if it is a collector's, as {@link As#FOUND}. */
    AUTO,
    /** Checked as a whole collector's config, whatever is in it. */
    COLLECTOR,
    /** Not checked. */
    OFF
  }

  /** Some agents of one build. */
  private record Builds(AgentState one, int agents) {}

  private final CollectorCheck check = new CollectorCheck();
  private final ValidationSettings settings;
  private final PolicySource policies;
  private final Fleet fleet;
  private final KnownDistributions distributions;
  private final @Nullable OtelcolCheck otelcol;

  ConfigChecks(
      ValidationSettings settings,
      PolicySource policies,
      Fleet fleet,
      KnownDistributions distributions) {
    this.settings = settings;
    this.policies = policies;
    this.fleet = fleet;
    this.distributions = distributions;
    this.otelcol =
        settings
            .otelcol()
            .map(program -> new OtelcolCheck(program, settings.otelcolTimeout()))
            .orElse(null);
  }

  /**
   * Checks what shall become the newest revision of a config.
   *
   * @return with errors only if it is to be refused
   */
  public Validation check(String name, ConfigDocument document, Mode mode) {
    Validation itself = itself(document, mode);
    List<ConfigProblem> problems = new ArrayList<>(itself.problems());
    problems.addAll(followers(name, document, itself, policies.current()));
    return new Validation(itself.collector(), problems, itself.more(), itself.notChecked());
  }

  /**
   * What the agents that follow a config would not take of what shall become its newest revision,
   * with their number.
   *
   * @param itself what {@link #itself} said; nobody is asked about what it refuses
   * @param policy by which they follow it
   */
  public List<ConfigProblem> followers(
      String name, ConfigDocument document, Validation itself, Policy policy) {
    return itself.collector() && !itself.refused()
        ? agents(document, itself, followers(name, policy))
        : List.of();
  }

  /** The same without regard to agents. */
  public Validation itself(ConfigDocument document, Mode mode) {
    return itself(document, mode, otelcol);
  }

  private Validation itself(ConfigDocument document, Mode mode, @Nullable OtelcolCheck program) {
    if (off(mode)) {
      return NOTHING;
    }
    Validation validation =
        heavy(
            document,
            () -> {
              CollectorCheck.Read read = CollectorCheck.read(document);
              // What cannot be read the catalogue refuses, and says the same about its syntax.
              if (read.merged() == null) {
                return NOTHING;
              }
              Validation strict = check.check(read, as(mode), Distribution.UNKNOWN);
              return strict.problems().stream().anyMatch(ConfigChecks::ofProfiles)
                      && somebodyTakesProfiles()
                  ? check.check(read, as(mode), Distribution.UNKNOWN.withProfiles(true))
                  : strict;
            });
    List<ConfigProblem> problems = new ArrayList<>(validation.problems());
    boolean external = false;
    if (validation.collector() && !validation.refused() && program != null) {
      Optional<ConfigProblem> said = program.check(document);
      said.ifPresent(problems::add);
      // A warning says that it did not come to look.
      external = said.filter(problem -> problem.severity() == Severity.WARNING).isEmpty();
    }
    return new Validation(
        validation.collector(),
        settings.onPut() == ValidationSettings.OnPut.REFUSE
            ? problems
            : problems.stream().map(ConfigChecks::warning).toList(),
        validation.more(),
        external ? List.of() : validation.notChecked());
  }

  private static boolean ofProfiles(ConfigProblem problem) {
    return problem.message().equals(PipelineCheck.PROFILES);
  }

  /** Then it depends on who gets the config, who are asked one by one. */
  private boolean somebodyTakesProfiles() {
    return fleet.agents().stream().anyMatch(agent -> KnownDistributions.profiles(agent.state()));
  }

  /** A fleet's builds are asked one by one, so that others get their turn between them. */
  private static <T> T heavy(ConfigDocument document, Supplier<T> work) {
    return HeavyWork.of(document.size(), HeavyWork.For.OPERATOR, work);
  }

  private boolean off(Mode mode) {
    return mode == Mode.OFF
        || (mode == Mode.AUTO && settings.onPut() == ValidationSettings.OnPut.OFF);
  }

  private static As as(Mode mode) {
    return mode == Mode.COLLECTOR ? As.COLLECTOR : As.FOUND;
  }

  /**
   * What is wrong with a config after rules were put into it that is not wrong with it alone. By
   * paths only: nobody has seen the lines of what was put together.
   *
   * @param name of the whole, for messages
   */
  public List<ConfigProblem> composed(
      String name, ConfigDocument alone, ConfigDocument whole, Mode mode) {
    List<ConfigProblem> before = itself(alone, mode, null).problems();
    return itself(whole, mode).problems().stream()
        .filter(problem -> before.stream().noneMatch(known -> sameSaid(known, problem)))
        .map(problem -> placeless(problem, "as " + name + ": "))
        .toList();
  }

  private static boolean sameSaid(ConfigProblem one, ConfigProblem other) {
    return one.path().equals(other.path()) && one.message().equals(other.message());
  }

  private static ConfigProblem placeless(ConfigProblem problem, String prefix) {
    return new ConfigProblem(
        problem.severity(),
        problem.file(),
        0,
        0,
        problem.path(),
        prefix + problem.message(),
        problem.hint());
  }

  /**
   * A config into which rules were put, ready to be asked about many agents, who are told all that
   * they would refuse.
   */
  public Question question(ConfigDocument whole, Mode mode) {
    return heavy(
        whole,
        () -> {
          CollectorCheck.Read read = CollectorCheck.read(whole);
          boolean checked =
              !off(mode)
                  && read.merged() != null
                  && check.check(read, as(mode), Distribution.UNKNOWN).collector();
          return new Question(whole, read, new Validation(checked, List.of(), 0, List.of()));
        });
  }

  /**
   * A config without regard to agents, ready to be asked about many of them.
   *
   * @param itself what {@link #itself} said
   */
  public Question question(ConfigDocument document, Validation itself) {
    return new Question(document, heavy(document, () -> CollectorCheck.read(document)), itself);
  }

  /** A config to be checked for agents. */
  public final class Question {

    private final ConfigDocument document;
    private final CollectorCheck.Read read;
    private final Validation itself;

    private Question(ConfigDocument document, CollectorCheck.Read read, Validation itself) {
      this.document = document;
      this.read = read;
      this.itself = itself;
    }

    /** What an agent would refuse that was not found without regard to agents. */
    public List<ConfigProblem> beyond(Distribution distribution) {
      if (!itself.collector()) {
        return List.of();
      }
      return heavy(document, () -> check.check(read, As.COLLECTOR, distribution)).errors().stream()
          .filter(problem ->
              !itself.problems().contains(problem) && !itself.problems().contains(warning(problem)))
          .toList();
    }
  }

  private List<ConfigProblem> agents(
      ConfigDocument document, Validation itself, List<Builds> builds) {
    int all = builds.stream().mapToInt(Builds::agents).sum();
    Map<ConfigProblem, Integer> refusing = new LinkedHashMap<>();
    Question question = question(document, itself);
    for (Builds build : builds) {
      question
          .beyond(distributions.of(build.one()))
          .forEach(problem -> refusing.merge(problem, build.agents(), Integer::sum));
    }
    return refusing.entrySet().stream()
        .limit(Findings.MAX)
        .map(entry -> ofAgents(entry.getKey(), entry.getValue(), all))
        .toList();
  }

  private List<Builds> followers(String name, Policy policy) {
    Map<KnownDistributions.Build, Builds> builds = new HashMap<>();
    fleet.agents().stream()
        .map(agent -> agent.state())
        .filter(AgentState::takesConfigs)
        .filter(agent -> follows(wanted(Desired.desired(agent, policy)), name))
        .forEach(agent ->
            builds.merge(
                KnownDistributions.build(agent),
                new Builds(agent, 1),
                (a, b) -> new Builds(a.one(), a.agents() + 1)));
    return builds.values().stream()
        .sorted(Comparator.comparingInt(Builds::agents).reversed())
        .limit(MAX_BUILDS)
        .toList();
  }

  /** Whatever rule sets are put into it. */
  private static boolean follows(@Nullable ConfigReference wanted, String name) {
    return wanted != null && wanted.name().equals(name) && !wanted.pinsConfig();
  }

  private static @Nullable ConfigReference wanted(Desired desired) {
    return switch (desired.reason()) {
      case Desired.ByTarget target -> target.config();
      case Desired.ByDefault byDefault -> byDefault.config();
      case Desired.Nothing() -> null;
    };
  }

  /** A warning, but for profiles: those agents would stop over a config that others can run. */
  private ConfigProblem ofAgents(ConfigProblem problem, int agents, int all) {
    boolean refuses = ofProfiles(problem) && settings.onPut() == ValidationSettings.OnPut.REFUSE;
    return new ConfigProblem(
        refuses ? Severity.ERROR : Severity.WARNING,
        problem.file(),
        problem.line(),
        problem.column(),
        problem.path(),
        agents + " of " + all + " agents will refuse this: " + problem.message(),
        problem.hint());
  }

  private static ConfigProblem warning(ConfigProblem problem) {
    return new ConfigProblem(
        Severity.WARNING,
        problem.file(),
        problem.line(),
        problem.column(),
        problem.path(),
        problem.message(),
        problem.hint());
  }
}
