package io.muster.plan;

import io.muster.agent.Labels;
import java.util.Map;

/** What becomes of the labels of things: a manifest says all of them. */
final class PlannedLabels {

  private PlannedLabels() {}

  /**
   * Adds what has to be done, behind what makes the things.
   *
   * @param present labels of all things that have some
   */
  static void plan(Manifests manifests, Map<ManifestId, Labels> present, PlanFindings findings) {
    for (ManifestId id : manifests.ids()) {
      Labels wanted = manifests.labels().getOrDefault(id, Labels.NONE);
      if (!LabelledThing.KINDS.contains(id.kind())) {
        if (!wanted.equals(Labels.NONE)) {
          findings.warning(id, "the labels of its metadata are not kept: " + why(id.kind()));
        }
        continue;
      }
      if (!wanted.equals(Labels.NONE)) {
        findings.asked.add(id + " labelled " + wanted.pairs());
      }
      Labels had = present.getOrDefault(id, Labels.NONE);
      if (!wanted.equals(had)) {
        findings.changes.replaceAll(
            change -> change.manifest().equals(id) ? labelled(change, had, wanted) : change);
        findings.steps.add(
            new PlannedWorld.Step.Mark(id, wanted, reference(findings, id), version(findings, id)));
      }
    }
  }

  private static String why(ManifestKind kind) {
    return kind == ManifestKind.LABELS
        ? "an agent's labels are in spec"
        : "a manifest of kind " + kind.text() + " is done, not kept";
  }

  private static Change labelled(Change change, Labels had, Labels wanted) {
    String effect = "labels: " + text(had) + " -> " + text(wanted);
    return new Change(
        change.manifest(),
        change.action() == Change.Action.NONE ? Change.Action.UPDATE : change.action(),
        change.from(),
        change.to(),
        change.effect().isEmpty() ? effect : change.effect() + "; " + effect);
  }

  private static String text(Labels labels) {
    return labels.equals(Labels.NONE) ? "none" : AgentManifests.text(labels);
  }

  private static String reference(PlanFindings findings, ManifestId id) {
    return findings.changes.stream()
        .filter(change -> change.manifest().equals(id) && change.to() != null)
        .map(change -> String.valueOf(change.to()))
        .findFirst()
        .orElse("");
  }

  /** The number or generation that was seen; 0 of what has none. */
  private static long version(PlanFindings findings, ManifestId id) {
    String seen = findings.seen.getOrDefault(id, "0");
    return seen.matches("\\d{1,18}") ? Long.parseLong(seen) : 0;
  }
}
