package io.muster.kubernetes;

import io.muster.audit.Actor;
import io.muster.audit.AuditEntry;
import io.muster.audit.AuditEntry.Result;
import io.muster.audit.AuditTrail;
import io.muster.collector.ConfigChecks;
import io.muster.config.ConfigOwner;
import io.muster.config.ConfigOwners;
import io.muster.config.ConfigReference;
import io.muster.config.ConfigRevision;
import io.muster.config.PutConfig;
import io.muster.config.RevisionCatalogue;
import io.muster.failure.InvalidInput;
import io.muster.plan.ByRollout;
import io.muster.plan.Manifest;
import io.muster.plan.ManifestApplier;
import io.muster.plan.ManifestKind;
import io.muster.plan.ManifestProblem;
import io.muster.plan.Manifests;
import io.muster.plan.SetMembership;
import io.muster.policy.PutTarget;
import io.muster.policy.Target;
import io.muster.policy.TargetSpec;
import io.muster.policy.Targets;
import io.muster.rollout.Rollout;
import io.muster.rollout.Rollouts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes what ConfigMaps ask for, by the very checks and in the very order of manifests that an
 * operator applies, and holds the config for its ConfigMap. Blocks; throws the store's exception;
 * for one thread.
 */
final class ConfigIntake {

  private static final int MAX_PROBLEMS = 5;

  /** Of targets that are made here, as of those that are put without one. */
  private static final int NEW_ORDER = 10;

  private final ManifestApplier applying;
  private final RevisionCatalogue configs;
  private final ConfigOwners owners;
  private final SetMembership sets;
  private final Targets targets;
  private final Rollouts rollouts;
  private final AuditTrail trail;

  ConfigIntake(
      ManifestApplier applying,
      RevisionCatalogue configs,
      ConfigOwners owners,
      SetMembership sets,
      Targets targets,
      Rollouts rollouts,
      AuditTrail trail) {
    this.applying = applying;
    this.configs = configs;
    this.owners = owners;
    this.sets = sets;
    this.targets = targets;
    this.rollouts = rollouts;
    this.trail = trail;
  }

  /** Takes a ConfigMap, unless it was taken before as it is. */
  SourceStatus take(SourceConfigMap map) {
    String hash = map.hash();
    String owner = map.key().owner();
    String name = ConfigMapWish.configName(map);
    try {
      ConfigMapWish wish = ConfigMapWish.of(map);
      leave(map, wish.config());
      ConfigOwner held = owners.of(wish.config()).orElse(null);
      if (held != null && own(held, map) && held.locks() && held.observed().equals(hash)) {
        return taken(held, hash);
      }
      Optional<SourceStatus> refusal = foreign(wish, held, hash);
      return refusal.isPresent() ? refusal.get() : noted(wish, owner, hash);
    } catch (InvalidInput e) {
      return SourceStatus.without(SourceState.REFUSED, name, hash, String.valueOf(e.getMessage()));
    }
  }

  private static boolean own(ConfigOwner held, SourceConfigMap map) {
    return held.owner().equals(map.key().owner()) && held.uid().equals(map.uid());
  }

  /** As whoever took it before left it. */
  private SourceStatus taken(ConfigOwner held, String hash) {
    SourceStatus before =
        new SourceStatus(
            held.rollout().isEmpty() ? SourceState.APPLIED : SourceState.ROLLING_OUT,
            held.config(),
            held.revision(),
            held.rollout(),
            hash,
            "");
    return progress(before);
  }

