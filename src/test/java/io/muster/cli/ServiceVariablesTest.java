package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceVariablesTest {

  private final KnownSettings known =
      new KnownSettings(
          Set.of("muster.agents.port", "muster.operators.port", "muster.agents.tokens.*"));

  /**
   * As the kubelet makes them: the first port plain, each by its name, and what Docker's links
   * were.
   */
  static Map<String, String> of(String service, String address, Map<String, Integer> ports) {
    String name = service.toUpperCase(Locale.ROOT).replace('-', '_');
    String host = address.contains(":") ? "[" + address + "]" : address;
    Map<String, String> variables = new HashMap<>();
    variables.put(name + "_SERVICE_HOST", address);
    ports.forEach((port, number) -> {
      String url = "tcp://" + host + ":" + number;
      String link = name + "_PORT_" + number + "_TCP";
      variables.putIfAbsent(name + "_SERVICE_PORT", String.valueOf(number));
      variables.putIfAbsent(name + "_PORT", url);
      variables.put(
          name + "_SERVICE_PORT_" + port.toUpperCase(Locale.ROOT).replace('-', '_'),
          String.valueOf(number));
      variables.put(link, url);
      variables.put(link + "_PROTO", "tcp");
      variables.put(link + "_PORT", String.valueOf(number));
      variables.put(link + "_ADDR", address);
    });
    return variables;
  }

  @ParameterizedTest
  @CsvSource({
    "muster, 10.96.12.7",
    "muster-agents, 10.96.12.7",
    "muster-operators, fd00:10:96::1f",
    "muster-agents-tokens-x, 10.96.12.7",
    "muster-0, ::1",
    "muster-infinispan, 10.0.0.1",
  })
  void whatKubernetesMakesOfAServiceIsNoSetting(String service, String address) {
    var variables = of(service, address, Map.of("agents", 4320, "operators-https", 8443));
    assertThat(variables).hasSizeGreaterThan(9);
    assertThat(known.unknownVariables(variables)).isEmpty();
    assertThat(variables.keySet()).allMatch(name -> ServiceVariables.hides(name, variables));
  }

  @ParameterizedTest
  @CsvSource({
    "MUSTER_AGENT_PORT, 4320",
    "MUSTER_AGENTS_PROT, tcp://10.0.0.1:4320",
    "MUSTER_AGENT_PORT, http://10.0.0.1:4320",
    "MUSTER_AGENT_PORT, tcp://muster:4320",
    "MUSTER_AGENT_PORT, tcp://10.0.0.1",
    "MUSTER_OPERATORS_HOSTS, 10.0.0.1",
    "MUSTER_SERVICE_HOST, muster.example",
    "MUSTER_SERVICE_PORT, agents",
    "MUSTER_PORT, 4320",
    "MUSTER_PORT_4320_TCP, tcp://10.0.0.1:4321",
    "MUSTER_PORT_4320_UDP, tcp://10.0.0.1:4320",
    "MUSTER_PORT_4320_TCP_PROTO, udp",
    "MUSTER_PORT_4320_TCP_PORT, 4321",
    "MUSTER_PORT_4320_TCP_ADDR, localhost",
    "MUSTER_PORT_4320, tcp://10.0.0.1:4320",
    "MUSTER_FLEET_RETENTION_PORT, 30d",
  })
  void aMistypedSettingIsStillRefused(String name, String value) {
    assertThat(known.unknownVariables(Map.of(name, value))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.96.12.7", "4320", "tcp"})
  void aTokenThatLooksLikeAnAddressIsATokenWithoutItsService(String token) {
    var variables =
        Map.of(
            "MUSTER_AGENTS_TOKENS_A_SERVICE_HOST", token,
            "MUSTER_AGENTS_TOKENS_A_SERVICE_PORT", token);
    assertThat(variables.keySet()).noneMatch(name -> ServiceVariables.hides(name, variables));
  }

  private static SmallRyeConfig config(Map<String, String> environment) {
    return new SmallRyeConfigBuilder()
        .withSources(
            new EnvConfigSource(environment, 300),
            new PropertiesConfigSource(
                ServiceVariablesFilter.INITIAL, "initial", Integer.MIN_VALUE))
        .withInterceptors(new ServiceVariablesFilter(environment))
        .build();
  }

  @Test
  void portsOfServicesAreNotListenedOn() {
    Map<String, String> environment =
        new HashMap<>(of("muster-agents", "10.96.0.9", Map.of("a", 9999)));
    environment.put("MUSTER_OPERATORS_PORT", "8081");
    var config = config(environment);
    assertThat(config.getValue("muster.agents.port", Integer.class)).isEqualTo(4320);
    assertThat(config.getValue("muster.operators.port", Integer.class)).isEqualTo(8081);
  }

  @Test
  void theAddressOfAServiceIsNoTokenOfAgents() {
    Map<String, String> environment =
        new HashMap<>(of("muster-agents-tokens-x", "10.96.0.9", Map.of("a", 9999)));
    environment.put("MUSTER_AGENTS_TOKENS_FLEET", "f".repeat(32));
    var config = config(environment);
    assertThat(config.getPropertyNames())
        .filteredOn(name -> name.startsWith("muster.agents.tokens"))
        .allMatch(name -> name.endsWith(".fleet"));
    assertThat(config.getOptionalValue("muster.agents.tokens.x.service.host", String.class))
        .isEmpty();
    assertThat(config.getValue("muster.agents.tokens.fleet", String.class)).hasSize(32);
  }
}
