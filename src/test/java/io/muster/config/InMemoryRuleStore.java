package io.muster.config;

/** Rule sets in memory. */
public final class InMemoryRuleStore extends InMemoryConfigStore implements RuleStore {}
