package io.muster.access;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names of permissions, {@code resource:action}, for {@code @PermissionsAllowed}. Every
 * resource has every action, whether an operation needs it already or not.
 */
public final class Permission {

  /** What is acted on. */
  public enum Resource {
    /** Configs and their revisions; plans. */
    CONFIG,
    /** Which agents get what: targets and the default config. */
    TARGET,
    /** OTTL rule sets and their revisions. */
    RULE_SET,
    /** Rollouts. */
    ROLLOUT,
    /** Agents: what they report, and what they are asked to do. */
    AGENT,
    /** What operators say of agents. */
    LABEL,
    /** Settings of the connections of agents. */
    CONNECTION,
    /** Freezes: what is kept from being sent to agents. */
    FREEZE,
    /** All that the server keeps, with the secrets in it. */
    STATE,
    /** How the server is: its version, where it listens, which records are damaged. */
    SERVER,
    /** Certificates of agents. */
    CERTIFICATE,
    /** Packages that agents install. */
    PACKAGE,
    /** What operators did. */
    AUDIT,
    /** Operators and their tokens. */
    OPERATOR
  }

  /** What is done to it. */
  public enum Action {
    READ,
    WRITE,
    /** Set something going: restart agents, retry, promote a rollout, compute a plan. */
    EXECUTE
  }

  public static final String CONFIG_READ = "config:read";
  public static final String CONFIG_WRITE = "config:write";
  public static final String CONFIG_EXECUTE = "config:execute";
  public static final String TARGET_READ = "target:read";
  public static final String TARGET_WRITE = "target:write";
  public static final String TARGET_EXECUTE = "target:execute";
  public static final String RULE_SET_READ = "rule-set:read";
  public static final String RULE_SET_WRITE = "rule-set:write";
  public static final String RULE_SET_EXECUTE = "rule-set:execute";
  public static final String ROLLOUT_READ = "rollout:read";
  public static final String ROLLOUT_WRITE = "rollout:write";
  public static final String ROLLOUT_EXECUTE = "rollout:execute";
  public static final String AGENT_READ = "agent:read";
  public static final String AGENT_WRITE = "agent:write";
  public static final String AGENT_EXECUTE = "agent:execute";
  public static final String LABEL_READ = "label:read";
  public static final String LABEL_WRITE = "label:write";
  public static final String LABEL_EXECUTE = "label:execute";
  public static final String CONNECTION_READ = "connection:read";
  public static final String CONNECTION_WRITE = "connection:write";
  public static final String CONNECTION_EXECUTE = "connection:execute";
  public static final String FREEZE_READ = "freeze:read";
  public static final String FREEZE_WRITE = "freeze:write";
  public static final String FREEZE_EXECUTE = "freeze:execute";
  public static final String STATE_READ = "state:read";
  public static final String STATE_WRITE = "state:write";
  public static final String STATE_EXECUTE = "state:execute";
  public static final String SERVER_READ = "server:read";
  public static final String SERVER_WRITE = "server:write";
  public static final String SERVER_EXECUTE = "server:execute";
  public static final String CERTIFICATE_READ = "certificate:read";
  public static final String CERTIFICATE_WRITE = "certificate:write";
  public static final String CERTIFICATE_EXECUTE = "certificate:execute";
  public static final String PACKAGE_READ = "package:read";
  public static final String PACKAGE_WRITE = "package:write";
  public static final String PACKAGE_EXECUTE = "package:execute";
  public static final String AUDIT_READ = "audit:read";
  public static final String AUDIT_WRITE = "audit:write";
  public static final String AUDIT_EXECUTE = "audit:execute";
  public static final String OPERATOR_READ = "operator:read";
  public static final String OPERATOR_WRITE = "operator:write";
  public static final String OPERATOR_EXECUTE = "operator:execute";

  private Permission() {}

  /** The name of the permission to do this. */
  public static String name(Resource resource, Action action) {
    return (resource.name().replace('_', '-') + ":" + action.name()).toLowerCase(Locale.ROOT);
  }

  /** Every permission there is. */
  public static Set<String> all() {
    Set<String> names = new TreeSet<>();
    for (Resource resource : Resource.values()) {
      for (Action action : Action.values()) {
        names.add(name(resource, action));
      }
    }
    return names;
  }
}
