package io.muster.connection;

import io.muster.agent.AgentState;
import io.muster.agent.Selector;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Connection settings by name, and the agents they are for: the first record, by order and then
 * name, whose selector matches an agent has it.
 *
 * @param order lower ones are asked first; ties go by name
 * @param labelsOnly match operator labels only, not what agents say of themselves
 * @param settings null once they were deleted: such a record matches nobody, and is kept so that
 *     generations rise over deletion
 * @param leaves the endpoint is another server's: agents that take them are not expected back
 * @param generation rises with every change of any record
 * @param changedBy an operator's name
 */
public record ConnectionRecord(
    String name,
    Selector selector,
    int order,
    boolean labelsOnly,
    @Nullable ConnectionSettings settings,
    boolean leaves,
    long generation,
    Instant changedAt,
    String changedBy) {

  /** The order in which records are asked. */
  public static final Comparator<ConnectionRecord> ORDER =
      Comparator.comparingInt(ConnectionRecord::order).thenComparing(ConnectionRecord::name);

  /** The record that was the only one once, and still has an address of its own. */
  public static final String DEFAULT = "default";

  /** Order of a record that says none. */
  public static final int DEFAULT_ORDER = 10;

  /** Order of the record called {@link #DEFAULT} that says none: behind the others. */
  public static final int LAST_ORDER = 1_000_000;

  public ConnectionRecord {
    ConnectionName.check(name);
    if (generation < 1) {
      throw new IllegalArgumentException("generation is " + generation + ", expected 1 or more");
    }
  }

  /** Whether it is for this agent. */
  public boolean matches(AgentState agent) {
    return settings != null && selector.matches(agent, labelsOnly);
  }

  /** The same, deleted. */
  ConnectionRecord deleted(long newGeneration, Instant now, String by) {
    return new ConnectionRecord(
        name, selector, order, labelsOnly, null, false, newGeneration, now, by);
  }

  /** Whether an operator asks for the same with both. */
  public boolean asksForTheSame(ConnectionRecord other) {
    return other.name.equals(name)
        && other.selector.equals(selector)
        && other.order == order
        && other.labelsOnly == labelsOnly
        && other.leaves == leaves
        && (settings == null ? other.settings == null : settings.equals(other.settings));
  }
}
