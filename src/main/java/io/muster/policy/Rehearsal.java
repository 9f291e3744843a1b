package io.muster.policy;

import io.muster.config.ConfigDocument;
import io.muster.config.ConfigLimits;
import io.muster.config.ConfigPuts;
import io.muster.config.ConfigReference;
import io.muster.config.ConfigRevision;
import io.muster.config.ConfigStore;
import io.muster.config.DeleteOutcome;
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
  private final Overlay.Revisions ruleSets;
  private final Overlay.Settings settings;
  private final Resolver resolver;
  private final ConfigPuts configPuts;
  private final ConfigPuts rulePuts;
  private final TargetPuts targetPuts;
  private final DefaultConfigPuts defaultPuts;

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
    ruleSets = new Overlay.Revisions(ruleStore);
    settings = new Overlay.Settings(settingsStore);
    resolver = new Resolver(configs, ruleSets, rules, limits);
    PolicyReferences references = new PolicyReferences(targets, settings);
    configPuts =
        new ConfigPuts(
            configs,
            new ConfigHolders(references, resolver),
            RevisionCatalogue::documentProblems,
            limits,
            clock);
    rulePuts =
        new ConfigPuts(
            ruleSets,
            new RuleSetHolders(references, resolver),
            put -> rules.problems(put.document()),
            limits,
            clock);
    defaultPuts = new DefaultConfigPuts(settings, this::meaning, clock);
    targetPuts =
        new TargetPuts(
            targets,
            new TargetHistory(new Overlay.NoRevisions(), clock),
            this::meaning,
            limits,
            before::generation,
            clock);
  }

  /** What a PUT would answer; if it would make a revision, it is there from now on. */
  public PutOutcome put(PutConfig put) {
    ConfigPuts.Put done = configPuts.put(put);
    done.unlisted().forEach(number -> configs.removeRevision(put.name(), number));
    return done.outcome();
  }

  /** What a PUT of a rule set would answer; if it would make a revision, it is there. */
  public PutOutcome putRules(PutConfig put) {
    ConfigPuts.Put done = rulePuts.put(put);
    done.unlisted().forEach(number -> ruleSets.removeRevision(put.name(), number));
    return done.outcome();
  }

  /** What a PUT of the default config would answer; it is the default from now on. */
  public DefaultConfig.Outcome setDefault(@Nullable ConfigReference config, String author) {
    DefaultConfig.Outcome outcome = defaultPuts.set(config, author, null).outcome();
    if (!(outcome instanceof DefaultConfig.Saved)) {
      defaultPuts.insist(config, author);
    }
    return outcome;
  }

  /** What a DELETE of a config would answer; if it would delete it, it is gone from now on. */
  public DeleteOutcome deleteConfig(String name) {
    return configPuts.delete(name, null).outcome();
  }

  /** What a DELETE of a rule set would answer; if it would delete it, it is gone from now on. */
  public DeleteOutcome deleteRules(String name) {
    return rulePuts.delete(name, null).outcome();
  }

  /** What a DELETE of a target would answer; if it would delete it, it is gone from now on. */
  public DeleteOutcome deleteTarget(String name) {
    return targetPuts.delete(name, "", null);
  }

  /** What a PUT would answer; if it would save the target, it is there from now on. */
  public TargetOutcome put(PutTarget put) {
    return targetPuts.put(put);
  }

  /** Goes on as if a refused config had been taken, to say more about the others. */
  public Optional<ConfigRevision> insist(PutConfig put) {
    return configPuts.insist(put);
  }

  /** The same for a rule set. */
  public Optional<ConfigRevision> insistRules(PutConfig put) {
    return rulePuts.insist(put);
  }

  /** Goes on as if a refused target had been taken, to say more about the others. */
  public void insist(PutTarget put) {
    targetPuts.insist(put);
  }

  /** The newest revision of a config. */
  public Optional<ConfigRevision> newest(String config) {
    return newest(configs, config);
  }

  /** The newest revision of a rule set. */
  public Optional<ConfigRevision> newestRules(String ruleSet) {
    return newest(ruleSets, ruleSet);
  }

  private static Optional<ConfigRevision> newest(ConfigStore store, String name) {
    return store
        .heads()
        .get(name)
        .map(Versioned::value)
        .filter(head -> !head.deleted())
        .flatMap(head -> store.revision(name, head.newest()));
  }

  /** The default config; empty if there is none. */
  public Optional<ConfigReference> defaultConfig() {
    return settings.policy().map(stored -> stored.value().defaultConfig());
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

  /** What a reference pins, or why it cannot be used. */
  public Resolution resolution(ConfigReference reference) {
    return switch (meaning(reference)) {
      case Resolver.Resolved resolved ->
          new Resolution.Found(resolved.revision().reference(), resolved.revision().hash());
      case Resolver.Unusable(String message) -> new Resolution.Unusable(message);
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
    defaultConfig().ifPresent(references::add);
    HeadSnapshot heads = resolver.heads();
    Map<ConfigReference, EncodedRevision> revisions = new HashMap<>();
    for (ConfigReference reference : references) {
      ConfigReference pinned = heads.pin(reference);
      EncodedRevision revision = pinned == null ? null : encoded(pinned);
      if (revision != null) {
        revisions.put(reference, revision);
      }
    }
    return before
        .with(all, revisions)
        .with(settings.policy().map(Versioned::value).orElse(PolicySettings.NONE));
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
