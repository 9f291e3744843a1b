package io.muster.api;

/** Bodies shown in the OpenAPI document. */
final class Examples {

  static final String UID = "018f2c1e-8a3b-7c4d-9e5f-0123456789ab";

  static final String AGENT =
      """
      {"uid": "018f2c1e-8a3b-7c4d-9e5f-0123456789ab", "status": "connected",
       "transport": "websocket", "instance": "local", "remoteAddress": "10.1.2.3:49152",
       "connectedSince": "2026-11-23T08:00:00Z", "lastSeen": "2026-11-23T08:15:30Z",
       "firstSeen": "2026-11-01T07:00:00Z",
       "health": {"healthy": true, "status": "StatusOK", "lastError": "", "components": {}},
       "attributes": {"service.name": "otelcol", "host.name": "web-1"},
       "identifying": {"service.name": "otelcol"}, "nonIdentifying": {"host.name": "web-1"},
       "labels": {"env": "prod"}, "capabilities": ["ReportsStatus", "AcceptsRemoteConfig"],
       "customCapabilities": [],
       "config": {"desired": {"name": "prod", "revision": 3, "hash": "9f86d0", "target": "prod"},
                  "reported": {"hash": "9f86d0", "status": "APPLIED", "error": ""}},
       "sync": {"state": "in_sync", "cause": "confirmed"},
       "connection": {"reported": {"hash": "", "status": "UNSET", "error": ""}}}
      """;

  static final String WHY =
      """
      {"uid": "018f2c1e-8a3b-7c4d-9e5f-0123456789ab", "state": "failed", "cause": "refused",
       "answer": "It refused prod@3 at 2026-11-23T08:00:00Z (try 1 of 3): unknown exporter; it is not offered again until it is retried or the config changes.",
       "evidence": {"desired": {"name": "prod", "revision": 3, "hash": "9f86d0", "target": "prod"},
                    "reported": {"hash": "9f86d0", "status": "FAILED", "error": "unknown exporter"},
                    "status": "connected", "lastSeen": "2026-11-23T08:15:30Z"}}
      """;

  static final String SUMMARY =
      """
      {"total": 3, "status": {"connected": 2, "stale": 0, "disconnected": 1},
       "health": {"healthy": 2, "unhealthy": 0, "unknown": 1},
       "sync": {"in_sync": 1, "applying": 0, "failed": 1, "drifted": 0, "applied_but_dead": 0,
                "incapable": 0, "offline": 1, "unmanaged": 0}}
      """;

  static final String FAILURES =
      """
      {"items": [{"kind": "CONFIG", "state": "FAILED", "message": "unknown exporter \\"debgu\\"",
                  "agents": 312, "configs": ["prod@3"],
                  "sample": ["018f2c1e-8a3b-7c4d-9e5f-0123456789ab"],
                  "first": "2026-11-23T08:00:00Z", "last": "2026-11-23T08:01:10Z"}],
       "agents": 312, "more": 0}
      """;

  static final String AGENT_PAGE = "{\"items\": [" + AGENT + "], \"total\": 1}";

  static final String LABELS = "{\"env\": \"prod\", \"team\": \"checkout\"}";

  static final String MESSAGE =
      """
      {"capability": "com.example.dump/v1", "type": "heap", "text": "now"}
      """;

  static final String NEW_UID =
      """
      {"uid": "018f2c1e-9999-7c4d-9e5f-0123456789ab",
       "former": "018f2c1e-8a3b-7c4d-9e5f-0123456789ab"}
      """;

  static final String RULES_YAML =
      """
      error_mode: ignore
      trace_statements:
        - replace_pattern(span.attributes["http.url"], "card=\\\\d+", "card=X")
      log_statements:
        - context: log
          statements:
            - delete_key(attributes, "password")
      """;

  static final String RULE_SET =
      """
      {"name": "redact", "revision": 2, "hash": "9f86d0", "author": "operator",
       "createdAt": "2026-11-23T08:00:00Z", "comment": "no card numbers",
       "rules": "trace_statements:\\n  - delete_key(span.attributes, \\"card\\")\\n"}
      """;

  static final String CONFIG_BODY =
      """
      {"files": {"collector.yaml": {"body": "receivers:\\n  otlp:\\n", "contentType": "text/yaml"}},
       "comment": "first try"}
      """;

  static final String CONFIG_YAML =
      """
      receivers:
        otlp:
          protocols:
            grpc:
      exporters:
        debug:
      service:
        pipelines:
          traces:
            receivers: [otlp]
            exporters: [debug]
      """;

