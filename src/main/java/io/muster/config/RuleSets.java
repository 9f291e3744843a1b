package io.muster.config;

/**
 * The named sets of OTTL rules. A set is kept as a config is: a document with immutable revisions,
 * which targets name beside their config ({@link ConfigReference}) and follow or pin.
 */
public final class RuleSets {

  private final RevisionCatalogue revisions;

  /** Over the catalogue of their revisions. */
  public RuleSets(RevisionCatalogue revisions) {
    this.revisions = revisions;
  }

  /** What operators do with them: the same as with configs. */
  public RevisionCatalogue revisions() {
    return revisions;
  }
}
