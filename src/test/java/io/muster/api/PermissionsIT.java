package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaMethod;
import io.muster.operator.Answer;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import io.quarkus.security.PermissionsAllowed;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Every operation of the packaged server, as its OpenAPI document has them, for strangers and for
 * an operator whose role may do nothing that an operation needs. The role is cut down by a setting,
 * which only whoever starts the server can do.
 */
class PermissionsIT {

  private static final MusterProcess SERVER =
      MusterProcess.server()
          .with("quarkus.http.auth.policy.operators.permissions.admin", "nothing:write")
          .start();
  private static final OperatorClient API = SERVER.operator();

  /** An operation with one kind of body; the path has its parameters filled in. */
  private record Described(String id, String method, String path, String contentType) {}

  @AfterAll
  static void stop() {
    API.close();
    SERVER.close();
  }

  private static List<Described> described() {
    JsonNode document = API.send(API.request("/q/openapi?format=json")).json();
    List<Described> operations = new ArrayList<>();
    for (var path : document.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        if (operation.getKey().equals("parameters")) {
          continue;
        }
        String id = operation.getValue().path("operationId").asText();
        String method = operation.getKey().toUpperCase(Locale.ROOT);
        String filledIn = path.getKey().replaceAll("\\{[^}]*}", "1");
        JsonNode bodies = operation.getValue().path("requestBody").path("content");
        if (bodies.isEmpty()) {
          operations.add(new Described(id, method, filledIn, ""));
        }
        for (var body : bodies.properties()) {
          operations.add(new Described(id, method, filledIn, body.getKey()));
        }
      }
    }
    return operations;
  }

  private static Map<String, String> permissions() {
    return Operations.all().stream()
        .filter(method -> !Operations.id(method).isEmpty())
        .collect(Collectors.toMap(Operations::id, PermissionsIT::permission));
  }

  private static String permission(JavaMethod method) {
    return method.getAnnotationOfType(PermissionsAllowed.class).value()[0];
  }

  private static HttpRequest.Builder of(Described operation, HttpRequest.Builder request) {
    if (operation.contentType().isEmpty()) {
      return request.method(operation.method(), BodyPublishers.noBody());
    }
    return request
        .header("Content-Type", operation.contentType())
        .method(operation.method(), BodyPublishers.ofString("{}"));
  }

  private static void assertProblem(Answer answer, int status, String detail, Described operation) {
    assertThat(answer.status()).as(operation.toString()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.json().path("detail").asText()).as(operation.toString()).contains(detail);
    assertThat(answer.json().path("instance").asText()).isEqualTo(operation.path());
  }

  @Test
  void theDocumentHasTheOperationsThatHavePermissions() {
    assertThat(described().stream().map(Described::id).collect(Collectors.toSet()))
        .hasSizeGreaterThanOrEqualTo(48)
        .isEqualTo(permissions().keySet());
    assertThat(described())
        .extracting(Described::id, Described::contentType)
        .contains(tuple("putConfig", "application/json"), tuple("putConfig", "application/yaml"));
  }

  @Test
  void noOperationIsForStrangers() {
    for (Described operation : described()) {
      assertProblem(
          API.send(of(operation, API.request(operation.path()))),
          401,
          "send the operator token",
          operation);
      Answer options =
          API.send(API.request(operation.path()).method("OPTIONS", BodyPublishers.noBody()));
      assertThat(options.status()).as(operation.toString()).isEqualTo(401);
      Answer head = API.send(API.request(operation.path()).method("HEAD", BodyPublishers.noBody()));
      assertThat(head.status()).as(operation.toString()).isEqualTo(401);
    }
  }

  @Test
  void anOperatorWithoutThePermissionIsToldWhichOneIsMissing() {
    Map<String, String> permissions = permissions();
    for (Described operation : described()) {
      assertProblem(
          API.send(of(operation, API.authorized(operation.path()))),
          403,
          "does not have the permission " + permissions.get(operation.id()),
          operation);
      if (operation.method().equals("GET")) {
        Answer head =
            API.send(API.authorized(operation.path()).method("HEAD", BodyPublishers.noBody()));
        assertThat(head.status()).as("HEAD of " + operation).isEqualTo(403);
      }
    }
  }

  @Test
  void whatNeedsNoOperatorAsksForNone() {
    for (String open : List.of("/healthz", "/readyz", "/metrics", "/q/openapi")) {
      assertThat(API.send(API.request(open)).status()).as(open).isEqualTo(200);
      assertThat(API.send(API.authorized(open)).status()).as(open).isEqualTo(200);
    }
  }
}
