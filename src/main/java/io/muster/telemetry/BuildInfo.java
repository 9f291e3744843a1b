package io.muster.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Which version this is, on which runtime. */
@Startup
@Singleton
public final class BuildInfo {

  /** Registers the meter. */
  public BuildInfo(
      MeterRegistry registry,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    Gauge.builder("muster.build.info", () -> 1)
        .description("Always 1; the version of the server and of what it runs on")
        .tag("version", version)
        .tag("runtime", Runtime.version().toString())
        .tag(
            "native",
            String.valueOf(System.getProperty("org.graalvm.nativeimage.imagecode") != null))
        .strongReference(true)
        .register(registry);
  }
}
