package io.muster.connection;

import io.muster.agent.Selector;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an operator puts.
 *
 * @param selector null for what there is; all agents if nothing is
 * @param order null for what there is
 * @param labelsOnly null for what there is
 * @param settings made of those there are, which may have secrets that are kept; may be called
 *     several times
 * @param leaves null for what there is
 * @param by an operator's name
 * @param ifMatch the generation the operator saw, 0 for nothing; null for whatever there is
 */
public record PutConnection(
    String name,
    @Nullable Selector selector,
    @Nullable Integer order,
    @Nullable Boolean labelsOnly,
    Function<Optional<ConnectionSettings>, ConnectionSettings> settings,
    @Nullable Boolean leaves,
    String by,
    @Nullable Long ifMatch) {

  /** The same, for what has this generation. */
  public PutConnection matching(@Nullable Long generation) {
    return new PutConnection(name, selector, order, labelsOnly, settings, leaves, by, generation);
  }

  /** What is wanted in place of this; null if nothing is there. */
  ConnectionRecord wanted(@Nullable ConnectionRecord present, long generation, Instant now) {
    ConnectionRecord kept = present == null || present.settings() == null ? null : present;
    int usual =
        name.equals(ConnectionRecord.DEFAULT)
            ? ConnectionRecord.LAST_ORDER
            : ConnectionRecord.DEFAULT_ORDER;
    return new ConnectionRecord(
        name,
        selector != null ? selector : kept == null ? Selector.ALL : kept.selector(),
        order != null ? order : kept == null ? usual : kept.order(),
        labelsOnly != null ? labelsOnly : kept != null && kept.labelsOnly(),
        settings.apply(kept == null ? Optional.empty() : Optional.ofNullable(kept.settings())),
        leaves != null ? leaves : kept != null && kept.leaves(),
        generation,
        now,
        by);
  }
}
