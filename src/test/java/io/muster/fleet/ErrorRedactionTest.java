package io.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.protocol.proto.AgentDescription;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.AnyValue;
import io.muster.protocol.proto.ArrayValue;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.ConnectionSettingsStatus;
import io.muster.protocol.proto.KeyValue;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.redaction.SecretKeys;
import io.muster.redaction.SecretRedaction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All that an agent says in its own words. */
class ErrorRedactionTest {

  private final ErrorRedaction errors =
      new ErrorRedaction(new SecretRedaction(new SecretKeys(SecretKeys.DEFAULT)));

  private static AnyValue text(String value) {
    return AnyValue.newBuilder().setStringValue(value).build();
  }

  private static KeyValue attribute(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static AnyValue list(String... values) {
    ArrayValue.Builder list = ArrayValue.newBuilder();
    List.of(values).forEach(value -> list.addValues(text(value)));
    return AnyValue.newBuilder().setArrayValue(list).build();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cannot connect to https://u:S3CRET@h.example/x",
        "'exporters' error reading configuration: 'headers[x-key]' expected type 'string', got"
            + " unconvertible type 'map[string]interface {}', value: 'map[a:S3CRET]'",
        "error decoding 'auth.password': 'auth.password' expected type 'string', got unconvertible"
            + " type 'int', value: 'S3CRET99'",
        "config is map[endpoint:h:1 api_key:S3CRET tls:map[insecure:true]]",
        "config is map[headers:map[a:S3CRET b:S3CRET] endpoint:h]",
        "401 Unauthorized: invalid token \"S3CRET12\"",
        "access denied: password 'S3CRET12' is wrong",
        "failed: Authorization: Bearer S3CRET",
        "yaml: line 3: exporters:\n  otlp:\n    headers:\n      x-any: S3CRET\n    bad: [",
        "mysql: dial u:S3CRET@tcp(h:3306)/db: refused",
        "exit status 1: otelcol --set=exporters.otlp.headers.api-key=S3CRET"
      })
  void errorsAndHealth(String said) {
    AgentToServer redacted =
        errors.redacted(
            AgentToServer.newBuilder()
                .setRemoteConfigStatus(RemoteConfigStatus.newBuilder().setErrorMessage(said))
                .setConnectionSettingsStatus(
                    ConnectionSettingsStatus.newBuilder().setErrorMessage(said))
                .setHealth(
                    ComponentHealth.newBuilder()
                        .setStatus(said)
                        .addAttributes(attribute("error.message", text(said)))
                        .putComponentHealthMap(
                            "pipeline",
                            ComponentHealth.newBuilder()
                                .setLastError(said)
                                .setStatus(said)
                                .build()))
                .build());
    assertThat(redacted.toString()).doesNotContain("S3CRET").contains("REDACTED");
  }

  @Test
  void whatIsSaidWithoutSecretsStays() {
    AgentToServer said =
        AgentToServer.newBuilder()
            .setHealth(
                ComponentHealth.newBuilder()
                    .setStatus("StatusRecoverableError: token bucket is empty, retry in 5s")
                    .setLastError("'exporters' error: unknown type: \"otlq\" for id: \"otlq\"")
                    .addAttributes(attribute("exporter", text("otlp/token"))))
            .setAgentDescription(
                AgentDescription.newBuilder()
                    .addNonIdentifyingAttributes(
                        attribute("process.command_args", list("otelcol", "--config", "/x.yaml")))
                    .addNonIdentifyingAttributes(attribute("os.type", text("linux"))))
            .build();
    assertThat(errors.redacted(said)).isEqualTo(said);
  }

  @Test
  void theCommandOfItsProcess() {
    AgentToServer redacted =
        errors.redacted(
            AgentToServer.newBuilder()
                .setAgentDescription(
                    AgentDescription.newBuilder()
                        .addIdentifyingAttributes(attribute("service.name", text("otelcol")))
                        .addNonIdentifyingAttributes(
                            attribute(
                                "process.command_args",
                                list(
                                    "otelcol",
                                    "--set=exporters.otlp.headers.api-key=S3CRET",
                                    "--token",
                                    "S3CRET",
                                    "--config",
                                    "/x.yaml")))
                        .addNonIdentifyingAttributes(
                            attribute("process.command_line", text("otelcol --token S3CRET -v")))
                        .addNonIdentifyingAttributes(
                            attribute("proxy", text("http://u:S3CRET@proxy:3128"))))
                .build());
    assertThat(redacted.toString())
        .doesNotContain("S3CRET")
        .contains("/x.yaml", "--token", "otelcol --token REDACTED -v");
  }
}
