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

  private ExportExamples() {}
}
