package io.muster.api.agents;

/** The examples of agents in the description of the API. */
public final class AgentExamples {

  public static final String UID = "018f2c1e-8a3b-7c4d-9e5f-0123456789ab";

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
       "warnings": [],
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
       "sync": {"in_sync": 1, "unconfirmed": 0, "applying": 0, "waiting": 0, "failed": 1, "drifted": 0, "applied_but_dead": 0,
                "incapable": 0, "offline": 1, "unmanaged": 0},
       "frozen": 0, "freezes": []}
      """;

  static final String FAILURES =
      """
      {"items": [{"kind": "CONFIG", "state": "FAILED", "cause": "refused",
                  "message": "unknown exporter \\"debgu\\"",
                  "agents": 312, "configs": ["prod@3"],
                  "sample": ["018f2c1e-8a3b-7c4d-9e5f-0123456789ab"],
                  "first": "2026-11-23T08:00:00Z", "last": "2026-11-23T08:01:10Z",
                  "by": {"os.type": [{"value": "linux", "failing": 312, "agents": 900}]}}],
       "agents": 312, "more": 0,
       "by": {"os.type": [{"value": "linux", "failing": 312, "agents": 900}]}}
      """;

  static final String AGENT_PAGE = "{\"items\": [" + AGENT + "], \"total\": 1}";

  static final String LABELS = "{\"env\": \"prod\", \"team\": \"checkout\"}";

  static final String LABEL_PATCH = "{\"team\": \"checkout\", \"canary\": null}";

  static final String MESSAGE =
      """
      {"capability": "com.example.dump/v1", "type": "heap", "text": "now"}
      """;

  static final String NEW_UID =
      """
      {"uid": "018f2c1e-9999-7c4d-9e5f-0123456789ab",
       "former": "018f2c1e-8a3b-7c4d-9e5f-0123456789ab"}
      """;

  private AgentExamples() {}
}
