package io.muster.cli;

import org.jspecify.annotations.Nullable;

/** Settings where Quarkus' configuration is not, or no longer, there. */
final class Settings {

  private Settings() {}

  /** A setting as system property or environment variable, or the initial value. */
  static String given(String setting, String initial) {
    @Nullable String property = System.getProperty(setting);
    String name = KnownSettings.variable(setting);
    @Nullable String variable =
        ServiceVariables.hides(name, System.getenv()) ? null : System.getenv(name);
    return property != null ? property : variable != null ? variable : initial;
  }
}
