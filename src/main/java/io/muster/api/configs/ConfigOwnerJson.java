package io.muster.api.configs;

import io.muster.config.ConfigOwner;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What outside keeps a config, or kept it.
 *
 * @param changedBy who made it so: the owner, or the operator who took the config away from it
 */
@Schema(name = "ConfigOwner", description = "What outside keeps the config, or kept it")
public record ConfigOwnerJson(
    @Schema(examples = "kubernetes:telemetry/prod") String owner,
    @Schema(
            description =
                "held: only the owner changes the config; orphaned: the owner is gone; detached: an"
                    + " operator took the config away from it",
            examples = "held")
        String hold,
    Instant changedAt,
    String changedBy) {

  static @Nullable ConfigOwnerJson of(Optional<ConfigOwner> owner) {
    return owner
        .map(found ->
            new ConfigOwnerJson(
                found.owner(),
                found.hold().name().toLowerCase(Locale.ROOT),
                found.changedAt(),
                found.changedBy()))
        .orElse(null);
  }

  /** What a config is shown to be managed by: a set of manifests, or whoever holds it. */
  static @Nullable String managedBy(@Nullable String set, Optional<ConfigOwner> owner) {
    return set != null
        ? set
        : owner.filter(ConfigOwner::locks).map(ConfigOwner::owner).orElse(null);
  }
}
