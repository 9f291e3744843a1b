package io.muster.api.operators;

/** Examples for the OpenAPI document. */
final class OperatorExamples {

  static final String BODY =
      """
      {"kind": "person", "displayName": "Ada Lovelace", "email": "ada@example.com"}
      """;

  static final String OPERATOR =
      """
      {"name": "ada", "kind": "person", "displayName": "Ada Lovelace", "email": "ada@example.com",
       "disabled": false, "readOnly": false, "roles": ["admin"], "tokens": 1,
       "oldestToken": "2026-11-30T09:01:00Z", "nextExpiry": "2027-02-28T09:01:00Z", "generation": 2,
       "createdAt": "2026-11-30T09:00:00Z", "createdBy": "operator",
       "changedAt": "2026-11-30T09:01:00Z", "changedBy": "operator"}
      """;

  static final String OPERATORS =
      """
      {"items": [{"name": "ada", "kind": "person", "displayName": "Ada Lovelace",
                  "email": "ada@example.com", "disabled": false, "readOnly": false,
                  "roles": ["admin"], "tokens": 1,
                  "oldestToken": "2026-11-30T09:01:00Z", "nextExpiry": "2027-02-28T09:01:00Z",
                  "generation": 2, "createdAt": "2026-11-30T09:00:00Z", "createdBy": "operator",
                  "changedAt": "2026-11-30T09:01:00Z", "changedBy": "operator"}],
       "total": 1}
      """;

  static final String TOKEN_BODY =
      """
      {"name": "laptop", "expires": "P90D"}
      """;

  static final String ROTATION_BODY =
      """
      {"overlap": "PT24H"}
      """;

  static final String ISSUED =
      """
      {"token": "muster_op_…", "name": "laptop", "operator": "ada",
       "createdAt": "2026-11-30T09:01:00Z", "expiresAt": "2027-02-28T09:01:00Z"}
      """;

  static final String TOKEN =
      """
      {"name": "laptop", "operator": "ada", "state": "working",
       "createdAt": "2026-11-30T09:01:00Z", "createdBy": "operator",
       "expiresAt": "2027-02-28T09:01:00Z",
       "lastUsed": {"at": "2026-11-30T10:12:00Z", "address": "192.0.2.7"}}
      """;

  private OperatorExamples() {}
}