  static final String CONFIG =
      """
      {"name": "prod", "revision": 3, "hash": "9f86d0", "author": "operator",
       "createdAt": "2026-11-23T08:00:00Z", "comment": "first try",
       "files": {"collector.yaml": {"body": "receivers:\\n", "contentType": "text/yaml"}}}
      """;

  static final String CONFIG_PUT =
      """
      {"name": "prod", "revision": 3, "hash": "9f86d0", "created": true, "agents": 120,
       "connected": 118, "targets": ["prod-eu"],
       "validation": {"collector": true, "warnings": [], "more": 0,
                      "notChecked": ["/receivers/otlp"]}}
      """;

  static final String CONFIG_PAGE =
      """
      {"items": [{"name": "prod", "revision": 3, "hash": "9f86d0", "author": "operator",
       "createdAt": "2026-11-23T08:00:00Z", "comment": "", "files": ["collector.yaml"],
       "bytes": 1834}], "total": 1}
      """;

  static final String DIFF =
      """
      {"name": "prod", "from": 2, "to": 3, "files": [{"name": "collector.yaml",
       "change": "CHANGED", "binary": false, "fromType": "text/yaml", "toType": "text/yaml"}],
       "unified": "--- a/collector.yaml\\n+++ b/collector.yaml\\n@@ -1 +1 @@\\n-a: 1\\n+a: 2\\n"}
      """;

  static final String TARGET_BODY =
      """
      {"selector": {"env": "prod"}, "config": "prod", "weight": 100, "order": 10}
      """;

  static final String TARGET =
      """
      {"name": "prod-eu", "selector": {"env": "prod"}, "config": "prod", "weight": 100,
       "order": 10, "labelsOnly": false, "requireRollout": false, "generation": 7,
       "changedAt": "2026-11-23T08:00:00Z", "changedBy": "operator", "warnings": []}
      """;

  static final String TARGET_PAGE = "{\"items\": [" + TARGET + "], \"total\": 1}";

  static final String DEFAULT_CONFIG = "{\"config\": \"base@2\"}";

  static final String CONNECTION_BODY =
      """
      {"opamp": {"endpoint": "wss://muster.example.com:4320/v1/opamp",
       "headers": {"authorization": "Bearer …"}, "heartbeatInterval": "PT30S"}}
      """;

  static final String CONNECTION =
      """
      {"opamp": {"endpoint": "wss://muster.example.com:4320/v1/opamp",
       "headers": {"authorization": "(secret)"}, "heartbeatInterval": "PT30S"},
       "generation": 2, "changedAt": "2026-11-23T08:00:00Z", "changedBy": "operator"}
      """;

  static final String PLAN_BODY =
      """
      {"manifests": [
        {"kind": "config", "name": "prod", "spec": {"files": {"collector.yaml": {"body": "…"}}}},
        {"kind": "target", "name": "prod-eu", "spec": {"selector": {"env": "prod"},
         "config": "prod"}}],
       "plan": "41.0c1f.77aa"}
      """;

  static final String PLAN =
      """
      {"plan": "41.0c1f.77aa", "applicable": true,
       "changes": [{"kind": "config", "name": "prod", "action": "update", "from": "prod@3",
                    "to": "prod@4"}],
       "problems": [], "agents": {"total": 20000, "changing": 1200, "restarts": 1138, "cannot": 12},
       "groups": [{"from": "prod@3", "to": "prod@4", "agents": 1200, "connected": 1150,
                   "restarts": 1138, "targets": ["prod-eu"],
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
      {"applied": [{"kind": "config", "name": "prod", "reference": "prod@4", "version": 4}]}
      """;

  static final String EVENTS =
      """
      event: ready
      data: {"agents": 120}

      event: agent
      data: {"uid": "018f2c1e-8a3b-7c4d-9e5f-0123456789ab", "changes": ["connected", "changed"],
      data:  "status": "connected", "healthy": true, "lastSeen": "2026-11-23T08:15:30Z"}
      """;

  static final String EXPORT =
      """
      ---
      muster: export
      version: 1
      ---
      cache: desired
      key: target/edge
      value:
        name: edge
        selector:
          service.name: otelcol
        config:
          name: edge
        generation: 1
        changedAt: 2026-01-31T10:00:00Z
        changedBy: operator
      ---
      end:
        records: 1
      """;

  private Examples() {}
}
