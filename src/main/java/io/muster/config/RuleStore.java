package io.muster.config;

/**
 * Keeps sets of OTTL rules, in the way configs are kept: a set is a document, and its names are
 * apart from those of configs.
 */
public interface RuleStore extends ConfigStore {}
