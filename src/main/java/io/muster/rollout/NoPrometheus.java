package io.muster.rollout;

/** No Prometheus is named in the settings. */
final class NoPrometheus implements MetricQueries {

  @Override
  public boolean available() {
    return false;
  }

  @Override
  public double ask(String promql) throws NoValue {
    throw new NoValue("muster.rollouts.prometheus.url is not set");
  }
}
