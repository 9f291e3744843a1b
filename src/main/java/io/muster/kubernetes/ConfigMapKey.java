package io.muster.kubernetes;

/** Names a ConfigMap within its cluster. */
record ConfigMapKey(String namespace, String name) {

  /** What the owners of configs begin with that are ConfigMaps. */
  static final String OWNER = "kubernetes:";

  /** As the owner of a config, and the author of its revisions. */
  String owner() {
    return OWNER + this;
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
