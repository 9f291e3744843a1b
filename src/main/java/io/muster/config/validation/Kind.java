package io.muster.config.validation;

/** What a component is to a pipeline. */
public enum Kind {
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
