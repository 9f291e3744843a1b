package io.muster.collector;

/** What a component is to a pipeline. */
public enum ComponentKind {
  RECEIVER,
  PROCESSOR,
  EXPORTER,
  CONNECTOR,
  EXTENSION;

  private final String word = name().toLowerCase(java.util.Locale.ROOT);

  /** As in messages: "receiver". */
  String word() {
    return word;
  }

  /** The section of a config that defines such components: "receivers". */
  String section() {
    return word + "s";
  }
}
