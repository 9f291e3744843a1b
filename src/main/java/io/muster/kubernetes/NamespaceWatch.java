package io.muster.kubernetes;

import io.muster.kubernetes.ConfigMapApi.Watching;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps up with the ConfigMaps of one namespace: lists them, watches from there on, and does so
 * again when the watch is over. For one thread, but for what watches put into the inbox.
 */
final class NamespaceWatch {

  /** A watch that ended sooner than this did not go well. */
  private static final Duration SHORT = Duration.ofSeconds(10);

  /** A watch of which nothing was heard for so long is dead: bookmarks come once a minute. */
  static final Duration SILENCE = Duration.ofMinutes(6);

  private static final Logger LOG = Logger.getLogger(NamespaceWatch.class);

  private final String namespace;
  private final ConfigMapApi api;
  private final ConfigMapStates states;
  private final Duration resync;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Backoff backoff;

  private @Nullable Watching watching;
  private ChangeInbox inbox = new ChangeInbox();
  private String version = "";
  private Instant opened = Instant.MIN;
  private Instant heard = Instant.MIN;
  private Instant nextTry = Instant.MIN;
  private Instant nextList = Instant.MIN;
  private @Nullable Instant synced;
  private String failure = "";

  NamespaceWatch(
      String namespace,
      ConfigMapApi api,
      ConfigMapStates states,
      Duration resync,
      InstantSource clock,
      RandomGenerator random) {
    this.namespace = namespace;
    this.api = api;
    this.states = states;
    this.resync = resync;
    this.clock = clock;
    this.random = random;
    this.backoff = new Backoff(random);
  }

  /** Does what is to be done now. */
  void turn() {
    if (watching != null) {
      hear();
    }
    Instant now = clock.instant();
    if (watching != null && now.isBefore(nextList)) {
      return;
    }
    if (now.isBefore(nextTry)) {
      return;
    }
    try {
      if (version.isEmpty() || !now.isBefore(nextList)) {
        stop();
        list();
      }
      if (watching == null) {
        watch();
      }
    } catch (ApiFailure e) {
      if (e.expired()) {
        version = "";
      }
      failed(String.valueOf(e.getMessage()), e.retryAfter());
    }
  }

  private void list() {
    Set<ConfigMapKey> there = new HashSet<>();
    String from = "";
    String listed;
    do {
      ConfigMapApi.Page page = api.list(namespace, from);
      for (SourceConfigMap map : page.items()) {
        there.add(map.key());
        states.seen(map);
      }
      listed = page.resourceVersion();
      from = page.next();
    } while (!from.isEmpty() && there.size() <= ConfigMapStates.MAX);
    if (from.isEmpty()) {
      states.listed(namespace, there);
    }
    states.retryTroubled();
    version = listed;
    Instant now = clock.instant();
    // Not all namespaces, and not all instances, at the same time.
    nextList = now.plus(resync).plusMillis(random.nextLong(resync.toMillis() / 5 + 1));
    synced = now;
  }

  private void watch() {
    inbox = new ChangeInbox();
    watching = api.watch(namespace, version, inbox::add);
    opened = clock.instant();
    heard = opened;
    synced = opened;
    if (!failure.isEmpty()) {
      LOG.infof("event=kubernetes_back namespace=%s attempts=%d", namespace, backoff.failures());
    }
    failure = "";
  }

  private void hear() {
    Instant now = clock.instant();
    ConfigMapChange change;
    while (watching != null && (change = inbox.next()) != null) {
      heard = now;
      synced = now;
      switch (change) {
        case ConfigMapChange.Put(SourceConfigMap map) -> {
          states.seen(map);
          version = map.resourceVersion();
        }
        case ConfigMapChange.Gone(ConfigMapKey key, String at) -> {
          states.gone(key);
          version = at;
        }
        case ConfigMapChange.Bookmark(String at) -> version = at;
        case ConfigMapChange.Expired(String message) -> {
          LOG.infof("event=kubernetes_relist namespace=%s reason=\"%s\"", namespace, message);
          version = "";
          ended("");
        }
        case ConfigMapChange.Ended(String why) -> ended(why);
      }
    }
    if (watching != null) {
      if (now.isAfter(opened.plus(SHORT))) {
        backoff.reset();
      }
      if (now.isAfter(heard.plus(SILENCE))) {
        ended("nothing was heard of the watch for " + SILENCE.toMinutes() + " min");
      }
    }
  }

  private void ended(String why) {
    boolean shortly = clock.instant().isBefore(opened.plus(SHORT));
    stop();
    if (!why.isEmpty() || shortly) {
      failed(why.isEmpty() ? "the watch ended at once" : why, null);
    }
  }

  private void failed(String why, @Nullable Duration retryAfter) {
    Duration pause = backoff.failed(retryAfter);
    nextTry = clock.instant().plus(pause);
    if (why.equals(failure)) {
      LOG.debugf(
          "event=kubernetes_away namespace=%s attempts=%d retry_seconds=%d reason=\"%s\"",
          namespace, backoff.failures(), pause.toSeconds(), why);
    } else {
      LOG.warnf(
          "event=kubernetes_away namespace=%s attempts=%d retry_seconds=%d reason=\"%s\"",
          namespace, backoff.failures(), pause.toSeconds(), why);
    }
    failure = why;
  }

  /** Ends the watch; the next turn begins anew. */
  void stop() {
    if (watching != null) {
      watching.close();
      watching = null;
    }
  }

  /** Begins anew with a list. */
  void forget() {
    stop();
    version = "";
    nextList = Instant.MIN;
    nextTry = Instant.MIN;
    backoff.reset();
    failure = "";
    synced = null;
  }

  /** How it goes. */
  SourceCondition.Namespace condition() {
    return new SourceCondition.Namespace(
        namespace, watching != null, synced, backoff.failures(), failure);
  }
}