  /** That the config is somebody else's; empty if it may be taken. */
  private Optional<SourceStatus> foreign(
      ConfigMapWish wish, @Nullable ConfigOwner held, String hash) {
    SourceConfigMap map = wish.map();
    if (held != null && own(held, map) && held.hold() == ConfigOwner.Hold.DETACHED) {
      return Optional.of(
          SourceStatus.without(
              SourceState.DETACHED,
              wish.config(),
              hash,
              held.changedBy()
                  + " took config "
                  + wish.config()
                  + " away from this ConfigMap; to give it back, take the label off and put it on"
                  + " again"));
    }
    if (held != null && held.locks() && !held.owner().equals(map.key().owner())) {
      return Optional.of(
          conflict(wish, hash, "config " + wish.config() + " belongs to " + held.owner()));
    }
    if (wish.takeOver() || held != null && own(held, map)) {
      return Optional.empty();
    }
    String set = sets.owner(ManifestKind.CONFIG, wish.config());
    if (set != null) {
      return Optional.of(
          conflict(
              wish, hash, "config " + wish.config() + " belongs to the set '" + set + "'" + HOW));
    }
    return configs
        .get(ConfigReference.newest(wish.config()))
        .filter(present -> !present.document().equals(wish.document()))
        // What the ConfigMap put before it was deleted and made anew is its own.
        .filter(present -> !present.author().equals(map.key().owner()))
        .map(present ->
            conflict(
                wish,
                hash,
                "config "
                    + wish.config()
                    + " is there already with other content, put by "
                    + present.author()
                    + HOW));
  }

  private static final String HOW =
      "; to take it over all the same, annotate " + Annotations.TAKE_OVER + ": \"true\"";

  private static SourceStatus conflict(ConfigMapWish wish, String hash, String message) {
    return SourceStatus.without(SourceState.CONFLICT, wish.config(), hash, message);
  }

  /** As what an operator applies: noted before it is done, and how it ended. */
  private SourceStatus noted(ConfigMapWish wish, String owner, String hash) {
    AuditEntry asked =
        trail.asked(new Actor(owner, "", "kubernetes"), "PUT", "configs/" + wish.config(), false);
    SourceStatus status = apply(wish, owner, hash);
    if (status.revision() > 0) {
      String now = status.config() + "@" + status.revision();
      String rollout = status.rollout().isEmpty() ? "" : " by " + status.rollout();
      trail.ended(asked, Result.DONE, 0, now + rollout);
    } else {
      trail.ended(asked, Result.REFUSED, 0, "");
    }
    return status;
  }

  private SourceStatus apply(ConfigMapWish wish, String owner, String hash) {
    String comment = "from ConfigMap " + wish.map().key();
    List<Manifest> all = new ArrayList<>();
    all.add(
        new Manifest.OfConfig(
            new PutConfig(wish.config(), wish.document(), owner, comment, null, false)));
    if (wish.target() != null) {
      all.add(new Manifest.OfTarget(target(wish, wish.target(), owner)));
    }
    ByRollout how = wish.rollout() == null ? null : new ByRollout(wish.rollout(), true);
    return switch (applying.apply(new Manifests(all, how, false), null, ConfigChecks.Mode.AUTO)) {
      case ManifestApplier.Outcome.Applied(List<ManifestApplier.Done> done) ->
          applied(wish, hash, done);
      case ManifestApplier.Outcome.Refused(List<ManifestProblem> problems) ->
          SourceStatus.without(SourceState.REFUSED, wish.config(), hash, text(problems));
      case ManifestApplier.Outcome.Moved(String message) ->
          SourceStatus.without(SourceState.REFUSED, wish.config(), hash, message);
      case ManifestApplier.Outcome.Stopped(var _, String manifest, String message) ->
          SourceStatus.without(SourceState.REFUSED, wish.config(), hash, manifest + ": " + message);
    };
  }

  /** What is there with this config; a new one for the selector that the ConfigMap says. */
  private PutTarget target(ConfigMapWish wish, String name, String owner) {
    Target present = targets.get(name).orElse(null);
    ConfigReference config =
        new ConfigReference(
            wish.config(),
            ConfigReference.NEWEST,
            present == null ? List.of() : present.config().rules());
    if (present != null) {
      return PutTarget.of(present, config, owner);
    }
    if (wish.selector() == null) {
      throw new InvalidInput(
          "there is no target '"
              + name
              + "': make it, or say which agents it is for by the annotation "
              + Annotations.SELECTOR);
    }
    return new PutTarget(
        name,
        new TargetSpec(
            wish.selector(), config, TargetSpec.MAX_WEIGHT, NEW_ORDER, false, false, null),
        owner,
        null);
  }

