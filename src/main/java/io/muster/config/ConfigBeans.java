package io.muster.config;

import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads the settings of this feature into values. */
@Singleton
class ConfigBeans {

  @Produces
  @Singleton
  ConfigLimits limits(
      ConfigSettings settings,
      @ConfigProperty(name = "muster.agents.max-message-size", defaultValue = "64M")
          MemorySize maxMessageSize) {
    return ConfigLimits.of(settings, maxMessageSize.asLongValue());
  }
}
