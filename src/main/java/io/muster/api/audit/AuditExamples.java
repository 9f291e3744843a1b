package io.muster.api.audit;

/** The examples of the audit log in the description of the API. */
final class AuditExamples {

  private static final String ENTRY =
      """
      {
        "index": 41,
        "at": "2026-12-01T03:00:00Z",
        "logged": "2026-12-01T03:00:04Z",
        "who": "ada",
        "token": "laptop",
        "address": "192.0.2.7",
        "verb": "PUT",
        "object": "configs/prod",
        "result": "done",
        "status": 201,
        "now": "prod@7 sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
      }\
      """;

  static final String ENTRIES = "{\"items\": [" + ENTRY + "], \"next\": \"azo0MQ\"}";

  static final String CHECKPOINT =
      """
      muster/audit/1a2b3c4d
      42
      CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

      — muster/audit/1a2b3c4d Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
      """;

  static final String KEY =
      "muster/audit/1a2b3c4d+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  static final String PROOF =
      "{\"entry\": "
          + ENTRY
          + """
            ,
            "line": "{\\"logged\\":\\"2026-12-01T03:00:04Z\\",…}",
            "index": 41,
            "size": 42,
            "hashes": ["CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="],
            "checkpoint": "muster/audit/1a2b3c4d\\n42\\n…"
          }\
          """;

  static final String LINES =
      "{\"logged\":\"2026-12-01T03:00:04Z\",\"at\":\"2026-12-01T03:00:00Z\",\"who\":\"ada\",…}\n";

  private AuditExamples() {}
}
