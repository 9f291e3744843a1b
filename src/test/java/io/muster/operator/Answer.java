package io.muster.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;

/** What a server answered to an operator, whatever its status. */
public record Answer(HttpResponse<String> response) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The status of HTTP. */
  public int status() {
    return response.statusCode();
  }

  /** Whether the status says that it was done. */
  public boolean ok() {
    return status() / 100 == 2;
  }

  /** The body as it is. */
  public String body() {
    return response.body();
  }

  /** The body as JSON; {@link RequestFailed} if it is none. */
  public JsonNode json() {
    try {
      return JSON.readTree(body());
    } catch (IOException e) {
      throw new RequestFailed(toString(), e);
    }
  }

  /** The value of a header; empty if there is none. */
  public String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** Whether it is told from memory, as the server's store cannot be read. */
  public boolean stale() {
    return response.headers().firstValue("Muster-Stale").isPresent();
  }

  /** This answer if its status is one of these; fails the test with the body otherwise. */
  public Answer expecting(int... statuses) {
    if (Arrays.stream(statuses).noneMatch(each -> each == status())) {
      throw new AssertionError(this + "\nexpected one of " + Arrays.toString(statuses));
    }
    return this;
  }

  @Override
  public String toString() {
    return "%s %s was answered with %d: %s"
        .formatted(response.request().method(), response.uri(), status(), body());
  }
}
