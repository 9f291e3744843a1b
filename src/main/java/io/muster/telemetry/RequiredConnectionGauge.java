package io.muster.telemetry;

import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.Collector;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The open connections once more, under the name `opamp_server_agent_connections_total`, which
 * dashboards may count on (SEMANTICS 26). Micrometer cannot do it: it strips the suffix from
 * gauges, and a counter of that name clashes with the gauge. A gauge all the same: never for
 * rate().
 */
@Startup
@Singleton
public class RequiredConnectionGauge extends Collector {

  private static final String NAME = "opamp_server_agent_connections_total";

  private final SessionMetrics sessions;

  RequiredConnectionGauge(PrometheusMeterRegistry registry, SessionMetrics sessions) {
    this.sessions = sessions;
    registry.getPrometheusRegistry().register(this);
  }

  @Override
  public List<MetricFamilySamples> collect() {
    MetricFamilySamples.Sample sample =
        new MetricFamilySamples.Sample(NAME, List.of(), List.of(), sessions.connections());
    return List.of(
        new MetricFamilySamples(
            NAME,
            Type.GAUGE,
            "Open WebSocket connections of agents, under a second name; a gauge",
            List.of(sample)));
  }
}
