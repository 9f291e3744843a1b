package io.muster.fleet;

import io.muster.agent.Labels;
import io.muster.protocol.InstanceUid;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Nobody has labels, and nobody is given any. */
final class NoLabels implements LabelStore {

  @Override
  public void load(Consumer<Map.Entry<InstanceUid, Labels>> consumer) {}

  @Override
  public Optional<Stored> read(InstanceUid uid) {
    return Optional.empty();
  }

  @Override
  public boolean write(InstanceUid uid, @Nullable Stored seen, Labels labels) {
    throw new IllegalStateException("no benchmark puts labels");
  }

  @Override
  public CompletableFuture<Void> remove(InstanceUid uid) {
    return CompletableFuture.completedFuture(null);
  }
}
