package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.process.MusterProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages on the operators' port, as a browser is given them. */
class FirstPageIT {

  private static final MusterProcess SERVER = MusterProcess.server().start();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]*)\"");

  @AfterAll
  static void stop() {
    HTTP.close();
    SERVER.close();
  }

  private static HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(SERVER.operatorEndpoint().resolve(path)).header("Accept", "*/*");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  /** Nothing of the fleet is in it: with a token and without, it is the same file. */
  @Test
  void thePageIsTheSameForEverybody() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type").orElse("")).startsWith("text/html");
    assertThat(page.body())
        .contains("./muster connect supervisor", "Operator token", "<noscript>")
        .doesNotContain(SERVER.token());
    for (String token : List.of(SERVER.token(), "wrong-" + SERVER.token())) {
      HttpResponse<String> other = get("/", "Authorization", "Bearer " + token);
      assertThat(other.statusCode()).isEqualTo(200);
      assertThat(other.body()).isEqualTo(page.body());
      assertThat(other.headers().firstValue("set-cookie")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/index.html",
        "/muster.js",
        "/muster.css",
        "/muster.svg",
        "/swagger.html",
        "/swagger.js",
        "/q/swagger-ui/swagger-ui-bundle.js"
      })
  void whatIsServedIsConfinedToThisServer(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'none'", "script-src 'self';", "style-src 'self';")
        .contains("frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'")
        .doesNotContain("unsafe", "http:", "https:", "*");
    assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("x-frame-options")).hasValue("DENY");
    assertThat(answer.headers().firstValue("referrer-policy")).hasValue("no-referrer");
    assertThat(answer.headers().allValues("cache-control")).containsExactly("no-cache");
  }

  /** What the policy forbids would be missing in a browser: nothing inline, nothing from others. */
  @ParameterizedTest
  @ValueSource(strings = {"/", "/swagger.html"})
  void thePagesNeedNothingThatThePolicyForbids(String path) throws Exception {
    String page = get(path).body();
    assertThat(page)
        .doesNotContain("style=", "<style", "javascript:")
        .doesNotContainPattern(" on[a-z]+=")
        .doesNotContainPattern("<script(?![^>]*\\bsrc=)");
    List<String> found = new ArrayList<>();
    Matcher reference = REFERENCE.matcher(page);
    while (reference.find()) {
      String target = reference.group(1);
      assertThat(URI.create(target).isAbsolute()).as(target).isFalse();
      assertThat(get("/" + target).statusCode()).as(target).isEqualTo(200);
      found.add(target);
    }
    assertThat(found).hasSizeGreaterThan(3);
  }

  @Test
  void whatThePagesAskForIsThere() throws Exception {
    assertThat(get("/readyz").body()).contains("\"checks\"");
    String[] token = {"Authorization", "Bearer " + SERVER.token()};
    HttpResponse<String> server = get("/api/v1/server", token);
    assertThat(server.body())
        .contains("\"version\":\"", "\"port\":" + SERVER.agentPort(), "\"token\":false");
    assertThat(get("/api/v1/agents/summary", token).body())
        .contains("\"total\":0", "\"status\":{", "\"health\":{", "\"sync\":{");
    assertThat(get("/api/v1/server").statusCode()).isEqualTo(401);
    assertThat(get("/q/openapi?format=json").body()).startsWith("{");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/q/swagger-ui", "/q/swagger-ui/", "/q/swagger-ui/index.html"})
  void swaggersOwnPageLeadsToOurs(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("location")).hasValue("/swagger.html");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/muster.properties", "/META-INF/resources/muster.js", "/..%2fmuster.js"})
  void nothingElseIsAFile(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void agentsAreServedNoPages() throws Exception {
    URI agents = URI.create("http://127.0.0.1:" + SERVER.agentPort() + "/");
    assertThat(HTTP.send(HttpRequest.newBuilder(agents).build(), BodyHandlers.ofString()))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(404);
  }
}
