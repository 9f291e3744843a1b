package io.muster.kubernetes;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The ConfigMaps of an API server that the selector chooses. Blocks, each call with a deadline;
 * throws {@link ApiFailure}; thread-safe.
 */
interface ConfigMapApi extends AutoCloseable {

  /** Namespaces to look at if no setting names any. */
  List<String> ownNamespaces();

  /**
   * Some of the ConfigMaps of a namespace.
   *
   * @param next for the page after this one; empty if this is the last
   */
  record Page(List<SourceConfigMap> items, String resourceVersion, String next) {
    public Page {
      items = List.copyOf(items);
    }
  }

  /**
   * Lists a page.
   *
   * @param from {@link Page#next} of the page before; empty for the first
   */
  Page list(String namespace, String from);

  /** One of them; empty if there is none of this name, or it is not selected. */
  Optional<SourceConfigMap> get(ConfigMapKey key);

  /**
   * Watches a namespace from a version on. Blocks until the server has accepted it.
   *
   * @param changes told in order, by one thread, which must not be blocked for long; the last is
   *     {@link ConfigMapChange.Expired} or {@link ConfigMapChange.Ended}, unless the watch is
   *     closed
   */
  Watching watch(String namespace, String resourceVersion, Consumer<ConfigMapChange> changes);

  /** A watch. */
  interface Watching extends AutoCloseable {
    @Override
    void close();
  }

  /** Writes the status annotation; one that is gone meanwhile is no error. */
  void writeStatus(ConfigMapKey key, String status);

  /** Tells people by an Event of Kubernetes. */
  void tell(SourceConfigMap about, boolean warning, String reason, String message);

  @Override
  void close();
}
