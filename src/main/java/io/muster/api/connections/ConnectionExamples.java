package io.muster.api.connections;

/** The examples of connection settings in the description of the API. */
final class ConnectionExamples {

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

  private ConnectionExamples() {}
}
