package io.muster.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A config with the secrets of many components, and with what looks like secrets and is none. */
class RedactionCaseTest {

  private static final List<String> SECRETS =
      List.of("11-redaction.yaml", "redaction-more.yaml", "redaction-contrib.yaml");

  /** Values whose key, header or first line stands further up in the config. */
  private static final Set<String> UNKNOWABLE =
      Set.of(
          "S3CRET034",
          "S3CRET035",
          "S3CRET036",
          "S3CRET037",
          "S3CRET038",
          "S3CRET039",
          "S3CRET085",
          "S3CRET103",
          "S3CRET104",
          "S3CRET105",
          "S3CRET106",
          "S3CRET107",
          "S3CRET108",
          "S3CRET109",
          "S3CRET115",
          "S3CRET137",
          "S3CRET138",
          "S3CRET154",
          "S3CRET170");

  private final SecretRedaction redaction = new SecretRedaction(new SecretKeys(SecretKeys.DEFAULT));

  private static String read(String name) throws IOException {
    try (InputStream in = RedactionCaseTest.class.getResourceAsStream("/cases/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void noSecretIsShown() throws IOException {
    for (String name : SECRETS) {
      String redacted = redaction.redact(read(name));
      assertThat(shown(redacted)).as(redacted).isEmpty();
      assertThat(redaction.redact(redacted)).isEqualTo(redacted);
    }
  }

  private static List<String> shown(String redacted) {
    Matcher left = Pattern.compile("S3\\\\? ?(''|@|#)?C@?RET\\w*").matcher(redacted);
    List<String> shown = new ArrayList<>();
    while (left.find()) {
      shown.add(left.group());
    }
    return shown;
  }

  /** An error quotes parts of a config, and a config may be broken anywhere. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "§\nbroken: [",
        "a: b: c\n§",
        "§\n\tx: 1\n- y",
        "error decoding 'exporters':\n§",
        "{§"
      })
  void norWhereTheTextDoesNotParse(String broken) throws IOException {
    for (String name : SECRETS) {
      String redacted = redaction.redact(broken.replace("§", read(name)));
      assertThat(shown(redacted)).as(name).isEmpty();
      assertThat(redaction.redact(redacted)).isEqualTo(redacted);
    }
  }

  /** Line by line: nothing around it helps. */
  @Test
  void norInAnErrorThatQuotesALineOrTwo() throws IOException {
    List<String> shown = new ArrayList<>();
    for (String name : SECRETS) {
      List<String> lines = read(name).lines().toList();
      for (int i = 0; i + 1 < lines.size(); i++) {
        String error =
            "cannot read config: line " + i + ": " + lines.get(i) + "\n" + lines.get(i + 1);
        shown.addAll(shown(redaction.redact(error)));
      }
    }
    assertThat(shown.stream().distinct()).containsExactlyInAnyOrderElementsOf(UNKNOWABLE);
  }

  @Test
  void anAliasMayBeTheKey() {
    assertThat(redaction.redact("k: &k password\nm: {*k : S3CRET, a: 1}\n"))
        .isEqualTo("k: &k password\nm: {*k : \"[REDACTED]\", a: 1}\n");
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
    for (String open : List.of("redaction-open.yaml", "redaction-contrib-open.yaml")) {
      assertThat(redaction.redact(read(open)).lines())
          .containsExactlyElementsOf(read(open).lines().toList());
    }
  }
}
