package io.muster.kubernetes;

/** The annotations of a ConfigMap that mean something here. */
final class Annotations {

  /** What all of them begin with. */
  static final String PREFIX = "muster.io/";

  /** Name of the config; the ConfigMap's own without it. */
  static final String CONFIG_NAME = PREFIX + "config-name";

  /** Target that is to have the config. */
  static final String TARGET = PREFIX + "target";

  /** Which agents the target is for, if it has to be made. */
  static final String SELECTOR = PREFIX + "selector";

  /** How the target comes to the config by a rollout; at once without it. */
  static final String ROLLOUT = PREFIX + "rollout";

  /** That a config of other content, which an operator put, may be taken over. */
  static final String TAKE_OVER = PREFIX + "take-over";

  /** What became of it; written by the server. */
  static final String STATUS = PREFIX + "status";

  private Annotations() {}
}
