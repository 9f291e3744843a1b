package io.muster.api.state;

/** The examples of an export in the description of the API. */
final class ExportExamples {

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

  static final String STATE =
      """
      {
        "writable": true,
        "reason": null,
        "damaged": [
          {
            "cache": "labels",
            "key": "0190e0a2-0000-7000-8000-000000000001",
            "reason": "The record '0190e0a2-0000-7000-8000-000000000001' in 'labels' cannot be read"
          }
        ],
        "moreDamaged": false,
        "freezes": []
      }\
      """;

  private ExportExamples() {}
}
