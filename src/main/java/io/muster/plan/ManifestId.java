package io.muster.plan;

/** What a manifest is about: one of a kind. */
public record ManifestId(ManifestKind kind, String name) implements Comparable<ManifestId> {

  @Override
  public int compareTo(ManifestId other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : name.compareTo(other.name);
  }

  /** `config prod`. */
  @Override
  public String toString() {
    return kind.text() + " " + name;
  }
}