  private SourceStatus applied(ConfigMapWish wish, String hash, List<ManifestApplier.Done> done) {
    long revision = 0;
    String rollout = "";
    for (ManifestApplier.Done each : done) {
      if (each.manifest().kind() == ManifestKind.CONFIG) {
        revision = each.version();
      }
      rollout = each.rollout() == null ? rollout : each.rollout();
    }
    if (revision == 0) {
      revision =
          configs.get(ConfigReference.newest(wish.config())).map(ConfigRevision::number).orElse(0L);
    }
    String owner = wish.map().key().owner();
    return switch (owners.claim(wish.config(), owner, wish.map().uid())) {
      case ConfigOwners.Claim.Refused(ConfigOwner holder) ->
          conflict(wish, hash, "config " + wish.config() + " belongs to " + holder.owner());
      case ConfigOwners.Claim.Taken(ConfigOwner held) -> {
        owners.observed(held, hash, revision, rollout);
        yield taken(held.observing(hash, revision, rollout), hash);
      }
    };
  }

  private static String text(List<ManifestProblem> problems) {
    String some =
        problems.stream()
            .limit(MAX_PROBLEMS)
            .map(each ->
                each.manifest().startsWith("config ")
                    ? each.problem().toString()
                    : each.manifest() + ": " + each.problem())
            .collect(Collectors.joining("; "));
    return problems.size() > MAX_PROBLEMS
        ? some + " (and " + (problems.size() - MAX_PROBLEMS) + " more)"
        : some;
  }

  /** How the rollout of a status stands now. */
  SourceStatus progress(SourceStatus status) {
    if (status.rollout().isEmpty()) {
      return status;
    }
    Rollout rollout = rollouts.get(status.rollout()).orElse(null);
    if (rollout == null) {
      return status.at(SourceState.APPLIED, "");
    }
    String reason = rollout.progress().reason();
    return switch (rollout.progress().state()) {
      case PENDING, RUNNING -> status.at(SourceState.ROLLING_OUT, "");
      case PAUSED, AWAITING_APPROVAL, ROLLING_BACK ->
          status.at(
              SourceState.ROLLING_OUT,
              "rollout "
                  + rollout.id()
                  + " is "
                  + rollout.progress().state().name().toLowerCase(Locale.ROOT)
                  + (reason.isEmpty() ? "" : ": " + reason));
      case SUCCEEDED -> status.at(SourceState.APPLIED, "");
      case ROLLED_BACK -> status.at(SourceState.ROLLED_BACK, reason);
      case ABORTED -> status.at(SourceState.ABORTED, reason);
    };
  }

  /** The ConfigMap is gone, or is not selected any more: what it held is orphaned. */
  void gone(ConfigMapKey key) {
    owners.all().values().stream()
        .filter(held -> held.owner().equals(key.owner()))
        .forEach(this::leave);
  }

  /** All that ConfigMaps of a namespace held which are not there any more. */
  void left(String namespace, Set<ConfigMapKey> there) {
    String prefix = ConfigMapKey.OWNER + namespace + "/";
    Set<String> present = there.stream().map(ConfigMapKey::owner).collect(Collectors.toSet());
    owners.all().values().stream()
        .filter(held -> held.owner().startsWith(prefix) && !present.contains(held.owner()))
        .forEach(this::leave);
  }

  /** What a ConfigMap held under another name than it asks for now. */
  private void leave(SourceConfigMap map, String config) {
    owners.all().values().stream()
        .filter(held -> own(held, map) && !held.config().equals(config))
        .forEach(this::leave);
  }

  private void leave(ConfigOwner held) {
    switch (held.hold()) {
      case HELD -> owners.orphan(held);
      case DETACHED -> owners.forget(held.config()); // It may begin anew.
      case ORPHANED -> {}
    }
  }
}
