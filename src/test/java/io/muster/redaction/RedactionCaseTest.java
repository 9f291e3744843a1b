package io.muster.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A config with the secrets of many components, and with what looks like secrets and is none. */
class RedactionCaseTest {

  private final SecretRedaction redaction = new SecretRedaction(new SecretKeys(SecretKeys.DEFAULT));

  private static String read(String name) throws IOException {
    try (InputStream in = RedactionCaseTest.class.getResourceAsStream("/cases/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void noSecretIsShown() throws IOException {
    for (String name : new String[] {"11-redaction.yaml", "redaction-more.yaml"}) {
      String redacted = redaction.redact(read(name));
      Matcher left = Pattern.compile("S3 ?CRET\\w*").matcher(redacted);
      List<String> shown = new ArrayList<>();
      while (left.find()) {
        shown.add(left.group());
      }
      assertThat(shown).as(redacted).isEmpty();
      assertThat(redaction.redact(redacted)).isEqualTo(redacted);
    }
  }

  @Test
  void whatIsNoSecretStays() throws IOException {
    String redacted = redaction.redact(read("11-redaction.yaml"));
    assertThat(redacted)
        .contains(
            "max_tokens: 4096, token_limit: 100, tokens_per_second: 5, secret_name: app-secret,"
                + " secretRef: {name: x}, password_file: /x, credentials_file: /y, token_path: /z,"
                + " cookies: {enabled: true}, community_id: false, dsn_timeout: 5s",
            "- replace_pattern(log.body, \"password=[^&]*\", \"password=***\")",
            "- delete_key(log.attributes, \"api_key\")",
            "- set(log.attributes[\"password\"], \"REDACTED\")",
            "{key: token.count, action: upsert, value: 5}",
            "{key: db.password, action: delete}",
            "{key: k8s.secret.name, value: my-secret, action: upsert}",
            "{key: X-Scope-OrgID, from_context: tenant}",
            "username: u",
            "driver: mysql",
            "datasource: \"monitor:REDACTED@tcp(db.example:3306)/shop\"",
            "datasource: \"host=db port=5432 user=m password='REDACTED' sslmode=disable\"",
            "@h1:27017,h2:27017/?replicaSet=r",
            "mechanism: PLAIN",
            "https://x.example/otlp?api_key=REDACTED&x=1",
            "https://e.sumologic.com/receiver/v1/otlp/REDACTED",
            "https://hooks.slack.com/services/",
            "tcp://h:9000?username=u&password=REDACTED",
            "scheme: Bearer");
    assertThat(read("redaction-open.yaml"))
        .isEqualTo(redaction.redact(read("redaction-open.yaml")));
  }
}
