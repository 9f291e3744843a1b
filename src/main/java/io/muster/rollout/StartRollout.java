package io.muster.rollout;

import io.muster.config.ConfigReference;

/**
 * An operator's wish for a rollout.
 *
 * @param config pinned, or a name for the revision that is newest now
 * @param supersede whether it may take the place of one under way
 * @param author the operator's name
 */
public record StartRollout(
    String target, ConfigReference config, Strategy strategy, boolean supersede, String author) {}
