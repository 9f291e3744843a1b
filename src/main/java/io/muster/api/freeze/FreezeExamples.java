package io.muster.api.freeze;

/** Examples for the OpenAPI document. */
final class FreezeExamples {

  static final String BODY =
      """
      {"reason": "change freeze until January 7", "selector": "env=prod"}
      """;

  static final String FREEZE =
      """
      {"selector": "env=prod", "reason": "change freeze until January 7", "by": "operator",
       "since": "2026-12-21T08:00:00Z"}
      """;

  static final String FREEZES =
      """
      {"frozen": true, "agents": 120,
       "freezes": [{"selector": "env=prod", "reason": "change freeze until January 7",
                    "by": "operator", "since": "2026-12-21T08:00:00Z"}]}
      """;

  private FreezeExamples() {}
}
