package io.muster.gatling;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The config changes of a simulation: who waits for which, what it is to be, and how long it took.
 * Two times are taken, since the load generator learns of the server's answer later than it was
 * given: from the request, which is more than the budget means, and from the answer. Not of the
 * first few, during which both sides are compiled. Thread-safe.
 */
final class Changes {

  private static final int ENOUGH = 128;

  /** One change; the times are those of {@link System#nanoTime}. */
  private static final class Change {
    private final String body;
    private final String hash;
    private final AtomicInteger listening = new AtomicInteger();
    private volatile long asked;
    private volatile long answered;

    private Change(String body) {
      this.body = body;
      this.hash = sha256(body);
    }
  }

  private final List<Change> changes = new ArrayList<>();
  private final Map<String, Change> byHash = new HashMap<>();
  private final int untimed;
  private final int agents;
  final Timings sinceRequest;
  final Timings sinceAnswer;

  /**
   * Changes of configs of this size.
   *
   * @param untimed how many of them are not timed
   * @param agents who are to get each
   */
  Changes(int count, int untimed, int bytes, int agents) {
    this.untimed = untimed;
    this.agents = agents;
    this.sinceRequest = new Timings(count * agents);
    this.sinceAnswer = new Timings(count * agents);
    for (int i = 0; i < count; i++) {
      Change change = new Change(yaml(i, bytes));
      changes.add(change);
      byHash.put(change.hash, change);
    }
  }

  /** The YAML of a change. */
  String body(int change) {
    return changes.get(change).body;
  }

  /** Its hash in hex, by the rule that the API documents: the SHA-256 of the body. */
  String hash(int change) {
    return changes.get(change).hash;
  }

  /** An agent waits for this change from now on. */
  void listening(int change) {
    changes.get(change).listening.incrementAndGet();
  }

  /** Whether all agents wait for it. */
  boolean allListening(int change) {
    return changes.get(change).listening.get() >= agents;
  }

  void asked(int change) {
    changes.get(change).asked = System.nanoTime();
  }

  void answered(int change) {
    changes.get(change).answered = System.nanoTime();
  }

  /**
   * An agent read an offer; the time is taken before it is looked at.
   *
   * @return whether it is this change, whole and with its hash
   */
  boolean offered(int number, ServerToAgent message) {
    long now = System.nanoTime();
    Change change = changes.get(number);
    if (message.config() == null || byHash.get(message.config().hash()) != change) {
      return false;
    }
    if (number >= untimed) {
      sinceRequest.add(now - change.asked);
      sinceAnswer.add(change.answered == 0 ? 0 : now - change.answered);
    }
    return message.config().body().equals(change.body);
  }

  private static String yaml(int number, int bytes) {
    StringBuilder yaml = new StringBuilder(bytes + ENOUGH);
    yaml.append("# change ")
        .append(number)
        .append(
            """

            receivers:
              otlp:
                protocols:
                  grpc:
                    endpoint: 0.0.0.0:4317
            exporters:
              debug: {}
            service:
              pipelines:
                traces:
                  receivers: [otlp]
                  exporters: [debug]
            processors:
            """);
    for (int i = 0; i == 0 || yaml.length() < bytes; i++) {
      yaml.append("  attributes/").append(i).append(":\n    actions:\n");
      yaml.append("      - key: example.attribute.").append(i).append("\n        action: upsert\n");
      yaml.append("        value: \"value ").append(i).append("\"\n");
    }
    return yaml.toString();
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
