package io.muster.policy;

import io.muster.config.ConfigReference;
import io.muster.config.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The references that targets and the default hold, as the store has them now. Blocks. */
final class PolicyReferences {

  private final TargetStore targets;
  private final SettingsStore settings;

  PolicyReferences(TargetStore targets, SettingsStore settings) {
    this.targets = targets;
    this.settings = settings;
  }

  /** For people: the targets, then the default config, that hold such a reference. */
  List<String> holders(Predicate<ConfigReference> such) {
    List<String> users = new ArrayList<>();
    targets.all().stream()
        .map(Versioned::value)
        .filter(target -> target.references().stream().anyMatch(such))
        .sorted(Target.ORDER)
        .forEach(target -> users.add("target " + target.name()));
    if (defaultConfig().anyMatch(such)) {
      users.add("the default config");
    }
    return users;
  }

  /** Names of the targets that hold such a reference. */
  List<String> targets(Predicate<ConfigReference> such) {
    return targets.all().stream()
        .map(Versioned::value)
        .filter(target -> target.references().stream().anyMatch(such))
        .map(Target::name)
        .sorted()
        .toList();
  }

  /** All of them. */
  Stream<ConfigReference> all() {
    return Stream.concat(
        targets.all().stream().flatMap(stored -> stored.value().references().stream()),
        defaultConfig());
  }

  private Stream<ConfigReference> defaultConfig() {
    return settings.policy().map(stored -> stored.value().defaultConfig()).stream();
  }
}
