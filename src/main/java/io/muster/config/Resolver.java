package io.muster.config;

import io.muster.config.syntax.ConfigProblem;
import io.muster.schedule.HeavyWork;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes what agents are sent out of what references name: reads config and rule sets, puts them
 * together, encodes the result. Blocking, failures and threads as with {@link RevisionCatalogue}.
 */
@Singleton
public final class Resolver {

  private final ConfigStore configs;
  private final RuleStore ruleSets;
  private final Rules rules;
  private final ConfigLimits limits;

  /** Over the stores. */
  public Resolver(ConfigStore configs, RuleStore ruleSets, Rules rules, ConfigLimits limits) {
    this.configs = configs;
    this.ruleSets = ruleSets;
    this.rules = rules;
    this.limits = limits;
  }

  /** What became of a reference. */
  public sealed interface Outcome {}

  /** It can be sent. */
  public record Resolved(EncodedRevision revision, ConfigDocument document, List<String> unused)
      implements Outcome {
    public Resolved {
      unused = List.copyOf(unused);
    }

    public Prospective prospective() {
      return new Prospective(revision, document);
    }
  }

  /** Something does not exist, or does not fit; the message is for people. */
  public record Unusable(String message) implements Outcome {}

  public HeadSnapshot heads() {
    return HeadSnapshot.of(configs, ruleSets);
  }

  /** What a reference means now. */
  public Outcome resolve(ConfigReference reference) {
    ConfigReference pinned = heads().pin(reference);
    return pinned == null ? missing(reference) : load(pinned);
  }

  private Outcome missing(ConfigReference reference) {
    HeadSnapshot heads = heads();
    if (heads.pin(reference.bare()) == null) {
      return new Unusable(
          "config "
              + reference.bare()
              + " does not exist: put the config first, or see which revisions there are");
    }
    for (RuleReference rule : reference.rules()) {
      ConfigReference alone =
          new ConfigReference(reference.name(), reference.revision(), List.of(rule));
      if (heads.pin(alone) == null) {
        return new Unusable(
            "rule set " + rule + " does not exist: put it first, or see which revisions there are");
      }
    }
    return new Unusable("config " + reference + " does not exist");
  }

  /** Reads and composes what a reference pins. */
  public Outcome load(ConfigReference pinned) {
    Optional<ConfigRevision> config = configs.revision(pinned.name(), pinned.revision());
    if (config.isEmpty()) {
      return new Unusable("config " + pinned.bare() + " does not exist");
    }
    List<Rules.Named> documents = new ArrayList<>();
    Instant changedAt = config.get().createdAt();
    for (RuleReference rule : pinned.rules()) {
      Optional<ConfigRevision> set = ruleSets.revision(rule.name(), rule.revision());
      if (set.isEmpty()) {
        return new Unusable("rule set " + rule + " does not exist");
      }
      documents.add(new Rules.Named(rule.name(), set.get().document()));
      changedAt = changedAt.isBefore(set.get().createdAt()) ? set.get().createdAt() : changedAt;
    }
    if (documents.isEmpty()) {
      return new Resolved(EncodedRevision.of(config.get()), config.get().document(), List.of());
    }
    ConfigDocument alone = config.get().document();
    // The policy is read with it: that has to wait for its turn, and cannot be done without.
    Rules.Composition composition =
        HeavyWork.of(alone.size(), HeavyWork.For.SERVER, () -> rules.compose(alone, documents));
    return switch (composition) {
      case Rules.Composed(ConfigDocument document, var unused) ->
          fitting(EncodedRevision.composed(pinned, document, changedAt), document, unused);
      case Rules.Refused(ConfigProblem problem) ->
          new Unusable("config " + pinned + " cannot be composed: " + problem);
    };
  }

  private Outcome fitting(EncodedRevision revision, ConfigDocument document, List<String> unused) {
    int bytes = revision.remoteConfig().size();
    return bytes > limits.offerBytes()
        ? new Unusable(
            new PutOutcome.TooLarge(bytes, limits.offerBytes()).message()
                + ", or put fewer rules into it")
        : new Resolved(revision, document, unused);
  }

  /**
   * What an agent would be sent, and the document that is in it.
   *
   * @param document the config with its rule sets
   */
  public record Prospective(EncodedRevision revision, ConfigDocument document) {}

  /** What agents are sent for a reference now; empty if it cannot be used. */
  public Optional<Prospective> prospective(ConfigReference reference) {
    return switch (resolve(reference)) {
      case Resolved resolved -> Optional.of(resolved.prospective());
      case Unusable(var _) -> Optional.empty();
    };
  }

  /** What is wrong with a config's document for those who put rules into it. */
  public Optional<ConfigProblem> trial(ConfigDocument config, ConfigReference reference) {
    return trial(reference, Optional.of(config), documents(reference, "", null));
  }

  /** What is wrong with a rule set's document for a config it is put into. */
  public Optional<ConfigProblem> trial(
      String ruleSet, ConfigDocument rules, ConfigReference reference) {
    ConfigReference pinned = heads().pin(reference.bare());
    Optional<ConfigDocument> config =
        pinned == null
            ? Optional.empty()
            : configs.revision(pinned.name(), pinned.revision()).map(ConfigRevision::document);
    return trial(reference, config, documents(reference, ruleSet, rules));
  }

  private Optional<ConfigProblem> trial(
      ConfigReference reference, Optional<ConfigDocument> config, List<Rules.Named> documents) {
    if (config.isEmpty()) {
      return Optional.empty();
    }
    ConfigDocument alone = config.get();
    Rules.Composition composition =
        HeavyWork.of(alone.size(), HeavyWork.For.OPERATOR, () -> rules.compose(alone, documents));
    return switch (composition) {
      case Rules.Composed(ConfigDocument document, var _) -> tooLarge(reference, document);
      case Rules.Refused(ConfigProblem problem) ->
          Optional.of(
              ConfigProblem.of(
                  "as " + reference + " it cannot be composed: " + problem.message(),
                  problem.hint()));
    };
  }

  /** Agents that follow it would keep what they have, and nobody would know why. */
  private Optional<ConfigProblem> tooLarge(ConfigReference reference, ConfigDocument whole) {
    int bytes = EncodedRevision.bytes(whole);
    return bytes > limits.offerBytes()
        ? Optional.of(
            ConfigProblem.of(
                "as "
                    + reference
                    + " it takes "
                    + bytes
                    + " bytes as an offer, a message to an agent has room for "
                    + limits.offerBytes(),
                "make it smaller, put fewer rules into it, or raise"
                    + " muster.agents.max-message-size"))
        : Optional.empty();
  }

  /** The documents of those rule sets that exist, one of them replaced. */
  private List<Rules.Named> documents(
      ConfigReference reference, String replaced, @Nullable ConfigDocument replacement) {
    HeadSnapshot heads = heads();
    List<Rules.Named> documents = new ArrayList<>();
    for (RuleReference rule : reference.rules()) {
      if (replacement != null && rule.name().equals(replaced)) {
        documents.add(new Rules.Named(replaced, replacement));
      } else {
        heads
            .pinRule(rule)
            .flatMap(number -> ruleSets.revision(rule.name(), number))
            .ifPresent(set -> documents.add(new Rules.Named(rule.name(), set.document())));
      }
    }
    return documents;
  }
}
