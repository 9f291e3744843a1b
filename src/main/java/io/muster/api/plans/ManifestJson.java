package io.muster.api.plans;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.api.configs.ConfigJson;
import io.muster.api.configs.TargetJson;
import io.muster.api.http.Problems;
import io.muster.api.http.Refusal;
import io.muster.api.rollouts.StrategyJson;
import io.muster.config.PutConfig;
import io.muster.plan.ByRollout;
import io.muster.plan.Manifests;
import io.muster.policy.PutTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One object that an operator wants to be: what PUT takes, with its kind and name.
 *
 * @param kind "config" or "target"
 * @param spec the body of PUT /configs/{name} or /targets/{name}
 */
@Schema(name = "Manifest", description = "What PUT takes, with its kind and name")
public record ManifestJson(
    @Schema(required = true, examples = "config") @Nullable String kind,
    @Schema(required = true, examples = "prod") @Nullable String name,
    @Schema(
            required = true,
            description = "ConfigBody or TargetBody",
            implementation = Object.class)
        @Nullable JsonNode spec) {

  /** Reads all of them; the operator is their author. */
  static Manifests read(
      @Nullable List<@Nullable ManifestJson> manifests,
      @Nullable StrategyJson rollout,
      ObjectMapper mapper,
      String author) {
    if (manifests == null || manifests.isEmpty()) {
      throw Refusal.badRequest("the body needs manifests, as " + PlanExamples.PLAN_BODY);
    }
    List<PutConfig> configs = new ArrayList<>();
    List<PutTarget> targets = new ArrayList<>();
    for (ManifestJson manifest : manifests) {
      if (manifest == null || manifest.kind() == null || manifest.name() == null) {
        throw Refusal.badRequest(
            "a manifest needs kind, name and spec, as " + PlanExamples.PLAN_BODY);
      }
      String name = manifest.name();
      switch (manifest.kind().toLowerCase(Locale.ROOT)) {
        case "config" -> configs.add(manifest.config(name, mapper, author));
        case "target" ->
            targets.add(manifest.spec(TargetJson.Body.class, name, mapper).put(name, author, null));
        default ->
            throw Refusal.badRequest(
                "manifest '"
                    + name
                    + "' is of kind '"
                    + manifest.kind()
                    + "', expected config or target");
      }
    }
    return new Manifests(
        configs,
        targets,
        rollout == null ? null : new ByRollout(rollout.strategy(), rollout.superseding()));
  }

  private PutConfig config(String configName, ObjectMapper mapper, String author) {
    ConfigJson.Body body = spec(ConfigJson.Body.class, configName, mapper);
    return new PutConfig(
        configName,
        body.document(),
        author,
        body.comment() == null ? "" : body.comment(),
        null,
        Boolean.TRUE.equals(body.allowEmpty()));
  }

  private <T> T spec(Class<T> type, String manifest, ObjectMapper mapper) {
    if (spec == null || spec.isNull()) {
      throw Refusal.badRequest("manifest '" + manifest + "' has no spec");
    }
    try {
      return mapper.treeToValue(spec, type);
    } catch (JsonProcessingException e) {
      throw Refusal.badRequest("the spec of manifest '" + manifest + "': " + Problems.json(e));
    }
  }
}
