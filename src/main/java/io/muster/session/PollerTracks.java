package io.muster.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells one agent that polls from two that share a uid, by their sequence numbers: those of two are
 * two sequences, each of which goes on by one while they take turns. One agent repeats a number
 * whose answer was lost, also late, leaves numbers out, and starts anew; none of that makes a
 * second sequence that goes on. Confined to the turn of its session.
 */
final class PollerTracks {

  /** Turns taken until two sequences are two agents. */
  static final int TURNS = 3;

  /** As {@link #TURNS}, where each number came twice with the same content, as in repetitions. */
  static final int TURNS_OF_LIKES = 12;

  /** A sequence that has not gone on while another one went so far was left behind. */
  private static final int LEFT_BEHIND = 64;

  /** More than two: a gap makes one that never goes on. */
  private static final int MOST = 4;

  private static final int REMEMBERED = 32;

  private static final class Track {
    long last;
    int content;
    String host;

    /** All of it came from there. */
    boolean fromOneHost = true;

    boolean alike;

    /** How often it went on after two others had: the turns of three or more. */
    int rounds;

    int steps;
    long used;

    Track(long last, int content, String host, long used) {
      this.last = last;
      this.content = content;
      this.host = host;
      this.used = used;
    }
  }

  /** In the order of their beginnings. */
  private final List<Track> tracks = new ArrayList<>(1);

  private final int[] recent = new int[REMEMBERED];
  private int remembered;
  private long messages;
  private int turns;
  private int turnsOfLikes;
  private @Nullable Track latest;

  /** Whose turn it was before the latest. */
  private @Nullable Track rival;

  private boolean apart;

  /** Whether two agents were found. */
  boolean apart() {
    return apart;
  }

  /**
   * Two were found by other means: the second is the one that says numbers from this on.
   *
   * @param first the last number of the other one
   */
  void separate(long first, long second, int content, String host) {
    together();
    begin(first, 0, "");
    begin(second, content, host);
    apart = true;
  }

  /** The second agent has a uid of its own now: who comes from now on is the first. */
  void together() {
    apart = false;
    turns = 0;
    turnsOfLikes = 0;
    tracks.clear();
    latest = null;
    rival = null;
  }

  /**
   * Takes a message.
   *
   * @param content a hash of it
   * @return whether it is of the second of two agents
   */
  boolean isOfSecond(long number, int content, String host) {
    messages++;
    boolean seen = seen(number, content);
    if (!seen) {
      remember(number, content);
    }
    Track track = goesOn(number, host);
    if (track != null) {
      step(track, seen);
    } else {
      track = repeats(number, content);
      if (track != null) {
        turnsOfLikes = 0; // More copies than there are sequences.
      } else if (apart) {
        track = nearest(number, host);
      } else if (!seen) {
        track = begin(number, content, host);
      }
    }
    if (track != null) {
      track.last = number;
      track.content = content;
      track.fromOneHost &= track.host.equals(host);
      track.host = host;
      track.used = messages;
      latest = track;
    }
    return apart && track != null && track.equals(tracks.getLast());
  }

  private void step(Track track, boolean seen) {
    Track before = latest;
    if (before != null && !before.equals(track)) {
      if (track.equals(rival) && before.steps > 0) {
        turn(track, before, seen);
      } else {
        turns = 0; // It is the turn of a third one: of what gaps and new beginnings leave behind.
        turnsOfLikes = 0;
        round(track, before, seen);
      }
      rival = before;
    }
    track.steps++;
    track.alike = seen;
    if (!apart) {
      int left = tracks.size();
      tracks.removeIf(each -> !each.equals(track) && messages - each.used > LEFT_BEHIND);
      if (tracks.size() == 1 && left > 1) {
        turns = 0;
        turnsOfLikes = 0;
      }
    }
  }

  private void turn(Track track, Track before, boolean seen) {
    boolean twoHosts = track.fromOneHost && before.fromOneHost && !track.host.equals(before.host);
    if ((seen || before.alike) && !twoHosts) {
      turnsOfLikes++;
    } else {
      turns++;
    }
    if (turns >= TURNS || turnsOfLikes >= TURNS_OF_LIKES) {
      separate(track, before);
    }
  }

  /**
   * One that goes on round after round, as others do in between, is not left behind. Of three or
   * more, two are told apart; the others when the second of these has a uid of its own.
   */
  private void round(Track track, Track before, boolean seen) {
    if (before.steps > 0 && !seen && !before.alike) {
      track.rounds++;
      if (track.rounds >= TURNS && before.rounds >= TURNS) {
        separate(track, before);
      }
    }
  }

  private void separate(Track one, Track other) {
    if (!apart) {
      apart = true;
      tracks.removeIf(each -> !each.equals(one) && !each.equals(other));
    }
  }

  /** The sequence that this number is the next of; of several the one from there, or the latest. */
  private @Nullable Track goesOn(long number, String host) {
    Track found = null;
    for (Track track : tracks) {
      if (number == track.last + 1 && (found == null || fits(track, found, host))) {
        found = track;
      }
    }
    return found;
  }

  private static boolean fits(Track track, Track other, String host) {
    boolean fromThere = track.host.equals(host);
    return fromThere == other.host.equals(host) ? track.used > other.used : fromThere;
  }

  private @Nullable Track repeats(long number, int content) {
    for (Track track : tracks) {
      if (number == track.last && content == track.content) {
        return track;
      }
    }
    return null;
  }

  /** Of two agents, the one that this number is most likely of: numbers were left out. */
  private Track nearest(long number, String host) {
    Track first = tracks.getFirst();
    Track second = tracks.getLast();
    if (first.host.equals(host) != second.host.equals(host)) {
      return first.host.equals(host) ? first : second;
    }
    boolean firstBelow = first.last < number;
    boolean secondBelow = second.last < number;
    if (firstBelow != secondBelow) {
      return firstBelow ? first : second;
    }
    return second.last > first.last ? second : first;
  }

  private Track begin(long number, int content, String host) {
    Track begun = new Track(number, content, host, messages);
    if (tracks.size() == MOST) {
      Track oldest = tracks.getFirst();
      for (Track track : tracks) {
        oldest = track.used < oldest.used ? track : oldest;
      }
      tracks.remove(oldest);
    }
    tracks.add(begun);
    return begun;
  }

  private boolean seen(long number, int content) {
    int key = key(number, content);
    int known = Math.min(remembered, REMEMBERED);
    for (int i = 0; i < known; i++) {
      if (recent[i] == key) {
        return true;
      }
    }
    return false;
  }

  private void remember(long number, int content) {
    recent[remembered % REMEMBERED] = key(number, content);
    remembered = remembered == Integer.MAX_VALUE ? REMEMBERED : remembered + 1;
  }

  private static int key(long number, int content) {
    return Long.hashCode((number << 32 | (content & 0xFFFFFFFFL)) * 0x9E3779B97F4A7C15L);
  }
}
