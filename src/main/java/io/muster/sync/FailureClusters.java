package io.muster.sync;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.FailureMessage;
import io.muster.agent.OfferKind;
import io.muster.fleet.Fleet;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.Offer;
import io.muster.fleet.OfferRegistry;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Agents that failed on what they should have now, put together by what they say. Failures of
 * configs that nobody wants any more are history and do not count. Thread-safe.
 */
@Singleton
public final class FailureClusters {

  /** Uids told per cluster. */
  private static final int SAMPLE = 10;

  /** Configs told per cluster. */
  private static final int MAX_CONFIGS = 20;

  private static final int ID_CHARACTERS = 16;

  /** What a cluster has in common. */
  private record Key(OfferKind kind, Attempt.State state, String message) {

    String id() {
      return ContentHash.sha256(ByteString.copyFromUtf8(kind + "\n" + state + "\n" + message))
          .hex()
          .substring(0, ID_CHARACTERS);
    }
  }

  /**
   * Agents with the same failure.
   *
   * @param id the same as long as the message is
   * @param message with what differs between agents replaced; empty if they said nothing
   * @param example as one of them said it
   * @param configs that failed, as `prod@3`; some of them
   * @param sample uids of some
   * @param first when the first of them failed
   * @param last when the last of them did
   */
  public record Cluster(
      String id,
      OfferKind kind,
      Attempt.State state,
      String message,
      String example,
      int agents,
      List<String> configs,
      List<InstanceUid> sample,
      Instant first,
      Instant last) {
    public Cluster {
      configs = List.copyOf(configs);
      sample = List.copyOf(sample);
    }
  }

  /** A cluster while it is counted. */
  private static final class Counting {
    private int agents;
    private String example = "";
    private final Set<String> configs = new TreeSet<>();
    private final List<InstanceUid> sample = new ArrayList<>();
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    void add(AgentState agent, Attempt attempt) {
      agents++;
      if (sample.isEmpty()) {
        example = attempt.error();
      }
      if (sample.size() < SAMPLE) {
        sample.add(agent.uid());
      }
      if (!attempt.name().isEmpty() && configs.size() < MAX_CONFIGS) {
        configs.add(attempt.name());
      }
      first = attempt.changedAt().isBefore(first) ? attempt.changedAt() : first;
      last = attempt.changedAt().isAfter(last) ? attempt.changedAt() : last;
    }
  }

  private final Fleet fleet;
  private final OfferRegistry offers;

  /** Over the fleet and what it is offered. */
  public FailureClusters(Fleet fleet, OfferRegistry offers) {
    this.fleet = fleet;
    this.offers = offers;
  }

  /** The clusters, those of most agents first. */
  public List<Cluster> clusters(Predicate<AgentState> of) {
    Map<Key, Counting> found = new HashMap<>();
    for (KnownAgent known : fleet.agents()) {
      AgentState agent = known.state();
      if (of.test(agent)) {
        for (Offer offer : offers.all()) {
          failure(agent, offer)
              .ifPresent(attempt ->
                  found
                      .computeIfAbsent(key(agent, attempt), key -> new Counting())
                      .add(agent, attempt));
        }
      }
    }
    return found.entrySet().stream()
        .map(entry -> cluster(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparingInt(Cluster::agents)
                .reversed()
                .thenComparing(Cluster::message)
                .thenComparing(Cluster::id))
        .toList();
  }

  /** Whether an agent belongs to the cluster of this id. */
  public boolean belongs(AgentState agent, String id) {
    for (Offer offer : offers.all()) {
      if (failure(agent, offer).filter(a -> key(agent, a).id().equals(id)).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static Key key(AgentState agent, Attempt attempt) {
    return new Key(
        attempt.kind(), attempt.state(), FailureMessage.normalised(attempt.error(), agent));
  }

  private static Optional<Attempt> failure(AgentState agent, Offer offer) {
    return offer.standing(agent).filter(Attempt::failed);
  }

  private static Cluster cluster(Key key, Counting counted) {
    return new Cluster(
        key.id(),
        key.kind(),
        key.state(),
        key.message(),
        counted.example,
        counted.agents,
        List.copyOf(counted.configs),
        counted.sample,
        counted.first,
        counted.last);
  }
}
