package io.muster.sync;

import io.muster.agent.ConfigComparison;
import io.muster.agent.FailureMessage;
import io.muster.agent.Sync;
import io.muster.agent.SyncState;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Says in the log which agents of this instance do not run what they applied: a line for all agents
 * of one config with one cause, when there are some, once a minute at most while their number
 * changes, and when there are none any more. For one thread.
 */
final class SyncLines {

  private static final Logger LOG = Logger.getLogger(SyncLines.class);

  /** Between two lines about the same group. */
  private static final Duration AGAIN = Duration.ofMinutes(1);

  /** Groups that are told of; agents of further ones are left to {@code muster get failures}. */
  static final int MOST = 100;

  /** Characters of what is different. */
  private static final int DETAIL = 300;

  /** Where lines go. */
  interface Lines {
    void some(Group group, int agents, int before, InstanceUid example, String detail);

    void none(Group group, int before);
  }

  /**
   * Agents that a line is about.
   *
   * @param config they should run, as `prod@3`
   * @param cause one word
   */
  record Group(SyncState state, String config, String cause) {}

  private record Told(int agents, Instant at) {}

  private static final class Counted {
    private int agents;
    private final InstanceUid example;
    private final String detail;

    private Counted(InstanceUid example, String detail) {
      this.example = example;
      this.detail = detail;
    }
  }

  private final Lines lines;
  private final Map<Group, Told> told = new HashMap<>();

  SyncLines() {
    this(new Log());
  }

  SyncLines(Lines lines) {
    this.lines = lines;
  }

  /** Whether agents in this state are told of; of those that refused, their offers tell. */
  static boolean tells(SyncState state) {
    return state == SyncState.DRIFTED || state == SyncState.APPLIED_BUT_DEAD;
  }

  /** Begins to count all agents once. */
  Round round(Instant now) {
    return new Round(now);
  }

  /** All agents, once. */
  final class Round {

    private final Instant now;
    private final Map<Group, Counted> counted = new HashMap<>();

    private Round(Instant now) {
      this.now = now;
    }

    /** An agent of which is told. */
    void add(InstanceUid agent, Sync sync, String config) {
      Group group = new Group(sync.state(), config, sync.cause().word());
      Counted known = counted.get(group);
      if (known == null) {
        if (counted.size() >= MOST) {
          return;
        }
        known = new Counted(agent, detail(sync.comparison()));
        counted.put(group, known);
      }
      known.agents++;
    }

    private static String detail(@Nullable ConfigComparison comparison) {
      return comparison instanceof ConfigComparison.Differs differs
          ? FailureMessage.ends(differs.sentence(), DETAIL)
          : "";
    }

    /** Tells what is new. */
    void end() {
      told.entrySet()
          .removeIf(entry -> {
            boolean over = !counted.containsKey(entry.getKey()) && due(entry.getValue());
            if (over && entry.getValue().agents() > 0) {
              lines.none(entry.getKey(), entry.getValue().agents());
            }
            return over;
          });
      counted.forEach((group, its) -> {
        Told before = told.get(group);
        boolean room = before != null || told.size() < MOST;
        if (room && (before == null || (before.agents() != its.agents && due(before)))) {
          int agents = before == null ? 0 : before.agents();
          lines.some(group, its.agents, agents, its.example, its.detail);
          told.put(group, new Told(its.agents, now));
        }
      });
    }

    private boolean due(Told before) {
      return !now.isBefore(before.at().plus(AGAIN));
    }
  }

  private static final class Log implements Lines {

    @Override
    public void some(Group group, int agents, int before, InstanceUid example, String detail) {
      LOG.warnf(
          "event=agents_not_in_sync state=%s config=%s cause=%s agents=%d before=%d example=%s"
              + " detail=\"%s\"",
          group.state().word(), group.config(), group.cause(), agents, before, example, detail);
    }

    @Override
    public void none(Group group, int before) {
      LOG.infof(
          "event=agents_in_sync_again state=%s config=%s cause=%s before=%d",
          group.state().word(), group.config(), group.cause(), before);
    }
  }
}
