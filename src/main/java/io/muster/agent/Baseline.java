package io.muster.agent;

import io.muster.protocol.ContentHash;

/**
 * What an agent ran when it had applied a config and was well (SEMANTICS 28): whatever it runs
 * otherwise later, as the same process, was changed since.
 *
 * @param config hash of the config it had applied
 * @param effective hash of the stored, redacted effective config
 * @param version of the agent then, `service.version`; empty if it told none
 */
public record Baseline(ContentHash config, ContentHash effective, String version) {

  /** What an agent runs now, with this config; only of one that has told its effective config. */
  public static Baseline of(AgentState agent, ContentHash config, ContentHash effective) {
    return new Baseline(config, effective, version(agent));
  }

  /** Whether it is of what this agent has applied, and is, now. */
  public boolean isOf(AgentState agent, ContentHash wanted) {
    return config.equals(wanted) && version.equals(version(agent));
  }

  private static String version(AgentState agent) {
    Description description = agent.reported().description();
    return description == null
        ? ""
        : description.find("service.version").map(AttributeValue::asText).orElse("");
  }
}
