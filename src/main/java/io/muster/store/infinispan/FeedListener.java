package io.muster.store.infinispan;

import io.muster.store.CacheName;
import io.muster.store.Watches;
import org.infinispan.client.hotrod.annotation.ClientCacheEntryCreated;
import org.infinispan.client.hotrod.annotation.ClientCacheEntryModified;
import org.infinispan.client.hotrod.annotation.ClientCacheEntryRemoved;
import org.infinispan.client.hotrod.annotation.ClientCacheFailover;
import org.infinispan.client.hotrod.annotation.ClientListener;
import org.infinispan.client.hotrod.event.ClientCacheEntryCreatedEvent;
import org.infinispan.client.hotrod.event.ClientCacheEntryModifiedEvent;
import org.infinispan.client.hotrod.event.ClientCacheEntryRemovedEvent;
import org.infinispan.client.hotrod.event.ClientCacheFailoverEvent;

/**
 * Hears of changes of the one watched cache, by key only, and hands them on at once: a client that
 * takes its time, or gets values, stops the writes of all (reference: a measurement). Public for
 * the client, which calls it by reflection.
 */
@ClientListener
public final class FeedListener {

  private final Watches watches;

  FeedListener(Watches watches) {
    this.watches = watches;
  }

  /** A key was written for the first time. */
  @ClientCacheEntryCreated
  public void created(ClientCacheEntryCreatedEvent<String> event) {
    watches.changed(CacheName.FEED, event.getKey());
  }

  /** A key was written again. */
  @ClientCacheEntryModified
  public void modified(ClientCacheEntryModifiedEvent<String> event) {
    watches.changed(CacheName.FEED, event.getKey());
  }

  /** A key was removed. */
  @ClientCacheEntryRemoved
  public void removed(ClientCacheEntryRemovedEvent<String> event) {
    watches.changed(CacheName.FEED, event.getKey());
  }

  /** The server that told of changes is gone; what changed meanwhile was not told. */
  @ClientCacheFailover
  public void failedOver(ClientCacheFailoverEvent event) {
    watches.missed();
  }
}
