package io.muster.api.configs;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.agent.Labels;
import io.muster.agent.Selector;
import io.muster.api.http.Audited;
import io.muster.api.http.KeyCursor;
import io.muster.api.http.Refusal;
import io.muster.config.ConfigReference;
import io.muster.config.Page;
import io.muster.plan.ManifestId;
import io.muster.plan.ManifestKind;
import io.muster.plan.ManifestSets;
import io.muster.policy.PutTarget;
import io.muster.policy.Target;
import io.muster.policy.TargetSpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A target as it is shown.
 *
 * @param revision number of the revision that it is
 * @param generation rises with every change; also the ETag
 * @param rollout the rollout that is at work on it; null if none is
 * @param managedBy the set of manifests that it belongs to; null if to none
 * @param labels of its manifest
 * @param warnings what is allowed but may not be meant; only in the answer to a PUT
 */
@Schema(name = "Target")
public record TargetJson(
    @Schema(examples = "prod-eu") String name,
    Map<String, String> selector,
    @Schema(examples = "prod@3") String config,
    @Schema(examples = "100") int weight,
    @Schema(examples = "10") int order,
    boolean labelsOnly,
    boolean requireRollout,
    @Nullable WindowJson window,
    @Schema(examples = "3") long revision,
    @Schema(examples = "7") long generation,
    Instant changedAt,
    @Schema(examples = "operator") String changedBy,
    @Schema(examples = "prod-eu-1") @Nullable String rollout,
    @Schema(examples = "payments") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String managedBy,
    @Schema(description = "Labels of its manifest", examples = "{\"team\": \"edge\"}")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Map<String, String> labels,
    List<String> warnings)
    implements Audited.Answer {

  @Override
  public String audited() {
    return name
        + " revision "
        + revision
        + ": "
        + config
        + " for "
        + (selector.isEmpty() ? "all agents" : selector);
  }

  /** Weight of a target that says none. */
  static final int DEFAULT_WEIGHT = 100;

  /** Order of a target that says none. */
  static final int DEFAULT_ORDER = 10;

  static TargetJson of(
      Target target,
      @Nullable String managedBy,
      Map<String, String> labels,
      List<String> warnings) {
    return new TargetJson(
        target.name(),
        target.selector().pairs(),
        target.config().toString(),
        target.weight(),
        target.order(),
        target.labelsOnly(),
        target.requireRollout(),
        WindowJson.of(target.window()),
        Math.max(1, target.revision()),
        target.generation(),
        target.changedAt(),
        target.changedBy(),
        target.split() == null ? null : target.split().rollout(),
        managedBy,
        labels,
        warnings);
  }

  static Targets of(Page<Target> page, ManifestSets sets, Map<ManifestId, Labels> labels) {
    return new Targets(
        page.items().stream()
            .map(target ->
                of(
                    target,
                    sets.owner(id(target)).orElse(null),
                    labels.getOrDefault(id(target), Labels.NONE).pairs(),
                    List.of()))
            .toList(),
        page.total(),
        page.next() == null ? null : KeyCursor.write(page.next()));
  }

  private static ManifestId id(Target target) {
    return new ManifestId(ManifestKind.TARGET, target.name());
  }

  /**
   * Some of the targets.
   *
   * @param total targets on all pages
   * @param next cursor of the next page; absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "TargetPage")
  public record Targets(List<TargetJson> items, long total, @Nullable String next) {}

  /**
   * A target as it is put; what the server adds may be left in.
   *
   * @param config a name, which follows the newest revision, or name@revision, which pins one;
   *     behind it +name or +name@revision for each rule set that is put into it
   */
  @Schema(name = "TargetBody")
  @JsonIgnoreProperties({
    "name",
    "revision",
    "generation",
    "changedAt",
    "changedBy",
    "rollout",
    "managedBy",
    "labels",
    "warnings"
  })
  public record Body(
      @Schema(required = true, description = "Pairs that must all match; {} matches all agents")
          @Nullable Map<String, @Nullable String> selector,
      @Schema(required = true, examples = "prod") @Nullable String config,
      @Schema(minimum = "0", maximum = "100", defaultValue = "100") @Nullable Integer weight,
      @Schema(description = "Lower ones are asked first", defaultValue = "10")
          @Nullable Integer order,
      @Schema(description = "Ignore what agents say of themselves", defaultValue = "false")
          @Nullable Boolean labelsOnly,
      @Schema(description = "Only rollouts may change the config", defaultValue = "false")
          @Nullable Boolean requireRollout,
      @Schema(
              description =
                  "When agents may be given another config; at any time without it. Rollouts keep"
                      + " to it unless a stage has its own; what is taken back never waits")
          @Nullable WindowJson window,
      @Schema(description = "Why, for people; kept with the revision") @Nullable String comment) {

    public PutTarget put(String name, String author, @Nullable Long ifMatch) {
      if (selector == null || config == null) {
        throw Refusal.badRequest(
            "a target needs selector and config, as " + ConfigExamples.TARGET_BODY);
      }
      Map<String, String> pairs = new HashMap<>();
      selector.forEach((key, value) -> {
        if (value == null) {
          throw Refusal.badRequest("selector key '" + key + "' has no value");
        }
        pairs.put(key, value);
      });
      return new PutTarget(
          name,
          new TargetSpec(
              new Selector(pairs),
              ConfigReference.parse(config),
              weight == null ? DEFAULT_WEIGHT : weight,
              order == null ? DEFAULT_ORDER : order,
              Boolean.TRUE.equals(labelsOnly),
              Boolean.TRUE.equals(requireRollout),
              window == null ? null : window.window()),
          author,
          ifMatch,
          comment == null ? "" : comment);
    }
  }
}
