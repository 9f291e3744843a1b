package io.muster.plan;

/**
 * That manifests are applied as a set: what they name belongs to it from then on, and to no other.
 *
 * @param prune also delete what belongs to it and is not among the manifests
 * @param takeOver also what belongs to another set
 * @param author the operator's name
 */
public record OfSet(String name, boolean prune, boolean takeOver, String author) {

  public OfSet {
    ManifestSets.checkName(name);
  }
}
