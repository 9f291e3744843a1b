package io.muster.cli;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import jakarta.annotation.Priority;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Passes over variables that Kubernetes makes of Services and that have the names of settings: the
 * address of a Service is neither a port to listen on nor, for one named {@code
 * muster-agents-tokens-x}, the token of an agent.
 */
// Nearest to the sources, below all that look a value up by another name.
@Priority(ServiceVariablesFilter.INNERMOST)
public final class ServiceVariablesFilter implements ConfigSourceInterceptor {

  private static final long serialVersionUID = 1;

  /** One below zero would be below the sources. */
  static final int INNERMOST = 1;

  /** What is used instead: the initial values of settings whose variable ends in `_PORT`. */
  static final Map<String, String> INITIAL =
      Map.of("muster.agents.port", "4320", "muster.operators.port", "8080");

  private final Set<String> hidden;

  /** For the service loader. */
  public ServiceVariablesFilter() {
    this(System.getenv());
  }

  ServiceVariablesFilter(Map<String, String> environment) {
    hidden =
        environment.keySet().stream()
            .filter(name -> name.startsWith("MUSTER_"))
            .filter(name -> ServiceVariables.hides(name, environment))
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
    @Nullable ConfigValue value = context.proceed(name);
    if (value == null || !isHidden(name) || !fromEnvironment(value.getConfigSourceName())) {
      return value;
    }
    @Nullable String initial = INITIAL.get(name);
    return initial == null ? null : value.withValue(initial);
  }

  @Override
  public Iterator<String> iterateNames(ConfigSourceInterceptorContext context) {
    if (hidden.isEmpty()) {
      return context.iterateNames();
    }
    List<String> names = new ArrayList<>();
    context
        .iterateNames()
        .forEachRemaining(name -> {
          if (!isHidden(name) || INITIAL.containsKey(name)) {
            names.add(name);
          }
        });
    return names.iterator();
  }

  private boolean isHidden(String name) {
    return !hidden.isEmpty() && hidden.contains(KnownSettings.variable(name));
  }

  private static boolean fromEnvironment(@Nullable String source) {
    return source != null && source.contains("EnvConfigSource") && !source.contains(".env");
  }
}
