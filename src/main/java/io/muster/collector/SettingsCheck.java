package io.muster.collector;

/**
 * Checks the own settings of some type of component, as the statements of a transform processor.
 * Pure and bounded.
 */
@FunctionalInterface
interface SettingsCheck {

  /**
   * Looks at a component whose settings are a mapping or nothing.
   *
   * @return false if this check is not for such a component: its settings are then reported as not
   *     checked
   */
  boolean check(CollectorConfig.Component component, Distribution distribution, Findings findings);
}
