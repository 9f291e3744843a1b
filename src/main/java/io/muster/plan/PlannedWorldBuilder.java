package io.muster.plan;

import io.muster.collector.ConfigChecks;
import io.muster.collector.Validation;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigLimits;
import io.muster.config.ConfigReference;
import io.muster.config.ConfigRevision;
import io.muster.config.DocumentCheck;
import io.muster.config.EncodedRevision;
import io.muster.config.PutConfig;
import io.muster.config.Resolver;
import io.muster.config.RevisionCatalogue;
import io.muster.policy.Policy;
import io.muster.policy.PolicySource;
import io.muster.policy.PutTarget;
import io.muster.policy.Split;
import io.muster.policy.Target;
import io.muster.policy.TargetWeights;
import io.muster.protocol.ConfigHashes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lays manifests over the policy in force. Reads the store, writes nothing; thread-safe. */
@Singleton
final class PlannedWorldBuilder {

  private final PolicySource policies;
  private final RevisionCatalogue configs;
  private final Resolver resolver;
  private final ConfigChecks checks;
  private final ConfigLimits limits;
  private final InstantSource clock;

  PlannedWorldBuilder(
      PolicySource policies,
      RevisionCatalogue configs,
      Resolver resolver,
      ConfigChecks checks,
      ConfigLimits limits,
      InstantSource clock) {
    this.policies = policies;
    this.configs = configs;
    this.resolver = resolver;
    this.checks = checks;
    this.limits = limits;
    this.clock = clock;
  }

  /** What would be. Throws the store's exception when it is not there. */
  PlannedWorld of(Manifests manifests, ConfigChecks.Mode mode) {
    return new Building(policies.refresh(), manifests, mode).build();
  }

  /** Work on one plan. */
  private final class Building {

    private final Policy before;
    private final Manifests manifests;
    private final ConfigChecks.Mode mode;
    private final Instant now = clock.instant();
    private final List<Change> changes = new ArrayList<>();
    private final List<ManifestProblem> problems = new ArrayList<>();
    private final List<PutConfig> putConfigs = new ArrayList<>();
    private final List<PutTarget> putTargets = new ArrayList<>();
    private final Map<ConfigReference, Resolver.Prospective> done = new HashMap<>();
    private final Set<ConfigReference> composed = new HashSet<>();
    private final Map<ConfigReference, Validation> validations = new HashMap<>();
    private final Map<String, ConfigRevision> newest = new HashMap<>();
    private final Map<String, Long> newestBefore = new HashMap<>();

    Building(Policy before, Manifests manifests, ConfigChecks.Mode mode) {
      this.before = before;
      this.manifests = manifests;
      this.mode = mode;
    }

    PlannedWorld build() {
      manifests.configs().forEach(this::config);
      Map<String, Target> targets = new LinkedHashMap<>();
      before.targets().forEach(target -> targets.put(target.name(), target));
      manifests.targets().forEach(put -> target(put, targets));
      List<Target> all = List.copyOf(targets.values());
      manifests.targets().forEach(put -> weights(put, all));
      Policy after = before.with(all, resolved(all));
      return new PlannedWorld(
          before,
          after,
          changes,
          problems,
          putConfigs,
          putTargets,
          documents(),
          validations,
          PlanToken.of(before, newestBefore, manifests));
    }

    /** Of all revisions that are made here. */
    private Map<ConfigReference, ConfigDocument> documents() {
      Map<ConfigReference, ConfigDocument> documents = new HashMap<>();
      done.values().forEach(made -> documents.put(made.revision().reference(), made.document()));
      return documents;
    }

    private void config(PutConfig put) {
      String manifest = "config " + put.name();
      ConfigRevision present = configs.get(ConfigReference.newest(put.name())).orElse(null);
      long number = present == null ? PutConfig.NONE : present.number();
      newestBefore.put(put.name(), number);
      if (present != null && present.document().equals(put.document())) {
        newest.put(put.name(), present);
        changes.add(change(put, Change.Action.NONE, present, present.reference()));
        return;
      }
      DocumentCheck.problems(put.document(), put.allowEmpty())
          .forEach(problem -> problems.add(new ManifestProblem(manifest, problem)));
      ConfigRevision wanted =
          new ConfigRevision(
              put.name(),
              number + 1,
              put.document(),
              ConfigHashes.of(put.document().toProto().getConfigMapMap()),
              put.author(),
              now,
              put.comment());
      EncodedRevision encoded = EncodedRevision.of(wanted);
      if (encoded.remoteConfig().size() > limits.offerBytes()) {
        problems.add(
            ManifestProblem.error(
                manifest,
                "the config takes "
                    + encoded.remoteConfig().size()
                    + " bytes as an offer, a message to an agent has room for "
                    + limits.offerBytes()));
      }
      Validation validation = checks.itself(put.document(), mode);
      validation
          .problems()
          .forEach(problem -> problems.add(new ManifestProblem(manifest, problem)));
      validations.put(wanted.reference(), validation);
      newest.put(put.name(), wanted);
      putConfigs.add(
          new PutConfig(
              put.name(), put.document(), put.author(), put.comment(), number, put.allowEmpty()));
      changes.add(
          change(
              put,
              present == null ? Change.Action.CREATE : Change.Action.UPDATE,
              present,
              wanted.reference()));
    }

