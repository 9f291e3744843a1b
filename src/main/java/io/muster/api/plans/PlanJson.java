package io.muster.api.plans;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.api.http.Audited;
import io.muster.api.http.FaultJson;
import io.muster.api.http.Problem;
import io.muster.api.http.Refusal;
import io.muster.api.rollouts.StrategyJson;
import io.muster.config.ConfigReference;
import io.muster.config.diff.DocumentDiff;
import io.muster.freeze.Freeze;
import io.muster.plan.Change;
import io.muster.plan.ManifestApplier;
import io.muster.plan.ManifestProblem;
import io.muster.plan.OfSet;
import io.muster.plan.Plan;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Plans as JSON. */
public final class PlanJson {

  /** Characters shown of a difference. */
  private static final int MAX_DIFF = 32 << 10;

  private PlanJson() {}

  /**
   * What is to be planned or applied.
   *
   * @param plan token of the plan; only for apply
   * @param rollout how targets come to another config; at once if absent
   */
  @Schema(name = "PlanBody")
  public record Body(
      @Schema(required = true) @Nullable List<@Nullable ManifestJson> manifests,
      @Schema(description = "Only for apply: the plan's token") @Nullable String plan,
      @Schema(
              description =
                  "Targets come to another config by rollouts that go like this, and not at once; a"
                      + " name means the revision that is newest then")
          @Nullable StrategyJson rollout,
      @Schema(
              description =
                  "Also connection settings after which agents are likely not to come back",
              defaultValue = "false")
          @Nullable Boolean force,
      @Schema(
              description =
                  "They are applied as a set: what they name belongs to it, and to no other")
          @Nullable SetJson set) {}

  /**
   * A set that manifests are applied as.
   *
   * @param prune also delete what belongs to it and is not among them
   * @param takeOver also what belongs to another set
   */
  @Schema(name = "PlanSet")
  public record SetJson(
      @Schema(required = true, examples = "payments") @Nullable String name,
      @Schema(
              description = "Also delete what belongs to it and is not among the manifests",
              defaultValue = "false")
          @Nullable Boolean prune,
      @Schema(description = "Also what belongs to another set", defaultValue = "false")
          @Nullable Boolean takeOver) {

    OfSet of(String author) {
      if (name == null) {
        throw Refusal.badRequest("a set needs a name, as {\"name\": \"payments\"}");
      }
      return new OfSet(name, Boolean.TRUE.equals(prune), Boolean.TRUE.equals(takeOver), author);
    }
  }

  /** A plan. */
  @Schema(name = "Plan", description = "What would change, for whom")
  public record Planned(
      @Schema(description = "For apply, which is refused if the world moved") String plan,
      @Schema(description = "false if a problem is an error") boolean applicable,
      List<ChangeJson> changes,
      @Schema(description = "Of the manifests by themselves") List<ProblemJson> problems,
      Totals agents,
      @Schema(description = "Agents that change alike, largest first") List<Group> groups,
      @Schema(description = "Groups beyond those listed") int moreGroups,
      @Schema(description = "What keeps it from going out, as a freeze; absent if nothing does")
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          List<String> warnings) {}

  /** What becomes of a manifest. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "Change")
  public record ChangeJson(
      @Schema(examples = "config") String kind,
      @Schema(examples = "prod") String name,
      @Schema(
              examples = "update",
              enumeration = {"create", "update", "rollout", "delete", "none"})
          String action,
      @Schema(examples = "prod@3") @Nullable String from,
      @Schema(examples = "prod@4") @Nullable String to,
      @Schema(
              description = "What it does to agents beside their configs",
              examples = "12 of 15 agents connect anew")
          @Nullable String effect) {}

  /** Something wrong with a manifest. */
  @Schema(name = "ManifestFault")
  public record ProblemJson(
      @Schema(examples = "config prod") String manifest, Problem.Fault fault) {}

  /** Numbers over the whole fleet. */
  @Schema(name = "PlanTotals")
  public record Totals(
      @Schema(description = "Known agents", examples = "20000") int total,
      @Schema(description = "That would get another config", examples = "1200") int changing,
      @Schema(description = "That would load it at once", examples = "1150") int restarts,
      @Schema(description = "That cannot take it or would refuse it", examples = "12") int cannot,
      @Schema(
              description = "That are sent nothing before a freeze is lifted, nor restart",
              examples = "0")
          int frozen,
      @Schema(
              description = "That are connected and wait for the window of their target",
              examples = "0")
          int waiting,
      @Schema(
              description =
                  "That were never sent a config and run already what would be wanted of them: they"
                      + " are sent nothing",
              examples = "0")
          int running) {}

