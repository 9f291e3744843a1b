package io.muster.api.configs;

/** The examples of configs, rule sets and targets in the description of the API. */
final class ConfigExamples {

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
       "order": 10, "labelsOnly": false, "requireRollout": false, "revision": 3, "generation": 7,
       "changedAt": "2026-11-23T08:00:00Z", "changedBy": "operator", "warnings": []}
      """;

  static final String TARGET_PAGE = "{\"items\": [" + TARGET + "], \"total\": 1}";

  static final String DEFAULT_CONFIG = "{\"config\": \"base@2\"}";

  static final String TARGET_REVISION =
      """
      {"name": "prod-eu", "revision": 3, "author": "operator", "createdAt": "2026-11-30T08:00:00Z",
       "comment": "eu goes first", "target": {"selector": {"env": "prod"}, "config": "prod@3",
       "weight": 100, "order": 10, "labelsOnly": false, "requireRollout": false}}
      """;

  static final String TARGET_REVISIONS =
      """
      {"items": [{"name": "prod-eu", "revision": 3, "author": "operator",
       "createdAt": "2026-11-30T08:00:00Z", "comment": "eu goes first", "target": {"selector":
       {"env": "prod"}, "config": "prod@3", "weight": 100, "order": 10, "labelsOnly": false,
       "requireRollout": false}}], "total": 3}
      """;

  private ConfigExamples() {}
}
