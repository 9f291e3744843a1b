package io.muster.plan;

import io.muster.config.ConfigReference;
import io.muster.config.diff.DocumentDiff;
import io.muster.config.syntax.ConfigProblem;
import io.muster.protocol.InstanceUid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What manifests would change.
 *
 * @param token of the manifests and of the world they were planned for; to be given back on apply
 * @param changes one per manifest
 * @param problems of the manifests; with an error among them they cannot be applied
 * @param groups of the agents that would get something else, the largest first
 * @param moreGroups groups that are not listed
 */
public record Plan(
    String token,
    List<Change> changes,
    List<ManifestProblem> problems,
    Totals totals,
    List<Group> groups,
    int moreGroups) {

  public Plan {
    changes = List.copyOf(changes);
    problems = List.copyOf(problems);
    groups = List.copyOf(groups);
  }

  /** Whether it may be applied. */
  public boolean applicable() {
    return problems.stream().noneMatch(ManifestProblem::error);
  }

  /**
   * Numbers over the whole fleet.
   *
   * @param agents known agents
   * @param changing that would get another config; not those that run it already
   * @param restarts of them, that are connected and would load it at once
   * @param cannot of them, that cannot take it or would refuse it
   * @param frozen of them, that are sent nothing before a freeze is lifted
   * @param waiting of them, that are connected and get it when the window of their target opens
   * @param running that were never sent a config and run already what would be wanted of them: they
   *     are sent nothing
   */
  public record Totals(
      int agents, int changing, int restarts, int cannot, int frozen, int waiting, int running) {}

  /**
   * The agents that change from one revision to another.
   *
   * @param from null if nothing is wanted of them now
   * @param to null if nothing would be wanted of them: they keep what they have
   * @param agents how many
   * @param connected how many of them are connected; the others change when they come back
   * @param restarts how many are connected, can take it and do not run it already
   * @param waiting how many are connected and wait for the window of their target
   * @param targets what would choose for them; empty for the default config
   * @param sample some of them
   * @param diff null if one side is missing
   * @param builds what their builds would say, those of most agents first
   * @param moreBuilds builds that were not looked at
   * @param obstacles agents that would not get it, or not take it
   * @param running how many run it already, and are sent nothing
   */
  public record Group(
      @Nullable ConfigReference from,
      @Nullable ConfigReference to,
      int agents,
      int connected,
      int restarts,
      int waiting,
      List<String> targets,
      List<InstanceUid> sample,
      @Nullable DocumentDiff diff,
      List<BuildCheck> builds,
      int moreBuilds,
      List<Obstacle> obstacles,
      int running) {
    public Group {
      targets = List.copyOf(targets);
      sample = List.copyOf(sample);
      builds = List.copyOf(builds);
      obstacles = List.copyOf(obstacles);
    }
  }

  /**
   * Agents of one version with the same components.
   *
   * @param version as they report it; may be empty
   * @param componentsKnown whether they told what they have; otherwise that was not checked
   * @param problems what they would refuse
   */
  public record BuildCheck(
      String version, boolean componentsKnown, int agents, List<ConfigProblem> problems) {
    public BuildCheck {
      problems = List.copyOf(problems);
    }
  }

  /** Why an agent does not come to run what it should. */
  public enum Reason {
    /** It does not have the capability AcceptsRemoteConfig. */
    CAPABILITY,
    /** It takes signed messages only, which this server does not send. */
    SIGNED_MESSAGES,
    /** It does not have a component, or its version does not know a key. */
    COMPONENTS,
    /** It failed on this very config before, or never answered: it is not offered again. */
    FAILED_BEFORE
  }

  /**
   * Agents with the same obstacle.
   *
   * @param message for people
   * @param sample some of them
   */
  public record Obstacle(Reason reason, String message, int agents, List<InstanceUid> sample) {
    public Obstacle {
      sample = List.copyOf(sample);
    }
  }
}
