package io.muster.config;

import io.muster.config.syntax.ConfigProblem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The named configs: what operators do with them. All methods block on the store, throw its own
 * exception when it is not there (a change may then have happened or not, and may be repeated), and
 * are safe for any number of threads and instances.
 */
public final class RevisionCatalogue {

  private static final Logger LOG = Logger.getLogger(RevisionCatalogue.class);

  private final String kind;
  private final ConfigStore store;
  private final PolicyRefresh policies;
  private final ConfigPuts puts;

  /**
   * A catalogue of configs, or of things that are kept as configs are.
   *
   * @param kind of the things, for logs
   * @param holders who names them
   * @param check of a document by itself
   * @param policies puts changes in force
   */
  public RevisionCatalogue(
      String kind,
      ConfigStore store,
      ReferenceHolders holders,
      Function<PutConfig, List<ConfigProblem>> check,
      PolicyRefresh policies,
      ConfigLimits limits,
      InstantSource clock) {
    this.kind = kind;
    this.store = store;
    this.policies = policies;
    this.puts = new ConfigPuts(store, holders, check, limits, clock);
  }

  /**
   * Makes a document the newest revision of a config. When this answers {@link PutOutcome.Created},
   * the revision is durable and in force on this instance.
   */
  public PutOutcome put(PutConfig put) {
    ConfigPuts.Put done = puts.put(put);
    switch (done.outcome()) {
      case PutOutcome.Created(ConfigRevision revision, var _) -> {
        created(revision);
        discard(put.name(), done.unlisted());
      }
      // An operator who repeats a put that seemed to fail wants it in force.
      case PutOutcome.Unchanged _ -> policies.catchUp();
      case PutOutcome.Invalid _,
          PutOutcome.TooLarge _,
          PutOutcome.PreconditionFailed _,
          PutOutcome.Owned _,
          PutOutcome.TooMany _,
          PutOutcome.Busy _ -> {}
    }
    return done.outcome();
  }

  /** What is wrong with a config's document by itself. */
  public static List<ConfigProblem> documentProblems(PutConfig put) {
    return DocumentCheck.problems(put.document(), put.allowEmpty());
  }

  /**
   * Removes revisions that nothing lists, at once since each removal waits for the disk. What the
   * store does not remove now stays behind unseen; the change itself is made and in force.
   */
  private void discard(String name, List<Long> numbers) {
    try (ExecutorService removals = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long number : numbers) {
        removals.execute(() -> {
          try {
            store.removeRevision(name, number);
          } catch (RuntimeException e) {
            LOG.warnf("event=revision_left kind=%s name=%s@%d reason=%s", kind, name, number, e);
          }
        });
      }
    }
  }

  private void created(ConfigRevision revision) {
    LOG.infof(
        "event=revision_created kind=%s name=%s hash=%s author=%s files=%d bytes=%d",
        kind,
        revision.reference(),
        revision.hash(),
        revision.author(),
        revision.document().files().size(),
        revision.document().size());
    policies.changed();
  }

  /** The revision a reference means now. */
  public Optional<ConfigRevision> get(ConfigReference reference) {
    return head(reference.name())
        .map(head -> reference.pinsConfig() ? reference.revision() : head.newest())
        .flatMap(number -> revision(reference.name(), number));
  }

  /** One revision. */
  public Optional<ConfigRevision> revision(String name, long number) {
    return head(name).filter(h -> h.has(number)).flatMap(h -> store.revision(name, number));
  }

  /**
   * The revisions of a config, newest first; empty if there is no such config.
   *
   * @param before only those with a lower number; null begins with the newest
   * @param limit most items, from 1
   */
  public Optional<Page<RevisionSummary>> revisions(String name, @Nullable Long before, int limit) {
    return head(name).map(head -> page(head, before == null ? Long.MAX_VALUE : before, limit));
  }

  private Page<RevisionSummary> page(ConfigHead head, long before, int limit) {
    List<Long> numbers =
        head.revisions().reversed().stream().filter(number -> number < before).toList();
    List<Long> some = numbers.subList(0, Math.min(limit, numbers.size()));
    List<RevisionSummary> items = new ArrayList<>();
    some.forEach(number -> listed(head.name(), number).ifPresent(items::add));
    String next = some.size() < numbers.size() ? Long.toString(some.getLast()) : null;
    return new Page<>(items, head.revisions().size(), next);
  }

  /**
   * The newest revision of each config, in name order.
   *
   * @param after only those with a later name; null begins with the first
   * @param limit most items, from 1
   */
  public Page<RevisionSummary> list(@Nullable String after, int limit) {
    return list(after, limit, name -> true);
  }

  /** Some of those of a name that is wanted. */
  public Page<RevisionSummary> list(@Nullable String after, int limit, Predicate<String> wanted) {
    List<ConfigHead> heads =
        store.heads().all().stream()
            .map(Versioned::value)
            .filter(head -> !head.deleted() && wanted.test(head.name()))
            .sorted(Comparator.comparing(ConfigHead::name))
            .toList();
    List<ConfigHead> rest =
        heads.stream().filter(h -> after == null || h.name().compareTo(after) > 0).toList();
    List<ConfigHead> some = rest.subList(0, Math.min(limit, rest.size()));
    List<RevisionSummary> items = new ArrayList<>();
    some.forEach(head -> listed(head.name(), head.newest()).ifPresent(items::add));
    String next = some.size() < rest.size() ? some.getLast().name() : null;
    return new Page<>(items, heads.size(), next);
  }

  /**
   * One document at a time is in memory, however long the list; one that is damaged is not in it.
   */
  private Optional<RevisionSummary> listed(String name, long number) {
    return store.readable(name, number).map(RevisionSummary::of);
  }

  /**
   * Deletes a config with all its revisions, unless something names it. A target that comes to name
   * it at the same moment gets no config until it names another (SEMANTICS 13).
   *
   * @param ifMatch number that the newest revision must have; null if it does not matter
   */
  public DeleteOutcome delete(String name, String author, @Nullable Long ifMatch) {
    ConfigPuts.Deletion done = puts.delete(name, ifMatch);
    if (done.outcome() instanceof DeleteOutcome.Deleted) {
      LOG.infof("event=catalogue_entry_deleted kind=%s name=%s author=%s", kind, name, author);
      policies.changed();
      discard(name, done.unlisted());
    }
    return done.outcome();
  }

  private Optional<ConfigHead> head(String name) {
    return store.heads().get(name).map(Versioned::value).filter(head -> !head.deleted());
  }
}
