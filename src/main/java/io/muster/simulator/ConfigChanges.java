package io.muster.simulator;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Makes the planned config changes, one after the other. Offers to the agents that are expected to
 * take them are noted by any thread.
 */
final class ConfigChanges {

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final int CLIENT_ERRORS = 400;

  private final List<ConfigChange> made = new CopyOnWriteArrayList<>();
  private volatile @Nullable ConfigChange current;

  void offered(ByteString hash) {
    ConfigChange change = current;
    if (change != null && change.is(hash)) {
      change.offered();
    }
  }

  void applied(ByteString hash) {
    ConfigChange change = current;
    if (change != null && change.is(hash)) {
      change.applied();
    }
  }

  List<ConfigChange> made() {
    return made;
  }

  /**
   * Gives the simulated agents their target and a first config, before they connect.
   *
   * @param expected how many will connect, and be offered it
   */
  void prepare(ChangePlan plan, int expected, long run) throws IOException, InterruptedException {
    ConfigChange first = new ConfigChange(0, expected, null, System::nanoTime);
    current = first;
    try (HttpClient http = HttpClient.newHttpClient()) {
      put(http, plan, plan.config(), "application/yaml", yaml(plan, run, 0));
      URI target = plan.target();
      if (target != null) {
        String body =
            """
            {"selector": {"service.name": "%s"}, "config": "%s", "weight": 100, "order": 1000}
            """
                .formatted(AgentProfile.SERVICE, ChangePlan.NAME);
        put(http, plan, target, "application/json", body);
      }
    }
  }

  /** Waits until the agents have their first config, so that it is not taken for a change. */
  void settle(ChangePlan plan) throws InterruptedException {
    ConfigChange first = current;
    if (first != null) {
      var _ = first.await(plan.patience().toMillis());
    }
    Thread.sleep(plan.pause());
  }

  /**
   * Makes all changes.
   *
   * @param expected how many agents a change has to reach
   * @param run makes this run's configs differ from those of another
   */
  void make(ChangePlan plan, int expected, long run) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int number = 1; number <= plan.count(); number++) {
        ConfigChange change = new ConfigChange(number, expected, current, System::nanoTime);
        current = change;
        made.add(change);
        put(http, plan, plan.config(), "application/yaml", yaml(plan, run, number));
        change.answered();
        var _ = change.await(plan.patience().toMillis());
        Thread.sleep(plan.pause());
      }
    }
  }

  private static String yaml(ChangePlan plan, long run, int number) {
    return SampleConfig.yaml("change " + number + " of run " + run, plan.bytes());
  }

  private static void put(HttpClient http, ChangePlan plan, URI to, String type, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(to)
            .timeout(ANSWER_WITHIN)
            .header("Content-Type", type)
            .PUT(BodyPublishers.ofString(body));
    if (plan.token() != null) {
      request.header("Authorization", "Bearer " + plan.token());
    }
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() >= CLIENT_ERRORS) {
      throw new IOException(
          "PUT " + to + " was answered " + response.statusCode() + ": " + response.body());
    }
  }
}
