package io.muster.cli;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings.ConfigClass;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Refuses settings that mean nothing, before anything else starts: a misspelt one would otherwise
 * be a default in disguise.
 */
@Singleton
final class SettingsCheck {

  private static final int BEFORE_EVERYTHING = 1;

  void check(
      @Observes @Priority(BEFORE_EVERYTHING) StartupEvent start, BeanManager beans, Config config) {
    KnownSettings known = new KnownSettings(names(beans));
    List<String> messages = new ArrayList<>();
    for (ConfigSource source : config.getConfigSources()) {
      // Variables come in every spelling they could have as properties; they are looked at as such.
      if (!source.getName().contains("EnvConfigSource") || source.getName().contains(".env")) {
        messages.addAll(known.unknownProperties(source.getPropertyNames(), place(source)));
      }
    }
    messages.addAll(known.unknownVariables(System.getenv()));
    samePort(config).ifPresent(messages::add);
    if (!messages.isEmpty()) {
      throw new UnknownSetting(
          String.join("\n  ", messages) + "\nAll settings with their meaning: docs/settings.md");
    }
  }

  /** Vert.x would share one port between the two planes without a word. */
  private static Optional<String> samePort(Config config) {
    int agents = config.getValue("muster.agents.port", Integer.class);
    int operators = config.getValue("muster.operators.port", Integer.class);
    return agents == operators && agents != 0
        ? Optional.of(
            "agents and operators cannot share port "
                + agents
                + ": change --agent-port (muster.agents.port) or --operator-port"
                + " (muster.operators.port)")
        : Optional.empty();
  }

  private static String place(ConfigSource source) {
    return source.getName().contains("SysProp") ? "the system properties (-D)" : source.getName();
  }

  /** The keys of every mapping that some bean uses. */
  private static Set<String> names(BeanManager beans) {
    Set<String> names = new HashSet<>();
    for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
      for (Type type : bean.getTypes()) {
        if (type instanceof Class<?> mapping) {
          ConfigMapping annotation = mapping.getAnnotation(ConfigMapping.class);
          if (annotation != null && annotation.prefix().startsWith("muster")) {
            names.addAll(ConfigClass.configClass(mapping).getProperties().keySet());
          }
        }
      }
    }
    return names;
  }
}
