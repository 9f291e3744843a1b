package io.muster.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretRedactionTest {

  private final SecretRedaction redaction = new SecretRedaction(new SecretKeys(SecretKeys.DEFAULT));

  private String redacted(String text) {
    String once = redaction.redact(text);
    assertThat(redaction.redact(once)).as("redacted twice").isEqualTo(once);
    return once;
  }

  @Test
  void valuesUnderSecretKeysAreReplacedAndTheRestStaysByteForByte() {
    String text =
        """
        # Gateway 😀 of the "Basic authentication" team
        exporters:
          otlp/eu:   # keep me
            endpoint:  https://otlp.example:4317
            headers: {"api-key": abc123, x-tenant: 7}
            tls: { insecure : true, key_file: /etc/k.pem }
          kafka:
            auth:
              sasl:
                username: u1
                password:   'hunter2'    # rotate
                mechanism: PLAIN
          datadog:
            api:
              key: deadbeef
              site: datadoghq.eu
        """;
    assertThat(redacted(text))
        .isEqualTo(
            text.replace("abc123", "\"[REDACTED]\"")
                .replace("hunter2", "[REDACTED]")
                .replace("deadbeef", "\"[REDACTED]\""));
  }

  @Test
  void eachValueUnderASecretKeyIsReplacedAndTheShapeStays() {
    assertThat(
            redacted(
                """
                😀: 1
                credentials:
                  user: u
                  nested:
                  - a
                  - b

                # after
                tokens:
                - one
                - two
                other: [x, y]
                secrets: [a, {b: c}]
                """))
        .isEqualTo(
            """
            😀: 1
            credentials:
              user: "[REDACTED]"
              nested:
              - "[REDACTED]"
              - "[REDACTED]"

            # after
            tokens:
            - "[REDACTED]"
            - "[REDACTED]"
            other: [x, y]
            secrets: ["[REDACTED]", {b: "[REDACTED]"}]
            """);
  }

  @Test
  void multiLineScalarsAreReplacedWhole() {
    assertThat(
            redacted(
                """
                password: |
                  line 1
                  line 2
                secret: >-
                  folded
                  text

                token: plain
                  goes on
                api_key: "quoted
                  goes on"
                end: 1
                """))
        .isEqualTo(
            """
            password: "[REDACTED]"
            secret: "[REDACTED]"

            token: "[REDACTED]"
            api_key: "[REDACTED]"
            end: 1
            """);
  }

  @Test
  void jsonStaysJson() {
    assertThat(
            redacted(
                "{\"password\":\"a\\\"b\",\"token\":12345,\"secrets\":[\"x\"],"
                    + "\t\"n\":{\"client_secret\":null}}"))
        .isEqualTo(
            "{\"password\":\"[REDACTED]\",\"token\":\"[REDACTED]\",\"secrets\":[\"[REDACTED]\"],\t"
                + "\"n\":{\"client_secret\":null}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password: ${env:DB_PASSWORD}",
        "password: \"${DB_PASSWORD}\"",
        "authorization: Bearer ${env:TOKEN}",
        "authorization: Basic ${env:USER}:${env:PASS}",
        "token: ${file:/run/secrets/token}",
        "credentials: {user: '${env:U}', pass: '${env:P}'}",
        "url: https://${env:U}:${env:P}@host/x",
        "password:",
        "password: ~",
        "use_token: false",
        "bearer_token_file: /var/run/token",
        "token_url: https://idp.example/token",
        "extensions: {bearertokenauth: {scheme: Custom}}",
        "statements: ['set(attributes[\"token\"], \"***\")']",
        "pattern: 'token=[^&]+'",
        "insecure_skip_verify: true",
        "endpoint: me@example.com",
        "a: 1 # password: in a comment is not a value"
      })
  void referencesSwitchesAndInnocentSettingsAreKept(String text) {
    assertThat(redacted(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "password: ${env:A:-hunter2}|hunter2",
        "password: x${env:A}|x$",
        "password: ${yaml:hunter2}|hunter2",
        "note: muster_op_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1vABCDEF x|A1b2C3d4",
        "note: 'token=muster_op_A1b2C3d4E5f6G7h8I9j0, cut off'|A1b2C3d4",
        "# muster_op_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1vABCDEF|A1b2C3d4",
        "args: [--token-file, 'muster_op_A1b2C3d4E5f6G7h8I9j0']|A1b2C3d4",
        "clientSecret: hunter2|hunter2",
        "Authorization: hunter2|hunter2",
        "x-honeycomb-team: hunter2|hunter2",
        "SASL.PASSWORD: hunter2|hunter2",
        "AWS_SECRET_ACCESS_KEY: hunter2|hunter2",
        "dsn: postgres://hunter2|hunter2",
        "url: https://u:hunter2@host/p|hunter2",
        "url: amqp://hunter2@host|hunter2",
        "urls: [http://a, 'http://u:hunter2@b']|hunter2",
        "cmd: --header Bearer hunter2|hunter2",
        "cmd: --header 'Basic hunter2=='|hunter2",
        "datasource: host=db user=u password=hunter2 port=1|hunter2",
        "url: https://h/ingest?api_key=hunter2&x=1|hunter2",
        "env: [{name: API_TOKEN, value: hunter2}]|hunter2",
        "env: [{value: hunter2, name: API_TOKEN}]|hunter2",
        "{a: &p hunter2, password: *p}|hunter2",
        "{a: &p [hunter2], b: &q {x: *p}, password: *q}|hunter2",
        "password: !!str hunter2|hunter2",
        "password: &anchor hunter2|hunter2",
        "? password\\n: hunter2|hunter2",
        "password = hunter2|hunter2",
        "password: hunter2: [|hunter2",
        "a: 1 # see https://u:hunter2@host|hunter2",
        "a: 1 # curl -H 'Authorization: Bearer hunter2hunter2'|hunter2",
        "a: [b: {password: hunter2|hunter2"
      })
  void secretsAreNotShown(String text, String secret) {
    assertThat(redacted(text.replace("\\n", "\n"))).doesNotContain(secret).contains("REDACTED");
  }

  @Test
  void privateKeysAreReplacedWhereverTheyStand() {
    String key =
        "-----BEGIN RSA PRIVATE KEY-----\n  MIIEow\n  abc==\n  -----END RSA PRIVATE KEY-----";
    String certificate = "-----BEGIN CERTIFICATE-----\n  MIID\n  -----END CERTIFICATE-----";
    assertThat(redacted("inline: |\n  " + certificate + "\n  " + key + "\nnext: 1\n"))
        .isEqualTo(
            "inline: |\n  "
                + certificate
                + "\n"
                + "  -----BEGIN RSA PRIVATE KEY-----REDACTED-----END RSA PRIVATE KEY-----\n"
                + "next: 1\n");
    assertThat(redacted("x\n" + key)).doesNotContain("MIIEow");
    assertThat(redacted("# -----BEGIN PRIVATE KEY-----\nMIIEow")).doesNotContain("MIIEow");
  }

  @Test
  void anchorsAndTagsOfARedactedValueStay() {
    assertThat(redacted("password: &p !!str hunter2\ncopy: *p\n"))
        .isEqualTo("password: &p !!str \"[REDACTED]\"\ncopy: *p\n");
    assertThat(redacted("secrets: &s # why\n  a: b\nmore: *s\n"))
        .isEqualTo("secrets: &s # why\n  a: \"[REDACTED]\"\nmore: *s\n");
  }

  @Test
  void settingsInsideABlockOfTextAreFound() {
    assertThat(
            redacted("files:\n  app.conf: |\n    user = u\n    password = hunter2\n    port: 1\n"))
        .isEqualTo("files:\n  app.conf: |\n    user = u\n    password = REDACTED\n    port: 1\n");
  }

  @Test
  void textThatDoesNotParseIsReadLineByLine() {
    assertThat(
            redacted(
                "a: [\r\n"
                    + "password: hunter2\r\n"
                    + "  continued\r\n"
                    + "b: 1\r\n"
                    + "tokens:\r\n"
                    + "- x\r\n"
                    + "- y\r\n"
                    + "c: {2\r\n"))
        .isEqualTo(
            "a: [\r\npassword: [REDACTED]\r\n  [REDACTED]\r\nb: 1\r\ntokens:\r\n[REDACTED]\r\n"
                + "[REDACTED]\r\nc: {2\r\n");
  }

  @Test
  void bytesThatAreNoTextAreKept() {
    ByteString binary = ByteString.copyFrom(new byte[] {(byte) 0xff, 0, (byte) 0xc3, 10, 65});
    assertThat(redaction.redact(binary)).isEqualTo(binary);
    ByteString mixed = binary.concat(ByteString.copyFromUtf8("\npassword=hunter2\n"));
    assertThat(redaction.redact(mixed))
        .isEqualTo(binary.concat(ByteString.copyFromUtf8("\npassword=[REDACTED]\n")));
  }

  @Test
  void aByteOrderMarkAndSeveralDocumentsAreKept() {
    assertThat(redacted("\ufeffpassword: a\n---\ntoken: b\n...\n"))
        .isEqualTo("\ufeffpassword: \"[REDACTED]\"\n---\ntoken: \"[REDACTED]\"\n...\n");
  }

  @Test
  void theKeysAreConfigurable() {
    SecretRedaction own = new SecretRedaction(new SecretKeys("^internal_"));
    assertThat(own.redact("internal-host: a\npassword: b\n"))
        .isEqualTo("internal-host: \"[REDACTED]\"\npassword: b\n");
    Assertions.assertThrows(IllegalArgumentException.class, () -> new SecretKeys("("));
  }

  @Test
  void aMappingWhoseKeysLookLikeSecretsIsReplacedWhole() {
    assertThat(redacted("tokens:\n  aB3dE5gH: {user: a}\nnext: 1\n"))
        .isEqualTo("tokens:\n  \"[REDACTED]\"\nnext: 1\n");
    assertThat(redacted("{tokens: {aB3dE5gH: x}, b: 1}"))
        .isEqualTo("{tokens: \"[REDACTED]\", b: 1}");
  }

  @Test
  void whatWasRedactedByAnOlderServerStays() {
    String before = "password: [REDACTED]\ntokens:\n  [REDACTED]\nurl: https://REDACTED@h\n";
    assertThat(redacted(before)).isEqualTo(before);
  }

  @Test
  void commentsThatHoldSettingsAreRedacted() {
    assertThat(redacted("a: 1 # password: aB3dE5gH\n# token=hunter2 is old\nb: 2\n"))
        .isEqualTo("a: 1 # password: REDACTED\n# token=REDACTED is old\nb: 2\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[",
        "{a: ",
        "- ",
        "a:\n ",
        "password:",
        "://a@",
        "-----BEGIN PRIVATE KEY-----",
        "Bearer ",
        "\"",
        "\\",
        "=",
        "token=",
        "a_",
        "&a *a ",
        "? ",
        "!!x ",
        "${",
        "x_x-",
        "| \n",
        "\t",
        "@",
        " "
      })
  void noTextTakesLong(String part) {
    String text = part.repeat(400_000 / part.length());
    String after =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> redaction.redact(text), "took too long");
    assertThat(after).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x:\n  auth: >-\n    Bearer\n    s3cret-in-full\n",
        "x:\n  auth: >\n    basic\n\n    s3cret-in-full\n",
        "x:\n  note:\n    Bearer\n    s3cret-in-full\n",
        "x:\n  note: \"Basic\n    s3cret-in-full\"\n",
      })
  void aCredentialOnTheLineBehindItsSchemeIsHidden(String text) {
    String redacted = redaction.redact(text);
    assertThat(redacted).doesNotContain("s3cret").startsWith("x:\n  ");
    assertThat(redaction.redact(redacted)).isEqualTo(redacted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x:\n  note: >-\n    Basic\n    rules of the house\n",
        "x:\n  note: >-\n    bearer\n    ${env:TOKEN}\n",
        "# basic\n# settings\nx: 1\n",
      })
  void proseOverTwoLinesIsShown(String text) {
    assertThat(redaction.redact(text)).isEqualTo(text);
  }
}
