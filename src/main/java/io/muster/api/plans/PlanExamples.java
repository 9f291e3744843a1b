package io.muster.api.plans;

/** The examples of plans in the description of the API. */
final class PlanExamples {

  static final String PLAN_BODY =
      """
      {"manifests": [
        {"kind": "config", "name": "prod", "spec": {"files": {"collector.yaml": {"body": "…"}}}},
        {"kind": "target", "name": "prod-eu", "spec": {"selector": {"env": "prod"},
         "config": "prod"}}],
       "plan": "41.0c1f.77aa", "rollout": {"template": "standard"}}
      """;

  static final String PLAN =
      """
      {"plan": "41.0c1f.77aa", "applicable": true,
       "changes": [{"kind": "config", "name": "prod", "action": "update", "from": "prod@3",
                    "to": "prod@4"}],
       "problems": [], "agents": {"total": 20000, "changing": 1200, "restarts": 1138, "cannot": 12,
                                     "frozen": 0, "waiting": 0, "running": 0},
       "groups": [{"from": "prod@3", "to": "prod@4", "agents": 1200, "connected": 1150,
                   "restarts": 1138, "waiting": 0, "targets": ["prod-eu"],
                   "sample": ["018f2c1e-8a3b-7c4d-9e5f-0123456789ab"],
                   "diff": "--- a/collector.yaml\n+++ b/collector.yaml\n@@ -1 +1 @@\n-a\n+b\n",
                   "builds": [{"version": "0.157.0", "componentsKnown": true, "agents": 1188,
                               "refused": false, "problems": []}], "moreBuilds": 0,
                   "cannot": [{"reason": "capability", "agents": 12, "sample": [],
                               "message": "does not have the capability AcceptsRemoteConfig"}]}],
       "moreGroups": 0}
      """;

  static final String APPLIED =
      """
      {"applied": [{"kind": "config", "name": "prod", "reference": "prod@4", "version": 4},
                   {"kind": "target", "name": "prod-eu", "reference": "prod@4", "version": 12,
                    "rollout": "prod-eu-3"}]}
      """;

  static final String SET =
      """
      {"name": "payments", "members": [{"kind": "config", "name": "prod"},
       {"kind": "target", "name": "prod-eu"}], "changedAt": "2026-11-30T08:00:00Z",
       "changedBy": "operator"}
      """;

  static final String SETS =
      """
      {"items": [{"name": "payments", "members": [{"kind": "config", "name": "prod"}],
       "changedAt": "2026-11-30T08:00:00Z", "changedBy": "operator"}], "total": 1}
      """;

  static final String ADOPTION =
      """
      {"agents": 432,
       "groups": [{"name": "prod-gateway", "agents": 420, "runsIt": true,
                   "selector": {"env": "prod", "service.name": "gateway"}, "gaps": [],
                   "incomplete": [],
                   "manifests": [
                     {"kind": "config", "name": "prod-gateway", "spec": {"files": {
                       "collector.yaml": {"body": "receivers:\n  otlp:\n",
                                          "contentType": "text/yaml"}}}},
                     {"kind": "target", "name": "prod-gateway", "spec": {
                       "selector": {"env": "prod", "service.name": "gateway"},
                       "config": "prod-gateway@1"}}],
                   "uids": ["018f2c1e-8a3b-7c4d-9e5f-0123456789ab"]}],
       "variants": [],
       "leftOut": [{"reason": "view-only", "agents": 12,
                    "message": "12 cannot be given configs: without the capability AcceptsRemoteConfig",
                    "sample": ["018f2c1e-8a3b-7c4d-9e5f-0123456789ac"]}]}
      """;

  private PlanExamples() {}
}
