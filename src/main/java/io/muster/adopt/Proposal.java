package io.muster.adopt;

import io.muster.agent.Selector;
import io.muster.collector.AdoptableConfig;
import io.muster.protocol.InstanceUid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be put so that agents are wanted to run what they run.
 *
 * @param agents that were selected
 * @param groups of those that run the same, the largest first
 * @param variants settings in which many groups differ from the one nearest to them, and in nothing
 *     else
 * @param leftOut agents that are in no group, and why
 */
public record Proposal(
    int agents, List<Group> groups, List<Variants> variants, List<LeftOut> leftOut) {

  public Proposal {
    groups = List.copyOf(groups);
    variants = List.copyOf(variants);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Agents that run the same.
   *
   * @param name of the config and the target
   * @param agents all of them
   * @param config as it can be put, once its gaps are filled in
   * @param selector matches these agents of all that are known, and no others, once they have the
   *     label
   * @param label to be put on these agents first, `key` and `value`; null if the selector needs
   *     none
   * @param runsIt whether each of them is known to run this config: it is sent nothing
   * @param nearest the group that differs least; null for the first, and where none is like it
   */
  public record Group(
      String name,
      List<InstanceUid> agents,
      AdoptableConfig config,
      Selector selector,
      @Nullable Label label,
      boolean runsIt,
      @Nullable Likeness nearest) {
    public Group {
      agents = List.copyOf(agents);
    }
  }

  /** What operators have to say of agents so that they can be told from others. */
  public record Label(String key, String value) {}

  /**
   * In what a group differs from another one.
   *
   * @param group its name
   * @param count settings that differ
   * @param first of them, bounded
   */
  public record Likeness(String group, int count, List<Difference> first) {
    public Likeness {
      first = List.copyOf(first);
    }
  }

  /**
   * A setting that two groups have otherwise.
   *
   * @param path a JSON pointer
   * @param here its value in this group, cut; empty if it has none
   * @param there its value in the other, cut; empty if it has none
   * @param attribute of this group's agents that has the value, as `host.name`; empty if none has
   */
  public record Difference(String path, String here, String there, String attribute) {}

  /**
   * Groups that differ from their nearest in nothing but these settings.
   *
   * @param attribute whose value stands there in all of them, as `host.name`; empty if it is
   *     something else
   */
  public record Variants(List<String> paths, String attribute, int groups, int agents) {
    public Variants {
      paths = List.copyOf(paths);
    }
  }

  /** Why agents are in no group. */
  public enum Reason {
    /** Without AcceptsRemoteConfig. */
    VIEW_ONLY("cannot be given configs: without the capability AcceptsRemoteConfig"),
    /** A target or the default config wants something of it. */
    MANAGED("are wanted to run something already, by a target or the default config"),
    /** It names a config that an OpAMP server sent it. */
    SENT_BEFORE(
        "were sent a config before, by this or another server: put that config, or expect each to"
            + " restart once"),
    /** It does not say what it runs. */
    UNTOLD("do not say what they run, or have not yet"),
    /** What it says cannot be read. */
    UNREADABLE("run what cannot be read, or is larger than 1 MiB"),
    /** Over a bound. */
    NOT_LOOKED_AT("were not looked at: there are too many, narrow the selector");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** For people, behind a number of agents. */
    public String text() {
      return text;
    }
  }

  /** Agents that are in no group. */
  public record LeftOut(Reason reason, int agents, List<InstanceUid> sample) {
    public LeftOut {
      sample = List.copyOf(sample);
    }
  }
}
