package io.muster.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Who names a config: targets and the default, as the store has them now. Blocks. */
final class ConfigUses {

  private final TargetStore targets;
  private final SettingsStore settings;

  ConfigUses(TargetStore targets, SettingsStore settings) {
    this.targets = targets;
    this.settings = settings;
  }

  /** For people: "target prod", "the default config". */
  List<String> users(String config) {
    List<String> users = new ArrayList<>();
    targets.all().stream()
        .map(Stored::value)
        .filter(target -> target.config().name().equals(config))
        .sorted(Target.ORDER)
        .forEach(target -> users.add("target " + target.name()));
    if (defaultConfig().stream().anyMatch(reference -> reference.name().equals(config))) {
      users.add("the default config");
    }
    return users;
  }

  /** Names of the targets that follow the newest revision. */
  List<String> followers(String config) {
    return targets.all().stream()
        .map(Stored::value)
        .filter(target -> target.config().equals(ConfigReference.newest(config)))
        .map(Target::name)
        .sorted()
        .toList();
  }

  /** Revisions that are pinned. */
  Set<Long> pinned(String config) {
    Set<Long> pinned = new TreeSet<>();
    targets.all().forEach(target -> addPinned(target.value().config(), config, pinned));
    defaultConfig().forEach(reference -> addPinned(reference, config, pinned));
    return pinned;
  }

  private static void addPinned(ConfigReference reference, String config, Set<Long> pinned) {
    if (reference.name().equals(config) && reference.pinned()) {
      pinned.add(reference.revision());
    }
  }

  private List<ConfigReference> defaultConfig() {
    return settings
        .policy()
        .map(stored -> stored.value().defaultConfig())
        .map(List::of)
        .orElse(List.of());
  }
}
