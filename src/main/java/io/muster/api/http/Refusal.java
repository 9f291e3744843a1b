package io.muster.api.http;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends a request with a problem. Thrown by resources, turned into an answer by {@link Problems}.
 */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final transient @Nullable List<Problem.Fault> faults;
  private final transient Map<String, String> headers;

  private Refusal(
      int status,
      String detail,
      @Nullable List<Problem.Fault> faults,
      Map<String, String> headers) {
    super(detail, null, false, false);
    this.status = status;
    this.faults = faults;
    this.headers = Map.copyOf(headers);
  }

  public static Refusal badRequest(String detail) {
    return new Refusal(400, detail, null, Map.of());
  }

  /** With each fault of a body that has several. */
  public static Refusal badRequest(String detail, List<Problem.Fault> faults) {
    return new Refusal(400, detail, faults, Map.of());
  }

  public static Refusal unauthorized(String detail) {
    return new Refusal(401, detail, null, Map.of("WWW-Authenticate", "Bearer realm=\"muster\""));
  }

  public static Refusal forbidden(String detail) {
    return new Refusal(403, detail, null, Map.of());
  }

  public static Refusal notFound(String detail) {
    return new Refusal(404, detail, null, Map.of());
  }

  public static Refusal conflict(String detail) {
    return new Refusal(409, detail, null, Map.of());
  }

  public static Refusal preconditionFailed(String detail, @Nullable String currentTag) {
    return new Refusal(
        412, detail, null, currentTag == null ? Map.of() : Map.of("ETag", currentTag));
  }

  public static Refusal tooLarge(String detail) {
    return new Refusal(413, detail, null, Map.of());
  }

  public static Refusal unprocessable(String detail, @Nullable List<Problem.Fault> faults) {
    return new Refusal(422, detail, faults, Map.of());
  }

  public static Refusal tooMany(String detail) {
    return new Refusal(429, detail, null, Map.of("Retry-After", "5"));
  }

  public static Refusal unavailable(String detail) {
    return new Refusal(503, detail, null, Map.of("Retry-After", "5"));
  }

  public int status() {
    return status;
  }

  public @Nullable List<Problem.Fault> faults() {
    return faults;
  }

  public Map<String, String> headers() {
    return headers;
  }

  public String detail() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
