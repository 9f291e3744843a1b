package io.muster.api.rollouts;

/** Bodies of rollouts shown in the OpenAPI document. */
public final class RolloutExamples {

  static final String BODY =
      """
      {"target": "prod-eu", "config": "prod@4",
       "stages": [
         {"selector": {"tier": "canary"}, "observe": "PT5M"},
         {"percent": 5, "observe": "PT10M",
          "gates": [
            {"name": "failed", "fleet": "failed_ratio", "operator": "<", "threshold": 0.01},
            {"name": "5xx", "promql": "sum(rate(http_requests_total{code=~\\"5..\\"}[5m]))",
             "operator": "<", "threshold": 0.01, "consecutive": 3, "every": "PT30S"}]},
         {"percent": 100, "observe": "PT10M"}],
       "onFailure": "rollback"}
      """;

  public static final String ROLLOUT =
      """
      {"id": "prod-eu-1", "target": "prod-eu", "state": "rolled_back", "stage": 2,
       "phase": "probe", "since": "2026-11-23T08:05:11Z", "from": "prod@3", "to": "prod@4",
       "counts": {"total": 2000, "offered": 40, "applied": 20, "failed": 10, "unanswered": 0,
                  "pending": 0, "rolledBack": 40, "unconfirmed": 0},
       "gates": [{"name": "failed_ratio", "value": 0.25, "holds": false, "failures": 1,
                  "evaluatedAt": "2026-11-23T08:05:14Z"}],
       "reason": "gate 'failed_ratio' of stage 2 is 0.25, expected <= 0.01; of 40 agents offered, \
      10 failed and 0 did not answer",
       "excluded": 0,
       "stages": [{"percent": 5, "observe": "PT10M", "approval": false, "gates": []},
                  {"percent": 100, "observe": "PT0S", "approval": false, "gates": []}],
       "onFailure": "rollback", "maxInFlight": 0, "requireHealth": false,
       "requireConfirmation": false,
       "createdBy": "operator", "createdAt": "2026-11-23T08:00:00Z",
       "changedAt": "2026-11-23T08:05:15Z"}
      """;

  static final String PAGE = "{\"items\": [" + ROLLOUT + "], \"total\": 1}";

  private RolloutExamples() {}
}
