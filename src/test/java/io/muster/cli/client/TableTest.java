package io.muster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void anAgentIsARowWithItsReasonBothConfigsAndItsAge() throws JsonProcessingException {
    String agent =
        """
        {"uid": "u", "status": "connected", "sync": {"state": "drifted", "cause": "changed"},
         "health": {"healthy": false},
         "attributes": {"service.name": "otelcol", "service.version": "0.158.0"},
         "config": {"desired": {"name": "prod", "revision": 3, "ottl": ["redact@2"], "hash": "a"},
                    "reported": {"hash": "a", "status": "FAILED"}},
         "lastSeen": "2026-11-23T08:00:00.123456Z"}
        """;
    String page = "{\"items\": [" + agent + "], \"total\": 7}";
    Age age = new Age(Instant.parse("2026-11-23T11:30:00Z"));
    assertThat(Tables.of(GetCommand.Kind.AGENTS, json(page), age).toString().lines())
        .containsExactly(
            "UID  STATUS     SYNC     REASON   HEALTH     WANTED           REPORTED                "
                + "SERVICE  VERSION  HOST  SEEN",
            "u    connected  drifted  changed  unhealthy  prod@3+redact@2  prod@3+redact@2 failed  "
                + "otelcol  0.158.0  -     3h",
            "1 of 7");
    assertThat(Tables.of(GetCommand.Kind.AGENTS, json(agent), age).toString().lines()).hasSize(2);
  }

  @Test
  void anOperatorIsARowWithTheAgeOfItsTokens() throws JsonProcessingException {
    String page =
        """
        {"items": [
          {"name": "ada", "kind": "person", "disabled": false, "roles": ["admin"], "tokens": 2,
           "oldestToken": "2026-09-24T11:30:00Z", "nextExpiry": "2026-12-01T00:00:00Z",
           "createdAt": "2026-09-01T11:30:00Z"},
          {"name": "ci", "kind": "machine", "disabled": true, "roles": ["viewer"], "tokens": 0,
           "createdAt": "2026-11-23T08:00:00Z"}], "total": 2}
        """;
    Age age = new Age(Instant.parse("2026-11-23T11:30:00Z"));
    assertThat(Tables.of(GetCommand.Kind.OPERATORS, json(page), age).toString().lines())
        .containsExactly(
            "NAME  KIND     STATE     ROLES   TOKENS  OLDEST  NEXT ENDS             AGE",
            "ada   person   enabled   admin   2       60d     2026-12-01T00:00:00Z  83d",
            "ci    machine  disabled  viewer  0       -       -                     3h");
  }

  @ParameterizedTest
  @CsvSource({"0,0s", "119,119s", "120,2m", "7199,119m", "7200,2h", "172800,2d", "-5,0s"})
  void anAgeIsInTheUnitThatSaysIt(long seconds, String text) {
    Instant now = Instant.parse("2026-11-23T11:30:00Z");
    assertThat(new Age(now).of(now.minusSeconds(seconds))).isEqualTo(text);
  }

  @Test
  void csvHasWholeCellsAndQuotesThem() {
    Table table = new Table("A", "B");
    table.row("x,y", "say \"no\"");
    table.row("z".repeat(200), "");
    assertThat(table.csv())
        .isEqualTo("A,B\r\n\"x,y\",\"say \"\"no\"\"\"\r\n" + "z".repeat(200) + ",\r\n");
  }

  @Test
  void whatChangedSinceIsTheRowsThatDifferInMoreThanAge() {
    Table before = new Table("UID", "STATE", "SEEN");
    before.row("a", "failed", "3s");
    before.row("b", "failed", "3s");
    before.row("c", "failed", "3s");
    Table now = new Table("UID", "STATE", "SEEN");
    now.row("a", "failed", "5s");
    now.row("b", "in_sync", "5s");
    now.row("d", "failed", "1s");
    assertThat(now.changesSince(before).lines())
        .containsExactly("b    in_sync  5s", "d    failed   1s", "c    (gone)");
    assertThat(now.changesSince(now)).isEmpty();
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
