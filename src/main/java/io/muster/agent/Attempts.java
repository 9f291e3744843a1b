package io.muster.agent;

import io.muster.protocol.ContentHash;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The attempt history of one agent, newest first: what keeps a config that failed from coming back
 * (RC-8, RC-9) and an agent that never answers from being flooded (RC-15). Bounded for each kind by
 * itself: failures are kept longer than what went well, because they are final, and the history is
 * written with every offer.
 */
public record Attempts(List<Attempt> list) {

  /** Tries until an unanswered offer is given up. */
  public static final int MAX_TRIES = 3;

  /** The same for agents that report no status: the second is for a connection that was lost. */
  public static final int MAX_SILENT_TRIES = 2;

  /** Failed and unanswered attempts remembered per agent and kind; the oldest goes first. */
  public static final int MAX_FAILED = 12;

  /** Other attempts remembered per agent and kind; the oldest goes first. */
  public static final int MAX_OTHERS = 4;

  /** How long something waits to be sent once more: for a freeze to end, or the agent to return. */
  static final Duration SENT_ANEW_WITHIN = Duration.ofDays(1);

  /** Nothing offered yet. */
  public static final Attempts NONE = new Attempts(List.of());

  public Attempts {
    list = List.copyOf(list);
  }

  /** The attempt for this hash, if it is remembered. */
  public Optional<Attempt> find(OfferKind kind, ContentHash hash) {
    return Optional.ofNullable(get(kind, hash));
  }

  /** The attempt for this hash, or null. */
  // By index: part of every config change, for every agent, and an iterator is an object.
  public @Nullable Attempt get(OfferKind kind, ContentHash hash) {
    for (int i = 0; i < list.size(); i++) {
      Attempt attempt = list.get(i);
      if (attempt.kind().equals(kind) && attempt.hash().equals(hash)) {
        return attempt;
      }
    }
    return null;
  }

  /** Whether an attempt with this hash has not come to an end. */
  public boolean open(OfferKind kind, ContentHash hash) {
    Attempt attempt = get(kind, hash);
    return attempt != null && !attempt.state().terminal();
  }