    private static Change change(
        PutConfig put, Change.Action action, @Nullable ConfigRevision present, ConfigReference to) {
      return new Change(
          "config",
          put.name(),
          action,
          present == null ? null : present.reference().toString(),
          to.toString());
    }

    private void target(PutTarget put, Map<String, Target> targets) {
      String manifest = "target " + put.name();
      Target present = targets.get(put.name());
      long generation = present == null ? PutTarget.NONE : present.generation();
      Target wanted = put.target(generation + 1, now, put.author());
      if (present != null && put.asksFor(present)) {
        changes.add(change(present, wanted, Change.Action.NONE));
        return;
      }
      if (present != null && present.split() instanceof Split split) {
        problems.add(
            ManifestProblem.error(
                manifest,
                "rollout " + split.rollout() + " is at work on the target: abort it first"));
      }
      if (present != null && present.requireRollout() && !put.config().equals(present.config())) {
        problems.add(
            ManifestProblem.error(
                manifest,
                "the target requires a rollout to change its config from "
                    + present.config()
                    + " to "
                    + put.config()));
      }
      if (resolve(put.config()).isEmpty()) {
        problems.add(
            ManifestProblem.error(
                manifest,
                "config "
                    + put.config()
                    + " does not exist and is not among the manifests, or its rule sets do not"
                    + " exist or do not fit"));
      } else if (!put.config().rules().isEmpty()) {
        composed(manifest, put.config());
      }
      targets.put(put.name(), wanted);
      putTargets.add(
          new PutTarget(
              put.name(),
              put.selector(),
              put.config(),
              put.weight(),
              put.order(),
              put.labelsOnly(),
              put.requireRollout(),
              put.author(),
              generation));
      changes.add(
          change(present, wanted, present == null ? Change.Action.CREATE : Change.Action.UPDATE));
    }

    /** What rules make wrong in a config. */
    private void composed(String manifest, ConfigReference reference) {
      if (!composed.add(reference)) {
        return; // Said of the target before.
      }
      Optional<ConfigDocument> alone =
          resolver.prospective(reference.bare(), newest).map(Resolver.Prospective::document);
      resolver
          .prospective(reference, newest)
          .flatMap(whole ->
              alone.map(bare ->
                  checks.composed(
                      whole.revision().reference().toString(), bare, whole.document(), mode)))
          .orElse(List.of())
          .forEach(problem -> problems.add(new ManifestProblem(manifest, problem)));
    }

    private static Change change(@Nullable Target present, Target wanted, Change.Action action) {
      return new Change(
          "target",
          wanted.name(),
          action,
          present == null ? null : present.config().toString(),
          wanted.config().toString());
    }

    private void weights(PutTarget put, List<Target> all) {
      String manifest = "target " + put.name();
      List<Target> others = all.stream().filter(t -> !t.name().equals(put.name())).toList();
      TargetWeights.refusal(put, others)
          .ifPresent(message -> problems.add(ManifestProblem.error(manifest, message)));
      all.stream()
          .filter(target -> target.name().equals(put.name()))
          .flatMap(target -> TargetWeights.warnings(target, others).stream())
          .filter(message ->
              problems.stream().noneMatch(known -> known.problem().message().equals(message)))
          .forEach(message -> problems.add(ManifestProblem.warning(manifest, message)));
    }

    private Map<ConfigReference, EncodedRevision> resolved(List<Target> all) {
      Map<ConfigReference, EncodedRevision> revisions = new HashMap<>();
      all.forEach(target -> target.references().forEach(reference -> add(reference, revisions)));
      before.defaultConfig().ifPresent(reference -> add(reference, revisions));
      return revisions;
    }

    private void add(ConfigReference reference, Map<ConfigReference, EncodedRevision> revisions) {
      if (!revisions.containsKey(reference)) {
        resolve(reference).ifPresent(revision -> revisions.put(reference, revision));
      }
    }

    /** The revision a reference would mean, its rule sets in it. */
    private Optional<EncodedRevision> resolve(ConfigReference reference) {
      if (!newest.containsKey(reference.name())) {
        Optional<EncodedRevision> known = before.resolve(reference);
        if (known.isPresent()) {
          return known;
        }
      }
      Resolver.Prospective made = done.get(reference);
      if (made == null) {
        made = resolver.prospective(reference, newest).orElse(null);
        if (made == null) {
          return Optional.empty();
        }
        done.put(reference, made);
      }
      return Optional.of(made.revision());
    }
  }
}
