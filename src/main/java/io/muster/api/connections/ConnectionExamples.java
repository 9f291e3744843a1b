package io.muster.api.connections;

/** The examples of connection settings in the description of the API. */
final class ConnectionExamples {

  static final String BODY =
      """
      {"selector": {"region": "eu"}, "order": 10,
       "opamp": {"endpoint": "wss://muster.example.com:4320/v1/opamp",
       "headers": {"authorization": "Bearer …"}, "heartbeatInterval": "PT30S"}}
      """;

  static final String DEFAULT_BODY =
      """
      {"opamp": {"endpoint": "wss://muster.example.com:4320/v1/opamp",
       "headers": {"authorization": "Bearer …"}, "heartbeatInterval": "PT30S"}}
      """;

  static final String CONNECTION =
      """
      {"name": "eu", "selector": {"region": "eu"}, "order": 10, "labelsOnly": false,
       "opamp": {"endpoint": "wss://muster.example.com:4320/v1/opamp",
       "headers": {"authorization": "(secret)"}, "heartbeatInterval": "PT30S"}, "leaves": false,
       "generation": 2, "changedAt": "2026-11-23T08:00:00Z", "changedBy": "operator"}
      """;

  private ConnectionExamples() {}
}