  /** Agents that change alike. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "PlanGroup")
  public record Group(
      @Schema(description = "Absent: nothing is wanted of them now", examples = "prod@3")
          @Nullable String from,
      @Schema(description = "Absent: they keep what they have", examples = "prod@4")
          @Nullable String to,
      @Schema(examples = "1200") int agents,
      @Schema(examples = "1150") int connected,
      @Schema(examples = "1150") int restarts,
      @Schema(examples = "0") int waiting,
      List<String> targets,
      @Schema(description = "Some of their uids") List<String> sample,
      @Schema(description = "A unified diff, cut at 32 Ki characters") @Nullable String diff,
      List<Build> builds,
      @Schema(description = "Builds that were not looked at") int moreBuilds,
      List<Cannot> cannot,
      @Schema(description = "Those that run it already, and are sent nothing", examples = "0")
          int running) {}

  /** Agents of one version with the same components. */
  @Schema(name = "PlanBuild")
  public record Build(
      @Schema(examples = "0.157.0") String version,
      @Schema(description = "false: they did not tell, components were not checked")
          boolean componentsKnown,
      int agents,
      @Schema(description = "Whether they would refuse the config") boolean refused,
      List<Problem.Fault> problems) {}

  /** Agents with the same obstacle. */
  @Schema(name = "PlanObstacle")
  public record Cannot(
      @Schema(examples = "capability") String reason,
      String message,
      int agents,
      List<String> sample) {}

  /** What was applied. */
  @Schema(name = "Applied")
  public record Applied(
      List<Done> applied,
      @Schema(description = "What keeps it from going out, as a freeze; absent if nothing does")
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          List<String> warnings)
      implements Audited.Answer {

    @Override
    public String audited() {
      return applied.stream()
          .map(each ->
              each.kind()
                  + " "
                  + each.reference()
                  + (each.rollout() == null ? "" : " by " + each.rollout())
                  + (Boolean.TRUE.equals(each.deleted()) ? " (deleted)" : ""))
          .collect(Collectors.joining(", "));
    }
  }

  /** A manifest that is in force. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "AppliedManifest")
  public record Done(
      @Schema(examples = "config") String kind,
      @Schema(examples = "prod") String name,
      @Schema(examples = "prod@4") String reference,
      @Schema(description = "Number of the revision, or generation of the target") long version,
      @Schema(description = "What brings the target there; absent if it is", examples = "prod-eu-3")
          @Nullable String rollout,
      @Schema(description = "Whether it is gone; absent if not") @Nullable Boolean deleted) {}

  static Planned of(Plan plan, List<Freeze> freezes) {
    return new Planned(
        plan.token(),
        plan.applicable(),
        plan.changes().stream().map(PlanJson::change).toList(),
        plan.problems().stream().map(PlanJson::problem).toList(),
        new Totals(
            plan.totals().agents(),
            plan.totals().changing(),
            plan.totals().restarts(),
            plan.totals().cannot(),
            plan.totals().frozen(),
            plan.totals().waiting(),
            plan.totals().running()),
        plan.groups().stream().map(PlanJson::group).toList(),
        plan.moreGroups(),
        warnings(plan, freezes));
  }

  private static List<String> warnings(Plan plan, List<Freeze> freezes) {
    boolean all = freezes.stream().anyMatch(each -> each.selector().isAll());
    return plan.totals().frozen() == 0 && !all
        ? List.of()
        : List.of(
            "nothing is sent to "
                + plan.totals().frozen()
                + " of the "
                + plan.totals().changing()
                + " agents that change while they are frozen; "
                + freezes.stream().map(Freeze::text).limit(3).collect(Collectors.joining("; ")));
  }

  static ProblemJson problem(ManifestProblem problem) {
    return new ProblemJson(problem.manifest(), FaultJson.fault(problem.problem()));
  }

  static Applied of(List<ManifestApplier.Done> done, List<String> warnings) {
    return new Applied(
        done.stream()
            .map(d ->
                new Done(
                    d.kind(),
                    d.name(),
                    d.reference(),
                    d.version(),
                    d.rollout(),
                    d.deleted() ? true : null))
            .toList(),
        warnings);
  }

  private static ChangeJson change(Change change) {
    return new ChangeJson(
        change.kind(),
        change.name(),
        lower(change.action()),
        change.from(),
        change.to(),
        change.effect().isEmpty() ? null : change.effect());
  }

  private static Group group(Plan.Group group) {
    return new Group(
        text(group.from()),
        text(group.to()),
        group.agents(),
        group.connected(),
        group.restarts(),
        group.waiting(),
        group.targets(),
        group.sample().stream().map(Object::toString).toList(),
        diff(group.diff()),
        group.builds().stream()
            .map(build ->
                new Build(
                    build.version(),
                    build.componentsKnown(),
                    build.agents(),
                    !build.problems().isEmpty(),
                    build.problems().stream().map(FaultJson::fault).toList()))
            .toList(),
        group.moreBuilds(),
        group.obstacles().stream()
            .map(obstacle ->
                new Cannot(
                    lower(obstacle.reason()),
                    obstacle.message(),
                    obstacle.agents(),
                    obstacle.sample().stream().map(Object::toString).toList()))
            .toList(),
        group.running());
  }

  private static @Nullable String text(@Nullable ConfigReference reference) {
    return reference == null ? null : reference.toString();
  }

  private static @Nullable String diff(@Nullable DocumentDiff diff) {
    if (diff == null) {
      return null;
    }
    String text = diff.unified();
    return text.length() <= MAX_DIFF ? text : text.substring(0, MAX_DIFF) + "\n… (cut)\n";
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