  /** The newest attempt of a kind. */
  public Optional<Attempt> newest(OfferKind kind) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).kind().equals(kind)) {
        return Optional.of(list.get(i));
      }
    }
    return Optional.empty();
  }

  /** The highest generation of what was offered and is remembered; 0 if nothing is. */
  public long generation(OfferKind kind) {
    long highest = 0;
    for (int i = 0; i < list.size(); i++) {
      Attempt attempt = list.get(i);
      if (attempt.kind().equals(kind) && attempt.generation() > highest) {
        highest = attempt.generation();
      }
    }
    return highest;
  }

  /**
   * What the agent is to have while what is wanted has come to a bad end there (SEMANTICS 21):
   * something was taken back from it since, and it would keep that. The last thing that went well
   * there; empty if it has that again, or if there is none.
   */
  public Optional<Attempt> fallback(OfferKind kind, ContentHash wanted) {
    Attempt refused = get(kind, wanted);
    if (refused == null || !refused.failed()) {
      return Optional.empty();
    }
    Instant takenBack = null;
    Attempt good = null;
    for (Attempt attempt : list) {
      if (!attempt.kind().equals(kind)) {
        continue;
      }
      if (attempt.state() == Attempt.State.TAKEN_BACK
          && (takenBack == null || attempt.changedAt().isAfter(takenBack))) {
        takenBack = attempt.changedAt();
      }
      if (good == null && !attempt.failed()) {
        good = attempt;
      }
    }
    boolean hasIt =
        takenBack != null
            && good != null
            && good.state().taken()
            && !good.changedAt().isBefore(takenBack);
    return takenBack != null && !hasIt ? Optional.ofNullable(good) : Optional.empty();
  }

  /**
   * Records that the offer is about to be sent: a further try of an attempt that was not answered,
   * or that was applied last and taken back; otherwise a first try.
   */
  public Attempts offered(
      OfferKind kind,
      ContentHash hash,
      String name,
      long generation,
      Instant now,
      Duration patience) {
    Attempt before = get(kind, hash);
    boolean further =
        before != null
            && (!before.state().terminal()
                || (before.state() == Attempt.State.APPLIED
                    && newest(kind).filter(before::equals).isPresent()));
    int tries = before != null && further ? Math.min(before.tries() + 1, MAX_TRIES) : 1;
    return with(
        new Attempt(
            kind,
            hash,
            name,
            generation,
            Attempt.State.OFFERED,
            tries,
            now,
            now,
            now.plus(patience),
            ""));
  }

  /** The same, the newest of them with the interval between reports that it asks for. */
  public Attempts asking(Duration heartbeat) {
    return heartbeat.isZero() ? this : with(list.getFirst().withHeartbeat(heartbeat));
  }

  /** The same, the newest of them as one for something that the agent had before. */
  public Attempts renewing() {
    return with(list.getFirst().asRenewed());
  }

  /**
   * The interval between reports that the agent was offered; zero if none was. While it has not
   * been said that the newest is in force, the longest that may be.
   */
  // By index: part of every search, for every agent.
  public Duration heartbeat() {
    Duration longest = Duration.ZERO;
    for (int i = 0; i < list.size(); i++) {
      Attempt attempt = list.get(i);
      if (attempt.failed() || attempt.heartbeat().isZero()) {
        continue;
      }
      if (attempt.heartbeat().compareTo(longest) > 0) {
        longest = attempt.heartbeat();
      }
      if (attempt.state() == Attempt.State.APPLIED) {
        return longest;
      }
    }
    return longest;
  }

  /** Whether an attempt with this hash was begun and may still be answered. */
  public boolean underWay(OfferKind kind, ContentHash hash, Instant now) {
    return find(kind, hash)
        .filter(a -> a.state() == Attempt.State.OFFERED && now.isBefore(a.deadline()))
        .isPresent();
  }

  /** Takes back the last try with this hash: it was recorded, but never sent. */
  public Attempts unsent(OfferKind kind, ContentHash hash) {
    Attempt attempt = find(kind, hash).orElse(null);
    if (attempt == null || attempt.state() != Attempt.State.OFFERED) {
      return this;
    }
    return attempt.tries() == 1
        ? forget(kind, hash)
        : replace(attempt, attempt.withTries(attempt.tries() - 1));
  }

  /**
   * Applies what the agent reports about an offer; a hash that was never offered changes nothing.
   */
  public Attempts answered(OfferKind kind, OfferStatus status, Instant now) {
    Optional<Attempt> found = find(kind, status.hash());
    if (found.isEmpty()) {
      return this;
    }
    Attempt attempt = found.get();
    if (attempt.state() == Attempt.State.TAKEN_BACK) {
      return this;
    }
    Attempt.State state =
        switch (status.state()) {
          case APPLIED -> Attempt.State.APPLIED;
          case APPLYING -> Attempt.State.APPLYING;
          case FAILED -> Attempt.State.FAILED;
          case UNSET, UNRECOGNIZED -> attempt.state();
        };
    String error = state == Attempt.State.FAILED ? Attempt.cut(status.error()) : "";
    if (state == attempt.state() && error.equals(attempt.error())) {
      return this;
    }
    return replace(attempt, attempt.withState(state, error, now));
  }

  /** Remembers that the agent is busy with something this server does not know to have offered. */
  public Attempts adopted(
      OfferKind kind,
      ContentHash hash,
      String name,
      long generation,
      Instant now,
      Duration patience) {
    return with(
        new Attempt(
            kind,
            hash,
            name,
            generation,
            Attempt.State.APPLYING,
            1,
            now,
            now,
            now.plus(patience),
            ""));
  }

  /**
   * Remembers that the agent ran this before it was ever sent anything of the kind (SEMANTICS 28).
   */
  public Attempts found(
      OfferKind kind, ContentHash hash, String name, long generation, Instant now) {
    return with(
        new Attempt(kind, hash, name, generation, Attempt.State.ADOPTED, 1, now, now, now, ""));
  }

  /** Whether nothing of a kind was ever sent, as far as is remembered. */
  public boolean neverSent(OfferKind kind) {
    for (int i = 0; i < list.size(); i++) {
      Attempt attempt = list.get(i);
      if (attempt.kind().equals(kind) && attempt.state() != Attempt.State.ADOPTED) {
        return false;
      }
    }
    return true;
  }

  /** Remembers that the agent refused something this server does not know to have offered. */
  public Attempts refused(OfferKind kind, OfferStatus status, Instant now) {
    return with(
        new Attempt(
            kind, status.hash(), "", 0, Attempt.State.FAILED, 1, now, now, now, status.error()));
  }

  /**
   * Takes back what was offered with this hash, however it went, so that it is not offered again;
   * what failed by itself stays as it is.
   */
  public Attempts takenBack(OfferKind kind, ContentHash hash, String reason, Instant now) {
    return find(kind, hash)
        .filter(attempt -> !attempt.failed())
        .map(attempt -> replace(attempt, attempt.withState(Attempt.State.TAKEN_BACK, reason, now)))
        .orElse(this);
  }

  /** Ends an attempt that was never answered. */
  public Attempts gaveUp(Attempt attempt, Instant now) {
    return gaveUp(attempt, "", now);
  }

  /** As {@link #gaveUp(Attempt, Instant)}, because of what the agent runs instead. */
  public Attempts gaveUp(Attempt attempt, String runs, Instant now) {
    return replace(attempt, attempt.withState(Attempt.State.NO_ANSWER, runs, now));
  }

  /** Ends an attempt that this agent does not answer, and that nothing else shows. */
  public Attempts unconfirmed(Attempt attempt, Instant now) {
    return replace(attempt, attempt.withState(Attempt.State.UNCONFIRMED, "", now));
  }

  /** Whether this hash was offered last of its kind. */
  public boolean isNewest(OfferKind kind, ContentHash hash) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).kind().equals(kind)) {
        return list.get(i).hash().equals(hash);
      }
    }
    return false;
  }

  /** Lets an attempt be tried anew, its earlier tries forgiven. */
  public Attempts again(Attempt attempt, Instant now) {
    return replace(attempt, attempt.withState(Attempt.State.OFFERED, "", now).withTries(1));
  }

  /**
   * Has something sent once more that the agent had and runs no longer; if it cannot be sent for a
   * day, it is not.
   */
  public Attempts anew(OfferKind kind, ContentHash hash, String name, Instant now) {
    Attempt had = get(kind, hash);
    return with(
        new Attempt(
            kind,
            hash,
            had == null ? name : had.name(),
            had == null ? 0 : had.generation(),
            Attempt.State.OFFERED,
            1,
            had == null ? now : had.offeredAt(),
            now,
            now.plus(SENT_ANEW_WITHIN),
            "",
            had == null ? Duration.ZERO : had.heartbeat(),
            true));
  }

  /** Takes an attempt back to OFFERED, its tries counted: the agent lost what it was sent. */
  public Attempts reopened(Attempt attempt, Instant now) {
    return replace(attempt, attempt.withState(Attempt.State.OFFERED, "", now));
  }

  /**
   * Forgets what was tried with this hash: an operator's retry, or an agent that lost its memory.
   */
  public Attempts forget(OfferKind kind, ContentHash hash) {
    return new Attempts(
        list.stream().filter(a -> !a.kind().equals(kind) || !a.hash().equals(hash)).toList());
  }

  private Attempts replace(Attempt old, Attempt now) {
    List<Attempt> result = new ArrayList<>(list.size());
    for (Attempt attempt : list) {
      result.add(attempt.equals(old) ? now : attempt);
    }
    return bounded(result, now.kind());
  }

  /** The same with this attempt as the newest, in place of an earlier one with its hash. */
  public Attempts with(Attempt attempt) {
    if (list.isEmpty()) {
      return new Attempts(List.of(attempt));
    }
    List<Attempt> result = new ArrayList<>(list.size() + 1);
    result.add(attempt);
    for (int i = 0; i < list.size(); i++) {
      Attempt other = list.get(i);
      if (!other.kind().equals(attempt.kind()) || !other.hash().equals(attempt.hash())) {
        result.add(other);
      }
    }
    return bounded(result, attempt.kind());
  }

  /**
   * Whether this is what {@link #with} makes of another history; without making it, as part of
   * every config change, for every agent.
   */
  public boolean isWith(Attempt attempt, Attempts before) {
    int at = 0;
    int failed = 0;
    int others = 0;
    for (int i = -1; i < before.list.size(); i++) {
      Attempt each = i < 0 ? attempt : before.list.get(i);
      boolean sameKind = each.kind().equals(attempt.kind());
      if (i >= 0 && sameKind && each.hash().equals(attempt.hash())) {
        continue; // Replaced.
      }
      if (sameKind && (each.failed() ? ++failed > MAX_FAILED : ++others > MAX_OTHERS)) {
        continue; // Forgotten.
      }
      if (at == list.size() || !list.get(at).equals(each)) {
        return false;
      }
      at++;
    }
    return at == list.size();
  }

  // Without a stream and by index: part of every config change, for every agent.
  private static Attempts bounded(List<Attempt> newestFirst, OfferKind kind) {
    int failed = 0;
    int others = 0;
    for (int i = 0; i < newestFirst.size(); i++) {
      Attempt attempt = newestFirst.get(i);
      if (attempt.kind().equals(kind)
          && (attempt.failed() ? ++failed > MAX_FAILED : ++others > MAX_OTHERS)) {
        newestFirst.remove(i--);
      }
    }
    return new Attempts(newestFirst);
  }
}
