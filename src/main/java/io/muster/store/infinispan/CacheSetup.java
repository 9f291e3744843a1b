package io.muster.store.infinispan;

import io.muster.store.CacheName;
import io.muster.store.CannotOpenStore;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.infinispan.client.hotrod.RemoteCacheManager;
import org.infinispan.client.rest.RestClient;
import org.infinispan.client.rest.RestResponse;
import org.infinispan.commons.configuration.StringConfiguration;
import org.jboss.logging.Logger;

/**
 * Makes the caches that are missing, and looks whether those that are there are what is needed: a
 * cache without a disk, or on one server only, would lose what was acknowledged.
 */
final class CacheSetup {

  private static final Logger LOG = Logger.getLogger(CacheSetup.class);
  private static final int OK = 200;

  private final InfinispanOptions options;

  CacheSetup(InfinispanOptions options) {
    this.options = options;
  }

  /**
   * Makes and checks all of them; blocks.
   *
   * @throws CannotOpenStore if one is configured in a way that loses data
   */
  void run(RemoteCacheManager client) {
    Set<String> there = client.getCacheNames();
    for (CacheName cache : CacheName.values()) {
      if (!there.contains(cache.text())) {
        client
            .administration()
            .getOrCreateCache(cache.text(), new StringConfiguration(Definitions.xml(cache)));
        LOG.infof("event=store_cache_created cache=%s", cache.text());
      }
    }
    for (CacheName cache : CacheName.values()) {
      if (there.contains(cache.text())) {
        var _ = check(cache);
      }
    }
  }

  /**
   * Looks how a cache is configured.
   *
   * @return whether a server told
   * @throws CannotOpenStore if it is configured in a way that loses data
   */
  boolean check(CacheName cache) {
    String problem = "no server of " + options.servers() + " answers";
    for (Server server : options.servers()) {
      try (RestClient client = Clients.rest(options, server);
          RestResponse answer =
              client
                  .cache(cache.text())
                  .configuration("application/xml")
                  .toCompletableFuture()
                  .get(options.answerTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        if (answer.status() == OK) {
          DeployedCache.parse(answer.body()).check(cache);
          return true;
        }
        problem = server + " answers " + answer.status();
      } catch (ExecutionException | TimeoutException e) {
        problem = server + ": " + Failures.text(e);
      } catch (InterruptedException e) {
        throw Failures.of(e);
      } catch (CannotOpenStore e) {
        throw e;
      } catch (Exception e) {
        problem = server + ": " + Failures.text(e);
      }
    }
    // Its REST endpoint may be closed on purpose; then its administrator answers for it
    LOG.warnf("event=store_cache_unchecked cache=%s reason=\"%s\"", cache.text(), problem);
    return false;
  }
}
