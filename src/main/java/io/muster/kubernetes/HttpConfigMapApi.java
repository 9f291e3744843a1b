package io.muster.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The API server over HTTP. Where it is, its certificates, tokens and their renewal are fabric8's;
 * the four requests are made here, so that bookmarks, 410 and Retry-After are seen as they are.
 */
final class HttpConfigMapApi implements ConfigMapApi {

  /** ConfigMaps of a page; each may have 1 MiB. */
  private static final int PAGE = 20;

  /** Most bytes of an answer: a page of the largest, and what JSON makes of them. */
  static final int MAX_ANSWER = 64 << 20;

  /** The server ends a watch after so long; the next goes on from there. */
  private static final int WATCH_SECONDS = 300;

  private final HttpClient http;
  private final String server;
  private final String own;
  private final String selector;
  private final Duration timeout;
  private final InstantSource clock;

  HttpConfigMapApi(Config config, String selector, Duration timeout, InstantSource clock) {
    JdkHttpClientFactory factory = new JdkHttpClientFactory();
    HttpClient.Builder builder = factory.newBuilder(config);
    HttpClientUtils.applyCommonConfiguration(config, builder, factory);
    this.http = builder.build();
    String url = config.getMasterUrl();
    this.server = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    this.own = config.getNamespace() == null ? "default" : config.getNamespace();
    this.selector = selector;
    this.timeout = timeout;
    this.clock = clock;
  }

  @Override
  public List<String> ownNamespaces() {
    return List.of(own);
  }

  @Override
  public Page list(String namespace, String from) {
    String query = "?labelSelector=" + encoded(selector) + "&limit=" + PAGE;
    return ConfigMapJson.page(
        get(configMaps(namespace) + query + (from.isEmpty() ? "" : "&continue=" + encoded(from))));
  }

  /** By a list, which the selector holds for, too. */
  @Override
  public Optional<SourceConfigMap> get(ConfigMapKey key) {
    return ConfigMapJson.page(
            get(
                configMaps(key.namespace())
                    + "?labelSelector="
                    + encoded(selector)
                    + "&fieldSelector="
                    + encoded("metadata.name=" + key.name())))
        .items()
        .stream()
        .findFirst();
  }

  private JsonNode get(String path) {
    return ConfigMapJson.tree(answer(http.newHttpRequestBuilder().uri(uri(path))));
  }

  @Override
  public Watching watch(
      String namespace, String resourceVersion, Consumer<ConfigMapChange> changes) {
    HttpResponse<InputStream> response =
        send(
            http.newHttpRequestBuilder()
                .uri(
                    uri(
                        configMaps(namespace)
                            + "?watch=true&allowWatchBookmarks=true&labelSelector="
                            + encoded(selector)
                            + "&resourceVersion="
                            + encoded(resourceVersion)
                            + "&timeoutSeconds="
                            + WATCH_SECONDS))
                .forStreaming());
    WatchStream stream = new WatchStream(response.body(), changes);
    Thread.ofVirtual().name("muster-kubernetes-watch").start(stream::read);
    return stream;
  }

  @Override
  public void writeStatus(ConfigMapKey key, String status) {
    try {
      var _ =
          answer(
              http.newHttpRequestBuilder()
                  .uri(uri(configMaps(key.namespace()) + "/" + encoded(key.name())))
                  .method(
                      "PATCH", "application/merge-patch+json", ConfigMapJson.statusPatch(status)));
    } catch (ApiFailure e) {
      if (e.code() != 404) {
        throw e;
      }
    }
  }

  @Override
  public void tell(SourceConfigMap about, boolean warning, String reason, String message) {
    var _ =
        answer(
            http.newHttpRequestBuilder()
                .uri(uri("/api/v1/namespaces/" + encoded(about.key().namespace()) + "/events"))
                .method(
                    "POST",
                    "application/json",
                    ConfigMapJson.event(about, warning, reason, message, clock.instant())));
  }

  @Override
  public void close() {
    http.close();
  }

  private static String configMaps(String namespace) {
    return "/api/v1/namespaces/" + encoded(namespace) + "/configmaps";
  }

  private URI uri(String path) {
    return URI.create(server + path);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private byte[] answer(HttpRequest.Builder request) {
    HttpResponse<InputStream> response =
        send(request.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS));
    try (InputStream body = response.body()) {
      byte[] read = body.readNBytes(MAX_ANSWER + 1);
      if (read.length > MAX_ANSWER) {
        throw new ApiFailure(0, "an answer has more than " + (MAX_ANSWER >> 20) + " MiB", null);
      }
      return read;
    } catch (IOException e) {
      throw new ApiFailure(0, "the connection broke: " + e.getMessage(), null);
    }
  }

  /** The head of the answer, if it is a good one. */
  private HttpResponse<InputStream> send(HttpRequest.Builder request) {
    HttpResponse<InputStream> response;
    try {
      response =
          http.sendAsync(request.build(), InputStream.class)
              .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new ApiFailure(
          0, server + " did not answer within " + timeout.toSeconds() + " s", null);
    } catch (ExecutionException e) {
      throw new ApiFailure(0, server + " cannot be reached: " + e.getCause(), null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiFailure(0, "interrupted", null);
    }
    if (response.code() / 100 == 2) {
      return response;
    }
    throw failure(response);
  }

  private ApiFailure failure(HttpResponse<InputStream> response) {
    String message = "";
    try (InputStream body = response.body()) {
      message = ConfigMapJson.message(body.readNBytes(64 << 10));
    } catch (IOException e) {
      // The code says enough.
    }
    return new ApiFailure(
        response.code(),
        "the API server answered "
            + response.code()
            + (message.isEmpty() ? "" : ": " + message)
            + advice(response.code()),
        seconds(response.header("Retry-After")));
  }

  private static String advice(int code) {
    return switch (code) {
      case 401 -> "; its token is not taken: is the service account's token mounted?";
      case 403 ->
          "; the service account needs get, list, watch and patch of configmaps in the namespace";
      default -> "";
    };
  }

  /** Of a header; null if it is not there, or a date. */
  private static @Nullable Duration seconds(@Nullable String header) {
    return header != null && header.matches("[0-9]{1,6}")
        ? Duration.ofSeconds(Long.parseLong(header))
        : null;
  }
}
