package io.muster.telemetry;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the log is written; {@code docs/operate/logs.md} lists what is in it. */
@ConfigMapping(prefix = "muster.log")
public interface LogSettings {

  /** What a line looks like. */
  enum Format {
    /** {@code key=value}, with quotes where needed. */
    TEXT,
    /** An object of JSON. */
    JSON
  }

  /** Form of a line: `text`, which is `key=value`, or `json`, each key a field. */
  @WithDefault("text")
  Format format();

  /**
   * The least severe lines of Muster's own that are written: `ERROR`, `WARN`, `INFO` or `DEBUG`.
   */
  @WithDefault("INFO")
  Level level();

  /** How severe a line is. */
  enum Level {
    /** A fault, or what needs somebody. */
    ERROR,
    /** Something is not as it should be; the server goes on. */
    WARN,
    /** What happened and was done by whom. */
    INFO,
    /** Details for whoever looks for a fault. */
    DEBUG
  }
}
