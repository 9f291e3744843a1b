package io.muster.api.plans;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.agent.Labels;
import io.muster.api.http.Problem;
import io.muster.api.http.Refusal;
import io.muster.plan.ByRollout;
import io.muster.plan.Manifest;
import io.muster.plan.ManifestId;
import io.muster.plan.Manifests;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the manifests of a request. */
final class ManifestsJson {

  private ManifestsJson() {}

  /** All of them, or a refusal with each fault; the operator is their author. */
  static Manifests read(
      PlanJson.@Nullable Body body, ObjectMapper mapper, String author, @Nullable String here) {
    List<@Nullable ManifestJson> written = body == null ? null : body.manifests();
    if (body == null || written == null || written.isEmpty()) {
      throw Refusal.badRequest("the body needs manifests, as " + PlanExamples.PLAN_BODY);
    }
    if (written.size() > Manifests.MAX) {
      throw Refusal.badRequest(
          "there are " + written.size() + " manifests, at most " + Manifests.MAX);
    }
    List<Manifest> read = new ArrayList<>();
    Map<ManifestId, Labels> labels = new HashMap<>();
    List<Problem.Fault> faults = new ArrayList<>();
    for (ManifestJson each : written) {
      try {
        ManifestJson json = each == null ? new ManifestJson(null, null, null, null) : each;
        Manifest manifest = json.read(mapper, author, here);
        read.add(manifest);
        Labels given = json.labelled();
        if (!given.equals(Labels.NONE)) {
          labels.put(manifest.id(), given);
        }
      } catch (ManifestJson.Unreadable e) {
        faults.add(e.fault());
      }
    }
    if (!faults.isEmpty()) {
      Problem.Fault first = faults.getFirst();
      throw Refusal.badRequest(
          (first.manifest() == null ? "" : first.manifest() + ": ")
              + first.message()
              + (faults.size() == 1 ? "" : " (and " + (faults.size() - 1) + " more)"),
          faults);
    }
    return new Manifests(
        read,
        labels,
        body.rollout() == null
            ? null
            : new ByRollout(body.rollout().strategy(), body.rollout().superseding()),
        body.set() == null ? null : body.set().of(author),
        Boolean.TRUE.equals(body.force()));
  }
}
