package io.muster.plan;

import io.muster.config.ConfigReference;
import io.muster.config.PutConfig;
import io.muster.failure.InvalidInput;
import io.muster.policy.Policy;
import io.muster.policy.PutTarget;
import io.muster.protocol.ConfigHashes;
import io.muster.rollout.Condition;
import io.muster.rollout.Strategy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * Stands for the manifests of a plan and the world it was made for. The world is every target with
 * its generation, the default config, the revision behind each of their references, and the newest
 * revision of each config among the manifests. A config that nobody uses does not count.
 *
 * @param generation of the policy, for people
 * @param world hash of the world
 * @param manifests hash of the manifests
 */
record PlanToken(long generation, String world, String manifests) {

  private static final int HASH_BYTES = 16;

  /**
   * Of a plan.
   *
   * @param findings versions of what the manifests are about, and what they ask for beside configs
   *     and targets
   */
  static PlanToken of(Policy policy, PlanFindings findings, Manifests manifests) {
    StringBuilder world = new StringBuilder();
    policy
        .targets()
        .forEach(target -> {
          line(world, "target", target.name(), target.generation());
          resolved(world, policy, target.config());
        });
    policy
        .defaultConfig()
        .ifPresent(reference -> {
          line(world, "default", reference, "");
          resolved(world, policy, reference);
        });
    new TreeMap<>(findings.seen)
        .forEach((id, version) -> line(world, id.kind().text(), id.name(), version));
    line(world, "set", findings.membership, "");
    StringBuilder text = text(manifests);
    findings.asked.forEach(line -> line(text, "asked", line, ""));
    return new PlanToken(policy.generation(), hash(world), hash(text));
  }

  private static void resolved(StringBuilder text, Policy policy, ConfigReference reference) {
    policy
        .resolve(reference)
        .ifPresent(revision -> line(text, "is", reference, revision.reference()));
  }

  private static StringBuilder text(Manifests manifests) {
    StringBuilder text = new StringBuilder();
    for (PutConfig config : manifests.configs()) {
      line(text, "config", config.name(), config.allowEmpty());
      line(text, "is", ConfigHashes.of(config.document().toProto().getConfigMapMap()), "");
    }
    line(text, "force", manifests.force(), "");
    if (manifests.set() instanceof OfSet set) {
      line(text, "set", set.name(), set.prune() + " " + set.takeOver());
    }
    for (PutTarget target : manifests.targets()) {
      // Whatever a target has, but not who asks for it.
      line(text, "target", target.name(), asked(target));
    }
    if (manifests.byRollout() instanceof ByRollout how) {
      line(text, "rollout", how.supersede(), asked(how.strategy()));
    }
    return text;
  }

  /** How a rollout goes, told whole. */
  static String asked(Strategy strategy) {
    StringBuilder text = new StringBuilder(strategy.toString());
    // A condition is written for people, without how often it is looked at.
    strategy
        .stages()
        .forEach(stage ->
            stage
                .gates()
                .forEach(gate -> {
                  Condition condition = gate.condition();
                  text.append(' ')
                      .append(condition.consecutive())
                      .append(' ')
                      .append(condition.every());
                }));
    return text.toString();
  }

  private static String asked(PutTarget target) {
    return target.spec().toString();
  }

  /** Names have no line ends; the values come last. */
  private static void line(StringBuilder text, String kind, Object name, Object value) {
    text.append(kind).append(' ').append(name).append(' ').append(value).append('\n');
  }

  private static String hash(StringBuilder text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws InvalidInput if it did not
   */
  static PlanToken parse(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length == 3 && parts[0].matches("\\d{1,18}")) {
      return new PlanToken(Long.parseLong(parts[0]), parts[1], parts[2]);
    }
    throw new InvalidInput(
        "'plan' is not the token of a plan: take it from the answer of POST /api/v1/plan");
  }

  /** Generation and hashes, divided by dots. */
  @Override
  public String toString() {
    return generation + "." + world + "." + manifests;
  }
}
