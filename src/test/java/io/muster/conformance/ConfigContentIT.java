package io.muster.conformance;

import static io.muster.conformance.Answers.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.AgentRemoteConfig;
import io.muster.protocol.proto.ServerToAgent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RC-4, RC-11 to RC-13, RC-16: what is in a config. */
@Conformance
@Needs(Ability.PUSH_CONFIG)
class ConfigContentIT {

  private final ServerUnderTest server;

  ConfigContentIT(ServerUnderTest server) {
    this.server = server;
  }

  private AgentRemoteConfig offered(ConfigFiles config) {
    try (var agent = Agent.introduced(server.endpoint(), Transport.WEBSOCKET)) {
      var pushed = server.push(agent.tag(), config);
      assertThat(pushed.accepted()).as("%s", pushed).isTrue();
      return agent.awaitOffer().getRemoteConfig();
    }
  }

  private static ConfigFiles.File file(String body, String type) {
    return new ConfigFiles.File(ByteString.copyFromUtf8(body), type);
  }

  @Test
  @Check("RC-4")
  void theHashDependsOnContentsNamesAndTypesAlone() {
    var first = new LinkedHashMap<String, ConfigFiles.File>();
    first.put("a.yaml", file("a: 1\n", "text/yaml"));
    first.put("b.yaml", file("b: 1\n", "text/yaml"));
    var reversed = new LinkedHashMap<String, ConfigFiles.File>();
    reversed.put("b.yaml", first.get("b.yaml"));
    reversed.put("a.yaml", first.get("a.yaml"));
    var hash = hash(first);
    assertThat(hash(reversed)).isEqualTo(hash);
    assertThat(hash(Map.of("a.yaml", file("a: 2\n", "text/yaml"), "b.yaml", first.get("b.yaml"))))
        .isNotEqualTo(hash);
    assertThat(hash(Map.of("c.yaml", first.get("a.yaml"), "b.yaml", first.get("b.yaml"))))
        .isNotEqualTo(hash);
    assertThat(
            hash(
                Map.of("a.yaml", file("a: 1\n", "application/x-y"), "b.yaml", first.get("b.yaml"))))
        .isNotEqualTo(hash);
  }

  private String hash(Map<String, ConfigFiles.File> files) {
    return Messages.hex(offered(new ConfigFiles(files)).getConfigHash());
  }

  @Test
  @Check("RC-4")
  @Needs(Ability.MUSTER_DECISIONS)
  void theHashOfOneCollectorFileIsItsSha256() {
    var hash = Messages.hex(offered(ConfigFiles.yaml("receivers: {}\n")).getConfigHash());
    assertThat(hash).isEqualTo("a2562a2b6beb468ee77c97127ec9e6f3c27a8950b2200884a158170dbaf25c01");
  }

  @Test
  @Check("RC-11")
  void namesAreKeptAsTheyAreTheEmptyOneIncluded() {
    var files =
        Map.of(
            "", file("a: 1\n", "text/yaml"),
            "conf.d/Ümlaut name.yaml", file("b: 1\n", "text/yaml"),
            "default/collector", file("c: 1\n", ""));
    assertThat(offered(new ConfigFiles(files)).getConfig().getConfigMapMap().keySet())
        .containsExactlyInAnyOrderElementsOf(files.keySet());
  }

  @Test
  @Check("RC-12")
  void bodiesAndTypesAreKeptByteForByte() {
    var body = "# trailing blanks  \r\n\ttab\nno: end of line";
    var offer = offered(ConfigFiles.file("notes.txt", body, "text/plain"));
    var file = offer.getConfig().getConfigMapOrThrow("notes.txt");
    assertThat(file.getBody().toStringUtf8()).isEqualTo(body);
    assertThat(file.getContentType()).isEqualTo("text/plain");
    var untyped = offered(ConfigFiles.file("x", "1", "")).getConfig().getConfigMapOrThrow("x");
    assertThat(untyped.getContentType()).isEmpty();
  }

  @OverBothTransports
  @Check("RC-13")
  void whatIsOfferedDependsOnWhatTheAgentSays(Transport transport) {
    try (var first = Agent.introduced(server.endpoint(), transport);
        var second = Agent.introduced(server.endpoint(), transport)) {
      server.push(first.tag(), ConfigFiles.yaml("for: the first"));
      var body =
          first.awaitOffer().getRemoteConfig().getConfig().getConfigMapOrThrow("collector.yaml");
      assertThat(body.getBody().toStringUtf8()).isEqualTo("for: the first");
      assertThat(second.listen(SILENCE)).noneMatch(ServerToAgent::hasRemoteConfig);
      // It says something else now, and is somebody else's business.
      var moved = second.message().setAgentDescription(Messages.description(first.tag()));
      assertThat(second.say(moved).hasRemoteConfig()).isTrue();
    }
  }

  @Test
  @Check("RC-16")
  @Needs(Ability.MUSTER_DECISIONS)
  void anEmptyConfigIsRefusedUnlessItIsMeant() {
    var muster = (MusterServer) server;
    var path = "/api/v1/configs/empty-" + System.nanoTime();
    var refused = muster.request("PUT", path, "{\"files\": {}}");
    assertThat(refused.status()).isBetween(400, 499);
    assertThat(refused.detail()).contains("allowEmpty");
    var meant = muster.request("PUT", path, "{\"files\": {}, \"allowEmpty\": true}");
    assertThat(meant.accepted()).as("%s", meant).isTrue();
  }
}
