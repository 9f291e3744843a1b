package io.muster.store.infinispan;

import io.muster.store.CacheName;

/**
 * How each cache is configured in the servers (SEMANTICS 15). What must survive everything is on
 * every server and on its disk, and refuses a minority; what agents report again is on two.
 */
final class Definitions {

  private static final String ENCODING =
      "<encoding><key media-type=\"text/plain\"/>"
          + "<value media-type=\"application/octet-stream\"/></encoding>";

  private Definitions() {}

  /** The element that stands for it in a server's configuration, without spaces between tags. */
  static String xml(CacheName cache) {
    return switch (cache.durability()) {
      case DURABLE ->
          "<replicated-cache name=\""
              + cache.text()
              + "\" mode=\"SYNC\" remote-timeout=\"5000\">"
              + ENCODING
              + "<partition-handling when-split=\"DENY_READ_WRITES\""
              + " merge-policy=\"PREFERRED_NON_NULL\"/>"
              + "<persistence passivation=\"false\">"
              + "<file-store purge=\"false\" preload=\"true\" shared=\"false\"/>"
              + "</persistence></replicated-cache>";
      case REBUILDABLE ->
          "<distributed-cache name=\""
              + cache.text()
              + "\" mode=\"SYNC\" owners=\"2\" remote-timeout=\"5000\">"
              + ENCODING
              + "<partition-handling when-split=\"ALLOW_READ_WRITES\""
              + " merge-policy=\"PREFERRED_NON_NULL\"/>"
              + "</distributed-cache>";
    };
  }

  /** The name of the element. */
  static String element(CacheName cache) {
    return switch (cache.durability()) {
      case DURABLE -> "replicated-cache";
      case REBUILDABLE -> "distributed-cache";
    };
  }
}
