package io.muster.plan;

import io.muster.agent.Labels;
import io.muster.config.ConfigReference;
import io.muster.config.ConfigRevision;
import io.muster.config.DeleteOutcome;
import io.muster.policy.Rehearsal;
import io.muster.policy.Target;
import org.jspecify.annotations.Nullable;

/**
 * What a set no longer has: rehearsed behind all puts, and what others name last. For one plan, one
 * thread.
 */
final class PlannedDeletions {

  private final Rehearsal rehearsal;
  private final AgentManifests agents;
  private final PlanFindings findings;
  private final String author;

  PlannedDeletions(
      Rehearsal rehearsal, AgentManifests agents, PlanFindings findings, String author) {
    this.rehearsal = rehearsal;
    this.agents = agents;
    this.findings = findings;
    this.author = author;
  }

  void plan(ManifestId id) {
    switch (id.kind()) {
      case CONFIG -> {
        ConfigRevision present = rehearsal.newest(id.name()).orElse(null);
        if (present != null) {
          delete(
              id,
              rehearsal.deleteConfig(id.name()),
              present.number(),
              present.reference().toString());
        }
      }
      case RULE_SET -> {
        ConfigRevision present = rehearsal.newestRules(id.name()).orElse(null);
        if (present != null) {
          delete(
              id,
              rehearsal.deleteRules(id.name()),
              present.number(),
              present.reference().toString());
        }
      }
      case TARGET -> {
        Target present = rehearsal.target(id.name()).orElse(null);
        if (present != null) {
          delete(
              id,
              rehearsal.deleteTarget(id.name()),
              present.generation(),
              present.config().toString());
        }
      }
      case DEFAULT_CONFIG -> {
        ConfigReference present = rehearsal.defaultConfig().orElse(null);
        if (present != null) {
          var _ = rehearsal.setDefault(null, author);
          findings.steps.add(new PlannedWorld.Step.SetDefault(null, present, author));
          change(id, present.toString());
        }
      }
      case CONNECTION_SETTINGS -> {
        long generation = agents.generation(id.name());
        if (generation != 0) {
          findings.steps.add(new PlannedWorld.Step.Delete(id, generation, author));
          change(id, agents.endpoint(id.name()));
        }
      }
      case LABELS ->
          agents
              .labels(id.name())
              .ifPresent(known -> {
                findings.labels.put(known.uid(), Labels.NONE);
                findings.steps.add(
                    new PlannedWorld.Step.Label(known.uid(), author, Labels.NONE, known.labels()));
                change(id, AgentManifests.text(known.labels()));
              });
      case ROLLOUT -> {} // It happened, and stays in the history.
    }
    findings.released.add(id);
  }

  private void delete(ManifestId id, DeleteOutcome outcome, long version, String from) {
    switch (outcome) {
      case DeleteOutcome.Deleted(), DeleteOutcome.NotFound() -> {}
      case DeleteOutcome.InUse(var users) ->
          findings.error(
              id,
              "",
              "it is not among the manifests of its set and would be deleted, but "
                  + String.join(", ", users)
                  + " names it");
      case DeleteOutcome.PreconditionFailed _, DeleteOutcome.Busy() ->
          findings.error(id, "", "others change it all the time");
    }
    findings.steps.add(new PlannedWorld.Step.Delete(id, version, author));
    change(id, from);
  }

  private void change(ManifestId id, @Nullable String from) {
    findings.changes.add(new Change(id, Change.Action.DELETE, from, null));
  }
}
