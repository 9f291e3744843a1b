package io.muster.kubernetes;

import io.muster.agent.Selector;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.ConfigName;
import io.muster.failure.InvalidInput;
import io.muster.rollout.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a ConfigMap asks for.
 *
 * @param config name of the config
 * @param target that is to have it; null if only the config is to be put
 * @param selector of a target that has to be made; null if none may be
 * @param rollout how the target comes to it; null for at once
 * @param takeOver also a config of other content that an operator put
 */
record ConfigMapWish(
    SourceConfigMap map,
    String config,
    ConfigDocument document,
    @Nullable String target,
    @Nullable Selector selector,
    @Nullable Strategy rollout,
    boolean takeOver) {

  private static final Set<String> KNOWN =
      Set.of(
          Annotations.CONFIG_NAME,
          Annotations.TARGET,
          Annotations.SELECTOR,
          Annotations.ROLLOUT,
          Annotations.TAKE_OVER,
          Annotations.STATUS);

  /**
   * Reads a ConfigMap.
   *
   * @throws InvalidInput with a message for people
   */
  static ConfigMapWish of(SourceConfigMap map) {
    Map<String, String> said = map.annotations();
    for (String name : said.keySet()) {
      if (name.startsWith(Annotations.PREFIX) && !KNOWN.contains(name)) {
        throw new InvalidInput(
            "annotation "
                + name
                + " is not known; known are "
                + String.join(", ", KNOWN.stream().sorted().toList()));
      }
    }
    String target = said.get(Annotations.TARGET);
    String selector = said.get(Annotations.SELECTOR);
    String rollout = said.get(Annotations.ROLLOUT);
    if (target == null && (selector != null || rollout != null)) {
      throw new InvalidInput(
          "annotation "
              + (selector != null ? Annotations.SELECTOR : Annotations.ROLLOUT)
              + " is of a target: say which by "
              + Annotations.TARGET);
    }
    return new ConfigMapWish(
        map,
        ConfigName.check("config", configName(map)),
        document(map),
        target == null ? null : ConfigName.check("target", target),
        selector == null ? null : Selector.parse(selector),
        rollout == null ? null : RolloutAnnotation.read(rollout),
        takeOver(said.get(Annotations.TAKE_OVER)));
  }

  /** The name that the config of a ConfigMap has, valid or not. */
  static String configName(SourceConfigMap map) {
    return map.annotations().getOrDefault(Annotations.CONFIG_NAME, map.key().name());
  }

  private static boolean takeOver(@Nullable String text) {
    return switch (text) {
      case null -> false;
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new InvalidInput(
              "annotation " + Annotations.TAKE_OVER + " is '" + text + "', expected true or false");
    };
  }

  private static ConfigDocument document(SourceConfigMap map) {
    List<ConfigFile> files = new ArrayList<>();
    map.files()
        .forEach((name, body) ->
            files.add(new ConfigFile(name, body, type(name, map.binary().contains(name)))));
    return new ConfigDocument(files);
  }

  private static String type(String name, boolean binary) {
    String file = name.toLowerCase(Locale.ROOT);
    if (file.endsWith(".yaml") || file.endsWith(".yml")) {
      return ConfigFile.YAML;
    }
    return file.endsWith(".json")
        ? "application/json"
        : binary ? "application/octet-stream" : "text/plain";
  }
}
