package io.muster.fleet;

import io.muster.agent.OfferKind;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of offers that there are. They are looked up when first asked for: the features that
 * implement them may need the fleet. Thread-safe.
 */
@Singleton
public class OfferRegistry {

  private final Iterable<Offer> found;
  private volatile @Nullable List<Offer> offers;

  /** All that injection finds. */
  @Inject
  OfferRegistry(@Any Instance<Offer> found) {
    this((Iterable<Offer>) found);
  }

  /** These. */
  OfferRegistry(Iterable<Offer> found) {
    this.found = found;
  }

  /** These, for those who put a server together by hand. */
  public static OfferRegistry of(Offer... offers) {
    return new OfferRegistry(List.of(offers));
  }

  /** All of them, one per kind; the same list each time. */
  public List<Offer> all() {
    List<Offer> known = offers;
    if (known == null) {
      known = distinct(found);
      offers = known;
    }
    return known;
  }

  /** The offer of a kind; empty for one that only a history knows any more. */
  public Optional<Offer> find(OfferKind kind) {
    return all().stream().filter(offer -> offer.kind().equals(kind)).findFirst();
  }

  private static List<Offer> distinct(Iterable<Offer> found) {
    Map<OfferKind, Offer> byKind = new HashMap<>();
    List<Offer> all = new ArrayList<>();
    for (Offer offer : found) {
      Offer other = byKind.put(offer.kind(), offer);
      if (other != null) {
        throw new IllegalStateException(
            other.getClass() + " and " + offer.getClass() + " both offer " + offer.kind());
      }
      all.add(offer);
    }
    return List.copyOf(all);
  }
}
