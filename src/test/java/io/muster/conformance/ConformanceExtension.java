package io.muster.conformance;

import java.lang.reflect.AnnotatedElement;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Gives tests their server, leaves out those that need more than it can do, and collects the
 * results of all checks. One server with default settings lives as long as the JVM that runs tests;
 * a server with settings of its own as long as its class.
 */
final class ConformanceExtension implements ParameterResolver, ExecutionCondition, TestWatcher {

  private static final Namespace NAMESPACE = Namespace.create(ConformanceExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ServerUnderTest.class;
  }

  @Override
  public ServerUnderTest resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var settings = settings(context);
    // Stores look into those of their parents as well, hence a key for each set of settings.
    var owner = settings.isEmpty() ? ofAllClasses(context) : ofClass(context);
    var server =
        owner.computeIfAbsent("server" + settings, _ -> start(settings), ServerUnderTest.class);
    results(context).server(server.name());
    return server;
  }

  private static ServerUnderTest start(List<String> settings) {
    var url = externalUrl();
    return url == null ? MusterServer.start(settings) : new ExternalServer(URI.create(url));
  }

  private static @Nullable String externalUrl() {
    return System.getProperty("opamp.url");
  }

  private static List<String> settings(ExtensionContext context) {
    return List.of(context.getRequiredTestClass().getAnnotation(Conformance.class).settings());
  }

  /** JUnit's root ends with each class if there are several JVMs, which are given one at a time. */
  private static Store ofAllClasses(ExtensionContext context) {
    return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE);
  }

  private static Store ofClass(ExtensionContext context) {
    var found = context;
    while (found.getTestMethod().isPresent()) {
      found = found.getParent().orElseThrow();
    }
    return found.getStore(NAMESPACE);
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (externalUrl() == null) {
      return ConditionEvaluationResult.enabled("Muster can do everything");
    }
    return needs(context)
        .map(ability -> ConditionEvaluationResult.disabled(ability.reason()))
        .orElse(ConditionEvaluationResult.enabled("needs the endpoint only"));
  }

  /** The first ability that an external server lacks for this class or method. */
  private static Optional<Ability> needs(ExtensionContext context) {
    if (context.getTestMethod().isEmpty()) {
      // Judged per method, so that each of its checks is reported.
      return Optional.empty();
    }
    var testClass = context.getRequiredTestClass();
    if (!settings(context).isEmpty()) {
      return Optional.of(Ability.OWN_PROCESS);
    }
    return first(context.getRequiredTestMethod()).or(() -> first(testClass));
  }

  private static Optional<Ability> first(AnnotatedElement element) {
    var needs = element.getAnnotation(Needs.class);
    return needs == null ? Optional.empty() : Optional.of(needs.value()[0]);
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    record(context, new Result(Result.State.PASS, ""));
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    record(context, new Result(Result.State.FAIL, String.valueOf(cause)));
  }

  @Override
  public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
    var reason = cause == null ? "" : String.valueOf(cause.getMessage());
    record(context, new Result(Result.State.NOT_APPLICABLE, reason));
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    record(context, new Result(Result.State.NOT_APPLICABLE, reason.orElse("")));
  }

  private static void record(ExtensionContext context, Result result) {
    var check = context.getRequiredTestMethod().getAnnotation(Check.class);
    if (check != null) {
      List.of(check.value()).forEach(id -> results(context).add(id, context.getUniqueId(), result));
    }
  }

  private static Results results(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent("results", _ -> new Results(), Results.class);
  }
}
