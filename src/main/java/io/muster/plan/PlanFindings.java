package io.muster.plan;

import io.muster.agent.Labels;
import io.muster.collector.Validation;
import io.muster.config.ConfigReference;
import io.muster.protocol.InstanceUid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What comes together while a plan is made. For one plan, one thread. */
final class PlanFindings {

  final List<Change> changes = new ArrayList<>();
  final List<ManifestProblem> problems = new ArrayList<>();
  final List<PlannedWorld.Step> steps = new ArrayList<>();
  final Map<ConfigReference, Validation> validations = new HashMap<>();
  final Map<InstanceUid, Labels> labels = new HashMap<>();

  /** Versions of what the manifests are about. */
  final Map<ManifestId, String> seen = new HashMap<>();

  /** Of the set: what it had, in words; empty if there is none. */
  String membership = "";

  /** What does not belong to the set any more. */
  final List<ManifestId> released = new ArrayList<>();

  /** What is asked for of kinds that the token does not know. */
  final List<String> asked = new ArrayList<>();

  void error(ManifestId manifest, String path, String message) {
    problems.add(ManifestProblem.error(manifest, path, message));
  }

  void warning(ManifestId manifest, String message) {
    problems.add(ManifestProblem.warning(manifest, message));
  }
}
