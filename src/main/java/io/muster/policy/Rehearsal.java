package io.muster.policy;

import io.muster.config.ConfigDocument;
import io.muster.config.ConfigLimits;
import io.muster.config.ConfigPuts;
import io.muster.config.ConfigReference;
import io.muster.config.ConfigRevision;
import io.muster.config.ConfigStore;
import io.muster.config.EncodedRevision;
import io.muster.config.HeadSnapshot;
import io.muster.config.PutConfig;
import io.muster.config.PutOutcome;
import io.muster.config.Resolver;
import io.muster.config.RevisionCatalogue;
import io.muster.config.RuleStore;
import io.muster.config.Rules;
import io.muster.config.Versioned;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * PUTs that change nothing: asks the very checks of a PUT, one put after the other, over the stores
 * as they were when it began with what was put before in memory. For one thread; blocks; throws the
 * store's exception.
 */
public final class Rehearsal {

  private final Policy before;
  private final Overlay.Revisions configs;
  private final Overlay.TargetRecords targets;
  private final Resolver resolver;
  private final ConfigPuts configPuts;
  private final TargetPuts targetPuts;

  /** What pinned references lead to: revisions never change, and composing takes its time. */
  private final Map<ConfigReference, Resolver.Outcome> loaded = new HashMap<>();

  Rehearsal(
      Policy before,
      ConfigStore configStore,
      RuleStore ruleStore,
      TargetStore targetStore,
      SettingsStore settingsStore,
      Rules rules,
      ConfigLimits limits,
      InstantSource clock) {
    this.before = before;
    configs = new Overlay.Revisions(configStore);
    targets = new Overlay.TargetRecords(targetStore);
    resolver = new Resolver(configs, new Overlay.Revisions(ruleStore), rules, limits);
    PolicyReferences references =
        new PolicyReferences(targets, new Overlay.FixedSettings(settingsStore));
    configPuts =
        new ConfigPuts(
            configs,
            new ConfigHolders(references, resolver),
            RevisionCatalogue::documentProblems,
            limits,
            clock);
    targetPuts = new TargetPuts(targets, this::meaning, limits, before::generation, clock);
  }

  /** What a PUT would answer; if it would make a revision, it is there from now on. */
  public PutOutcome put(PutConfig put) {
    ConfigPuts.Put done = configPuts.put(put);
    done.unlisted().forEach(number -> configs.removeRevision(put.name(), number));
    return done.outcome();
  }

  /** What a PUT would answer; if it would save the target, it is there from now on. */
  public TargetOutcome put(PutTarget put) {
    return targetPuts.put(put);
  }

  /** Goes on as if a refused config had been taken, to say more about the others. */
  public Optional<ConfigRevision> insist(PutConfig put) {
    return configPuts.insist(put);
  }

  /** Goes on as if a refused target had been taken, to say more about the others. */
  public void insist(PutTarget put) {
    targetPuts.insist(put);
  }

  /** The newest revision of a config. */
  public Optional<ConfigRevision> newest(String config) {
    return configs
        .heads()
        .get(config)
        .map(Versioned::value)
        .filter(head -> !head.deleted())
        .flatMap(head -> configs.revision(config, head.newest()));
  }

  /** A target. */
  public Optional<Target> target(String name) {
    return targets.get(name).map(Versioned::value);
  }

  /** All targets in the order they are asked. */
  public List<Target> targets() {
    return targets.all().stream().map(Versioned::value).sorted(Target.ORDER).toList();
  }

  /** What agents would be sent for a reference; empty if it cannot be used. */
  public Optional<Resolver.Prospective> resolve(ConfigReference reference) {
    return switch (meaning(reference)) {
      case Resolver.Resolved resolved -> Optional.of(resolved.prospective());
      case Resolver.Unusable(var _) -> Optional.empty();
    };
  }

  private Resolver.Outcome meaning(ConfigReference reference) {
    ConfigReference pinned = resolver.heads().pin(reference);
    return pinned == null ? resolver.resolve(reference) : load(pinned);
  }

  private Resolver.Outcome load(ConfigReference pinned) {
    return loaded.computeIfAbsent(pinned, resolver::load);
  }

  /** The policy there would be. */
  public Policy after() {
    List<Target> all = targets();
    TreeSet<ConfigReference> references = new TreeSet<>();
    all.forEach(target -> references.addAll(target.references()));
    before.defaultConfig().ifPresent(references::add);
    HeadSnapshot heads = resolver.heads();
    Map<ConfigReference, EncodedRevision> revisions = new HashMap<>();
    for (ConfigReference reference : references) {
      ConfigReference pinned = heads.pin(reference);
      EncodedRevision revision = pinned == null ? null : encoded(pinned);
      if (revision != null) {
        revisions.put(reference, revision);
      }
    }
    return before.with(all, revisions);
  }

  private @Nullable EncodedRevision encoded(ConfigReference pinned) {
    EncodedRevision known = before.encoded(pinned);
    return known == null && load(pinned) instanceof Resolver.Resolved resolved
        ? resolved.revision()
        : known;
  }

  /** The documents behind the references that were looked at, by what they pin. */
  public Map<ConfigReference, ConfigDocument> documents() {
    Map<ConfigReference, ConfigDocument> documents = new HashMap<>();
    loaded.forEach((pinned, outcome) -> {
      if (outcome instanceof Resolver.Resolved resolved) {
        documents.put(pinned, resolved.document());
      }
    });
    return documents;
  }
}
