package io.muster.agent;

import java.util.regex.Pattern;

/**
 * The name of a kind of offer: the key of its attempts, in memory and in the store. Everything else
 * about a kind is said by the offer itself, so that there may be kinds which this class does not
 * know; a history may even name one that this server has no offer of.
 *
 * @param name in capitals, as it is stored and shown
 */
public record OfferKind(String name) {

  private static final Pattern NAMES = Pattern.compile("[A-Z][A-Z0-9_]{0,31}");

  /** `remote_config`. */
  public static final OfferKind CONFIG = new OfferKind("CONFIG");

  /** `connection_settings`. */
  public static final OfferKind CONNECTION = new OfferKind("CONNECTION");

  public OfferKind {
    if (!NAMES.matcher(name).matches()) {
      throw new IllegalArgumentException("a kind of offer is not called \"" + name + "\"");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
