package io.muster.fleet;

import io.muster.agent.Labels;
import io.muster.protocol.InstanceUid;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what operators say of agents, by uid. Methods but {@link #remove} block; all fail with the
 * store's own unchecked exception. Thread-safe.
 */
public interface LabelStore {

  /**
   * Labels as they were read.
   *
   * @param version tells this write from any other
   */
  record Stored(Labels labels, long version) {}

  /** Hands over all that there are. */
  void load(Consumer<Map.Entry<InstanceUid, Labels>> consumer);

  /** The labels stored under this uid; empty if there are none. */
  Optional<Stored> read(InstanceUid uid);

  /**
   * Replaces labels, durably; {@link Labels#NONE} leaves nothing behind.
   *
   * @param seen what was read before; null if there was nothing
   * @return false, and nothing was written, if there is something else by now. After an exception
   *     it may be written all the same
   */
  boolean write(InstanceUid uid, @Nullable Stored seen, Labels labels);

  /** Forgets the labels of an agent, whatever they are. Never blocks. */
  CompletableFuture<Void> remove(InstanceUid uid);
}
