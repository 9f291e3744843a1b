package io.muster.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What a run has shown so far, as JSON and as a line for people. Latencies are in milliseconds. */
public final class SimulationReport {

  private static final double MICROS_PER_MILLI = 1_000;
  private static final double MICROS_PER_SECOND = 1_000_000;
  private static final double ROUNDING = 1_000;

  private final SimulationPlan plan;
  private final Figures figures;
  private final List<ConfigChange> changes;
  private final ServerUsage usage;
  private final SortedMap<Integer, Long> reconnects;

  SimulationReport(
      SimulationPlan plan,
      Figures figures,
      List<ConfigChange> changes,
      ServerUsage usage,
      SortedMap<Integer, Long> reconnects) {
    this.plan = plan;
    this.figures = figures;
    this.changes = changes;
    this.usage = usage;
    this.reconnects = reconnects;
  }

  /** How many agents are connected now. */
  public int open() {
    return figures.open.get();
  }

  /** One line on how it goes. */
  public String line(String phase) {
    Histogram beats = figures.heartbeat().read();
    return "%s agents=%d/%d refused=%d failed=%d lost=%d heartbeat_ms p50=%.1f p99=%.1f offered=%d applied=%d"
        .formatted(
            phase,
            figures.open.get(),
            plan.agents(),
            refusals(),
            figures.failed.sum(),
            figures.lost.sum(),
            beats.getValueAtPercentile(50) / MICROS_PER_MILLI,
            beats.getValueAtPercentile(99) / MICROS_PER_MILLI,
            figures.offered.sum(),
            figures.applied.sum());
  }

  private long refusals() {
    return figures.refusals().values().stream().mapToLong(each -> each.sum()).sum();
  }

  /** The figures that matter, one to a line, for people. */
  public String summary() {
    StringBuilder text = new StringBuilder();
    line(text, "connect ms", figures.connect.read());
    line(text, "reconnect ms", figures.reconnect.read());
    line(text, "heartbeat ms, steady", figures.heartbeatSteady.read());
    for (ConfigChange change : changes) {
      line(text, "change " + change.number + " to offered ms", change.offered);
      line(
          text,
          "change " + change.number + " to offered ms, from the request",
          change.offeredSinceRequest);
    }
    ObjectNode report = json();
    text.append("refused=").append(refusals()).append(" lost=").append(figures.lost.sum());
    text.append(" errors=").append(figures.errors.sum()).append('\n');
    if (report.has("server")) {
      text.append("server ").append(report.get("server")).append('\n');
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String name, Histogram micros) {
    if (micros.getTotalCount() > 0) {
      text.append(name).append(' ').append(percentiles(micros)).append('\n');
    }
  }

  /** The whole report. */
  public ObjectNode json() {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    ObjectNode planned = report.putObject("plan");
    planned
        .put(
            "server",
            plan.servers().stream()
                .map(server -> server.uri().toString())
                .collect(Collectors.joining(",")))
        .put("agents", plan.agents())
        .put("first", plan.first())
        .put("connectsPerSecond", plan.connectsPerSecond())
        .put("heartbeatSeconds", plan.heartbeat().toMillis() / MICROS_PER_MILLI)
        .put("seed", plan.seed());
    ObjectNode shares = planned.putObject("behaviours");
    plan.shares().percent().forEach((behaviour, percent) -> shares.put(behaviour.label(), percent));
    ObjectNode connections =
        report
            .putObject("connections")
            .put("attempts", figures.attempts.sum())
            .put("failed", figures.failed.sum())
            .put("lost", figures.lost.sum());
    ObjectNode refused = connections.putObject("refused");
    figures.refusals().forEach((status, count) -> refused.put("" + status, count.sum()));
    ObjectNode back = connections.putObject("reconnects");
    back.put("most", reconnects.isEmpty() ? 0 : reconnects.lastKey());
    reconnects.forEach((times, agents) -> back.put("agents" + times, agents));
    report
        .putObject("messages")
        .put("sent", figures.sent.sum())
        .put("received", figures.received.sum())
        .put("heartbeats", figures.heartbeats.sum())
        .put("heartbeatsUnanswered", figures.unanswered.sum())
        .put("errors", figures.errors.sum())
        .put("fullStatesAsked", figures.fullStates.sum());
    report
        .putObject("configs")
        .put("offered", figures.offered.sum())
        .put("applied", figures.applied.sum())
        .put("failed", figures.refusedConfigs.sum());
    ObjectNode latency = report.putObject("milliseconds");
    latency.set("connect", percentiles(figures.connect.read()));
    latency.set("reconnect", percentiles(figures.reconnect.read()));
    latency.set("heartbeatBeforeSteady", percentiles(figures.heartbeatBefore.read()));
    latency.set("heartbeatSteady", percentiles(figures.heartbeatSteady.read()));
    for (ConfigChange change : changes) {
      ObjectNode each = report.withArray("changes").addObject();
      each.put("number", change.number).put("expected", change.expected);
      each.set("offered", percentiles(change.offered));
      each.set("offeredSinceRequest", percentiles(change.offeredSinceRequest));
      each.set("applied", percentiles(change.applied));
    }
    server(report);
    return report;
  }

  private void server(ObjectNode report) {
    ServerProcess.@Nullable Usage connected = usage.atConnected();
    ServerProcess.@Nullable Usage steady = usage.atSteady();
    ServerProcess.@Nullable Usage end = usage.atEnd();
    if (connected == null || steady == null || end == null) {
      return;
    }
    double cpu = end.cpuSeconds() - steady.cpuSeconds();
    long messages = usage.steadyMessages();
    report
        .putObject("server")
        .put("rssBytesConnected", connected.rssBytes())
        .put("rssBytesEnd", end.rssBytes())
        .put("cpuSecondsConnecting", rounded(connected.cpuSeconds()))
        .put("cpuSecondsChanging", rounded(steady.cpuSeconds() - connected.cpuSeconds()))
        .put("cpuSecondsSteady", rounded(cpu))
        .put("steadyMessages", messages)
        .put(
            "cpuMicrosPerMessage", messages == 0 ? 0 : rounded(cpu * MICROS_PER_SECOND / messages));
  }

  private static ObjectNode percentiles(Histogram micros) {
    Histogram read = micros.copy();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("count", read.getTotalCount());
    node.put("p50", millis(read.getValueAtPercentile(50)));
    node.put("p90", millis(read.getValueAtPercentile(90)));
    node.put("p99", millis(read.getValueAtPercentile(99)));
    node.put("p99.9", millis(read.getValueAtPercentile(99.9)));
    node.put("max", millis(read.getMaxValue()));
    return node;
  }

  private static double millis(long micros) {
    return rounded(micros / MICROS_PER_MILLI);
  }

  private static double rounded(double value) {
    return Math.round(value * ROUNDING) / ROUNDING;
  }
}
