package io.muster.api.http;

import io.muster.failure.Suggestion;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what JAX-RS would pass over: matrix parameters, query parameters that the operation does
 * not have, and for a switch whatever is neither true nor false: it would count as false. Brings
 * preconditions into one line each, so that an empty one is not taken for none.
 */
@Singleton
public class RequestChecks {

  private static final List<String> PRECONDITIONS = List.of("If-Match", "If-None-Match");

  /** An entity tag that nothing has: what an empty list of tags comes to. */
  private static final String NO_TAG = "\"\"";

  /** By operation: there are as many as the API has. */
  private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

  private final Map<Method, Set<String>> lists = new ConcurrentHashMap<>();

  private final Map<Method, Set<String>> switches = new ConcurrentHashMap<>();

  /** Before the operation is known. */
  @ServerRequestFilter(preMatching = true)
  public void beforeMatching(ContainerRequestContext request, HttpServerRequest http) {
    String path = http.path(); // JAX-RS has taken them off already.
    if (path != null && path.indexOf(';') >= 0) {
      throw Refusal.badRequest(
          "paths have no parameters here: leave out what begins with ';', or write it as %3B if it"
              + " belongs to a name");
    }
    MultivaluedMap<String, String> headers = request.getHeaders();
    for (String name : PRECONDITIONS) {
      List<String> lines = headers.get(name);
      if (lines != null && (lines.size() > 1 || lines.getFirst().isBlank())) {
        String joined = String.join(",", lines);
        headers.putSingle(name, joined.isBlank() ? NO_TAG : joined);
      }
    }
  }

  /** When the operation is known. */
  @ServerRequestFilter
  public void afterMatching(ContainerRequestContext request, ResourceInfo operation) {
    MultivaluedMap<String, String> parameters = request.getUriInfo().getQueryParameters();
    Set<String> asked = parameters.keySet();
    Method method = asked.isEmpty() ? null : operation.getResourceMethod();
    if (method != null) {
      check(asked, known.computeIfAbsent(method, each -> queryParameters(each, any -> true)));
      checkTexts(
          parameters,
          lists.computeIfAbsent(method, each -> queryParameters(each, List.class::equals)));
      checkSwitches(
          parameters,
          switches.computeIfAbsent(method, each -> queryParameters(each, boolean.class::equals)));
    }
  }

  /** Of two values of one parameter JAX-RS would take the first. */
  static void checkTexts(Map<String, List<String>> asked, Set<String> lists) {
    asked.forEach((name, values) -> {
      if (values.size() > 1 && !lists.contains(name)) {
        throw Refusal.badRequest(
            "query parameter '" + name + "' is given " + values.size() + " times; once is enough");
      }
      if (values.stream().anyMatch(value -> value.indexOf(0) >= 0)) {
        throw Refusal.badRequest("query parameter '" + name + "' has a NUL (%00) in it");
      }
    });
  }

  static void check(Set<String> asked, Set<String> known) {
    for (String name : new TreeSet<>(asked)) {
      if (!known.contains(name)) {
        String meant = Suggestion.didYouMean(name, known, Suggestion.Spelling.EXACT);
        throw Refusal.badRequest(
            "there is no query parameter '"
                + name
                + "' here"
                + (meant.isEmpty()
                    ? known.isEmpty()
                        ? "; this operation takes none"
                        : "; there are " + String.join(", ", known)
                    : "; " + meant));
      }
    }
  }

  static void checkSwitches(Map<String, List<String>> asked, Set<String> switches) {
    for (String name : switches) {
      List<String> values = asked.getOrDefault(name, List.of());
      if (values.size() > 1 || !List.of("true", "false").containsAll(values)) {
        throw Refusal.badRequest(
            "query parameter '" + name + "' is " + values + ", expected true or false, once");
      }
    }
  }

  private static Set<String> queryParameters(Method method, Predicate<Class<?>> type) {
    Set<String> names = new TreeSet<>();
    for (Parameter parameter : method.getParameters()) {
      @Nullable QueryParam query = parameter.getAnnotation(QueryParam.class);
      if (query != null && type.test(parameter.getType())) {
        names.add(query.value());
      }
    }
    return names;
  }
}
