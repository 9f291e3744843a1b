package io.muster.config;

import io.muster.config.syntax.ConfigProblem;
import io.muster.protocol.ConfigHashes;
import io.muster.protocol.ContentHash;
import io.muster.schedule.HeavyWork;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes documents the newest revisions of their names: all checks of a PUT, and what it writes.
 * Tells nobody and logs nothing, so that a plan can ask the same over stores that only it sees.
 * Blocking, failures and threads as with {@link RevisionCatalogue}.
 */
public final class ConfigPuts {

  /** Compare-and-sets lost to others before one gives up. */
  private static final int MAX_TRIES = 32;

  private final ConfigStore store;
  private final ReferenceHolders holders;
  private final Function<PutConfig, List<ConfigProblem>> check;
  private final RevisionWriter writer;
  private final ConfigLimits limits;
  private final InstantSource clock;

  /**
   * Puts over these stores.
   *
   * @param check of a document by itself
   */
  public ConfigPuts(
      ConfigStore store,
      ReferenceHolders holders,
      Function<PutConfig, List<ConfigProblem>> check,
      ConfigLimits limits,
      InstantSource clock) {
    this.store = store;
    this.holders = holders;
    this.check = check;
    this.writer = new RevisionWriter(store, clock, limits.revisionsKept());
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * What became of a put.
   *
   * @param unlisted numbers of revisions that nothing lists any more, to be removed
   */
  public record Put(PutOutcome outcome, List<Long> unlisted) {
    public Put {
      unlisted = List.copyOf(unlisted);
    }

    private static Put of(PutOutcome outcome) {
      return new Put(outcome, List.of());
    }
  }

  public Put put(PutConfig put) {
    if (put.document().size() > limits.offerBytes()) {
      return Put.of(new PutOutcome.TooLarge(put.document().size(), limits.offerBytes()));
    }
    Optional<ConfigOwner> owner = locked(put.name(), put.author());
    if (owner.isPresent()) {
      return Put.of(new PutOutcome.Owned(owner.get()));
    }
    List<ConfigProblem> problems =
        HeavyWork.of(put.document().size(), HeavyWork.For.OPERATOR, () -> check.apply(put));
    if (!problems.isEmpty()) {
      return Put.of(new PutOutcome.Invalid(problems));
    }
    Optional<ConfigProblem> objection = holders.objection(put.name(), put.document());
    if (objection.isPresent()) {
      return Put.of(new PutOutcome.Invalid(List.of(objection.get())));
    }
    ConfigRevision wanted = revision(put);
    int bytes = EncodedRevision.of(wanted).remoteConfig().size();
    if (bytes > limits.offerBytes()) {
      return Put.of(new PutOutcome.TooLarge(bytes, limits.offerBytes()));
    }
    for (int i = 0; i < MAX_TRIES; i++) {
      Versioned<ConfigHead> head = store.heads().get(put.name()).orElse(null);
      Optional<PutOutcome> settled = settled(put, wanted, head);
      if (settled.isPresent()) {
        return Put.of(settled.get());
      }
      Optional<RevisionWriter.Written> written = write(head, wanted);
      if (written.isPresent()) {
        ConfigRevision revision = written.get().revision();
        return new Put(
            new PutOutcome.Created(revision, holders.followers(put.name())),
            written.get().unlisted());
      }
    }
    return Put.of(new PutOutcome.Busy());
  }

  /** Writes the revision whatever the checks say: a plan goes on behind what it refused. */
  public Optional<ConfigRevision> insist(PutConfig put) {
    Versioned<ConfigHead> head = store.heads().get(put.name()).orElse(null);
    return write(head, revision(put)).map(RevisionWriter.Written::revision);
  }

  /**
   * What became of a deletion.
   *
   * @param unlisted numbers of revisions that nothing lists any more, to be removed
   */
  public record Deletion(DeleteOutcome outcome, List<Long> unlisted) {

    public Deletion {
      unlisted = List.copyOf(unlisted);
    }

    private static Deletion of(DeleteOutcome outcome) {
      return new Deletion(outcome, List.of());
    }
  }

  /** Deletes all revisions, unless something names the config. */
  public Deletion delete(String name, @Nullable Long ifMatch) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Versioned<ConfigHead> stored = store.heads().get(name).orElse(null);
      if (stored == null || stored.value().deleted()) {
        return Deletion.of(new DeleteOutcome.NotFound());
      }
      ConfigHead head = stored.value();
      if (ifMatch != null && ifMatch != head.newest()) {
        return Deletion.of(new DeleteOutcome.PreconditionFailed(head.newest()));
      }
      Optional<ConfigOwner> owner = locked(name, "");
      if (owner.isPresent()) {
        return Deletion.of(new DeleteOutcome.InUse(List.of(owner.get().owner())));
      }
      List<String> users = holders.users(name);
      if (!users.isEmpty()) {
        return Deletion.of(new DeleteOutcome.InUse(users));
      }
      ConfigHead mark = new ConfigHead(name, List.of(), head.last(), clock.instant());
      if (store.heads().replace(mark, stored.version())) {
        return new Deletion(new DeleteOutcome.Deleted(), head.revisions());
      }
    }
    return Deletion.of(new DeleteOutcome.Busy());
  }

  /** Who keeps it, if that is somebody else. An owner is the author of what it puts. */
  private Optional<ConfigOwner> locked(String name, String author) {
    return store.owner(name).filter(owner -> owner.locks() && !owner.owner().equals(author));
  }

  private Optional<RevisionWriter.Written> write(
      @Nullable Versioned<ConfigHead> head, ConfigRevision wanted) {
    Set<Long> pinned = holders.pinned(wanted.name());
    return writer.write(head, wanted, pinned);
  }

  private ConfigRevision revision(PutConfig put) {
    ContentHash hash = ConfigHashes.of(put.document().toProto().getConfigMapMap());
    return new ConfigRevision(
        put.name(), 1, put.document(), hash, put.author(), clock.instant(), put.comment());
  }

  /** What can be said without writing. */
  private Optional<PutOutcome> settled(
      PutConfig put, ConfigRevision wanted, @Nullable Versioned<ConfigHead> head) {
    long newest = head == null || head.value().deleted() ? PutConfig.NONE : head.value().newest();
    if (put.ifMatch() != null && put.ifMatch() != newest) {
      return Optional.of(new PutOutcome.PreconditionFailed(newest));
    }
    if (newest != PutConfig.NONE) {
      return store
          .revision(put.name(), newest)
          .filter(revision -> revision.document().equals(wanted.document()))
          .map(revision -> new PutOutcome.Unchanged(revision, holders.followers(revision.name())));
    }
    return head == null && !makeRoom()
        ? Optional.of(new PutOutcome.TooMany(limits.configs()))
        : Optional.empty();
  }

  /** Room for one more name: marks of deleted configs give way, the oldest first. */
  private boolean makeRoom() {
    List<Versioned<ConfigHead>> heads = store.heads().all();
    if (heads.size() < limits.configs()) {
      return true;
    }
    return heads.stream()
        .filter(head -> head.value().deleted())
        .min(Comparator.comparing(head -> head.value().changedAt()))
        .map(oldest -> store.heads().remove(oldest.value().name(), oldest.version()))
        .orElse(false);
  }
}
