package io.muster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class TableTest {

  private static JsonNode json(String text) throws JsonProcessingException {
    return RestClient.JSON.readTree(text);
  }

  @Test
  void columnsAreAsWideAsWhatIsInThem() {
    Table table = new Table("A", "LONGER");
    table.row("value", "x");
    assertThat(table.toString().lines()).containsExactly("A      LONGER", "value  x");
  }

  @Test
  void whatAgentsSayCannotCommandATerminal() {
    Table table = new Table("A");
    table.row("a\u001b[31mred\n\tb");
    assertThat(table.toString().lines()).containsExactly("A", "a?[31mred b");
  }

  @Test
  void anAgentIsARowWithItsSyncAndItsConfigWithRuleSets() throws JsonProcessingException {
    String agent =
        """
        {"uid": "u", "status": "connected", "sync": {"state": "drifted"},
         "health": {"healthy": false}, "attributes": {"service.name": "otelcol"},
         "config": {"desired": {"name": "prod", "revision": 3, "ottl": ["redact@2"]}},
         "lastSeen": "2026-11-23T08:00:00.123456Z"}
        """;
    String page = "{\"items\": [" + agent + "], \"total\": 7}";
    assertThat(Tables.of(GetCommand.Kind.AGENTS, json(page)).lines())
        .containsExactly(
            "UID  STATUS     SYNC     HEALTH     CONFIG           SERVICE  HOST  LAST SEEN",
            "u    connected  drifted  unhealthy  prod@3+redact@2  otelcol  -     2026-11-23T08:00:00Z",
            "1 of 7");
    assertThat(Tables.of(GetCommand.Kind.AGENTS, json(agent)).lines()).hasSize(2);
  }

  @Test
  void aRefusalSaysEachFaultOnce() throws JsonProcessingException {
    Refused refused =
        Refused.of(
            422,
            json(
                """
                {"detail": "collector.yaml:3:7: no such receiver", "problems": [
                  {"severity": "error", "file": "collector.yaml", "line": 3, "column": 7,
                   "message": "no such receiver"},
                  {"severity": "warning", "file": "collector.yaml", "path": "/a",
                   "message": "not used", "hint": "remove it"}]}
                """));
    assertThat(refused.text().lines())
        .containsExactly(
            "collector.yaml:3:7: no such receiver (422)",
            "  warning: collector.yaml /a: not used (remove it)");
  }

  @Test
  void partsOfPathsAreEscapedAndEmptyParametersLeftOut() {
    assertThat(
            RestClient.path(
                "agents", new java.util.TreeMap<>(java.util.Map.of("a", "", "q", "x y&z=1+2"))))
        .isEqualTo("agents?q=x%20y%26z%3D1%2B2");
  }
}
