package io.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentFacts;
import io.muster.agent.Attempt;
import io.muster.agent.Attempts;
import io.muster.agent.Attribute;
import io.muster.agent.AttributeValue;
import io.muster.agent.Baseline;
import io.muster.agent.Description;
import io.muster.agent.Health;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.agent.UidAssignment;
import io.muster.fleet.AgentStore.StoredReport;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.ComponentHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link AgentStore} does. */
public abstract class AgentStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-23T02:30:00.123456789Z");
  private static final InstanceUid ONE = new InstanceUid(1, -2);
  private static final InstanceUid TWO = new InstanceUid(-3, 4);

  /** The store under test, empty at the beginning of a test; always the same within one. */
  protected abstract AgentStore store();

  private static final Reported EVERYTHING =
      new Reported(
          new AgentCapabilities(0x8000_0000_0000_7fffL),
          new Description(
              List.of(Attribute.text("service.name", "otelcol"), Attribute.text("twice", "a")),
              List.of(
                  Attribute.text("twice", "b"),
                  new Attribute("n", new AttributeValue.Int(Long.MIN_VALUE)),
                  new Attribute("none", new AttributeValue.Empty()),
                  new Attribute(
                      "list", new AttributeValue.Array(List.of(new AttributeValue.Bool(true)))))),
          Health.of(
              ComponentHealth.newBuilder()
                  .setStatus("degraded")
                  .setLastError("no disk")
                  .putComponentHealthMap(
                      "pipeline:traces", ComponentHealth.newBuilder().setHealthy(true).build())
                  .build()),
          hash("effective"),
          new OfferStatus(hash("a"), OfferStatus.State.FAILED, "line 3"),
          new OfferStatus(ContentHash.NONE, OfferStatus.State.UNRECOGNIZED, ""),
          ByteString.copyFrom(new byte[] {10, 0}),
          List.of("io.example.one", "io.example.two"),
          hash("components"));

  private static ContentHash hash(String text) {
    return ContentHash.sha256(ByteString.copyFromUtf8(text));
  }

  @Test
  void oneAgentIsReadByItself() {
    StoredReport report = new StoredReport(EVERYTHING, 7, NOW);
    AgentFacts facts = AgentFacts.of(ONE, NOW);
    store().saveReports(Map.of(ONE, report)).join();
    store().saveFacts(Map.of(ONE, facts)).join();
    assertThat(store().report(ONE)).contains(report);
    assertThat(store().facts(ONE)).contains(facts);
    assertThat(store().report(TWO)).isEmpty();
    assertThat(store().facts(TWO)).isEmpty();
  }

  @Test
  void aReportComesBackAsItWasWritten() {
    Map<InstanceUid, StoredReport> written =
        Map.of(
            ONE, new StoredReport(EVERYTHING, Long.MAX_VALUE, NOW),
            TWO, new StoredReport(Reported.NOTHING, 0, Instant.EPOCH));
    store().saveReports(written).join();
    assertThat(reports()).isEqualTo(written);
  }

  @Test
  void partsThatAreEmptyAreKeptApartFromPartsThatWereNeverTold() {
    Reported empty =
        new Reported(
            AgentCapabilities.NONE,
            new Description(List.of(), List.of()),
            Health.of(ComponentHealth.getDefaultInstance()),
            ContentHash.NONE,
            new OfferStatus(ContentHash.NONE, OfferStatus.State.UNSET, ""),
            null,
            ByteString.EMPTY,
            List.of(),
            ContentHash.NONE);
    store().saveReports(Map.of(ONE, new StoredReport(empty, 1, NOW))).join();
    assertThat(reports()).containsExactly(Map.entry(ONE, new StoredReport(empty, 1, NOW)));
  }

  @Test
  void aLaterReportReplacesTheWholeEarlierOne() {
    store().saveReports(Map.of(ONE, new StoredReport(EVERYTHING, 1, NOW))).join();
    StoredReport later = new StoredReport(Reported.NOTHING, 2, NOW.plusSeconds(1));
    store().saveReports(Map.of(ONE, later)).join();
    assertThat(reports()).containsExactly(Map.entry(ONE, later));
  }

  /** Those that have a number in stored records, and one that has a name only. */
  private static final List<OfferKind> KINDS =
      List.of(OfferKind.CONFIG, OfferKind.CONNECTION, new OfferKind("OF_THE_FUTURE"));

  @Test
  void factsComeBackAsTheyWereWritten() {
    List<Attempt> attempts = new ArrayList<>();
    for (Attempt.State state : Attempt.State.values()) {
      for (OfferKind kind : KINDS) {
        attempts.add(
            new Attempt(
                kind,
                hash(state.name()),
                "prod@" + state.ordinal(),
                1L << 40,
                state,
                3,
                NOW,
                NOW.plusSeconds(1),
                NOW.plusSeconds(60),
                "why",
                Duration.ofSeconds(state.ordinal()),
                state == Attempt.State.OFFERED));
      }
    }
    AgentFacts everything =
        new AgentFacts(
            TWO,
            NOW,
            new Attempts(attempts),
            Map.of(TWO, NOW.plusSeconds(5)),
            new UidAssignment(new InstanceUid(7, 8), 2),
            new Baseline(hash("a"), hash("b"), "1.2"));
    Map<InstanceUid, AgentFacts> written = Map.of(ONE, everything, TWO, AgentFacts.of(TWO, NOW));
    store().saveFacts(written).join();
    assertThat(facts()).isEqualTo(written);
    assertThat(reports()).isEmpty();
  }

  private static Attempt offered(String config, long generation) {
    Instant at = NOW.plusSeconds(generation);
    return new Attempt(
        OfferKind.CONFIG,
        hash(config),
        config,
        generation,
        Attempt.State.OFFERED,
        1,
        at,
        at,
        at.plusSeconds(60),
        "");
  }

  private static Map<InstanceUid, AgentFacts> with(
      Attempt attempt, Map<InstanceUid, AgentFacts> facts) {
    Map<InstanceUid, AgentFacts> with = new HashMap<>();
    facts.forEach((uid, each) -> with.put(uid, each.withAttempts(each.attempts().with(attempt))));
    return with;
  }

  private Map<InstanceUid, AgentFacts> saved(int agents) {
    Map<InstanceUid, AgentFacts> fleet = new HashMap<>();
    for (int i = 0; i < agents; i++) {
      InstanceUid uid = new InstanceUid(i, ~i);
      fleet.put(uid, AgentFacts.of(uid, NOW.minusSeconds(i)));
    }
    store().saveFacts(fleet).join();
    return fleet;
  }

  @Test
  void anAttemptOfManyIsPartOfTheFactsOfEach() {
    Map<InstanceUid, AgentFacts> fleet = with(offered("a", 1), saved(40));
    assertThat(store().saveBegun(offered("a", 1), fleet).join()).isEmpty();
    assertThat(facts()).isEqualTo(fleet);
    fleet.forEach((uid, each) -> assertThat(store().facts(uid)).contains(each));
  }

  @Test
  void whatIsBegunLaterIsNewer() {
    Map<InstanceUid, AgentFacts> first = with(offered("a", 1), saved(40));
    store().saveBegun(offered("a", 1), first).join();
    Map<InstanceUid, AgentFacts> second = with(offered("b", 2), first);
    store().saveBegun(offered("b", 2), second).join();
    assertThat(facts()).isEqualTo(second);
  }

  @Test
  void factsThatAreWrittenAfterAnAttemptOfManyAreWhatCounts() {
    Map<InstanceUid, AgentFacts> fleet = with(offered("a", 1), saved(40));
    store().saveBegun(offered("a", 1), fleet).join();
    InstanceUid one = new InstanceUid(7, ~7);
    AgentFacts before = fleet.getOrDefault(one, AgentFacts.of(one, NOW));
    AgentFacts failed =
        before.withAttempts(
            before
                .attempts()
                .answered(
                    OfferKind.CONFIG,
                    new OfferStatus(hash("a"), OfferStatus.State.FAILED, "no"),
                    NOW.plusSeconds(5)));
    fleet.put(one, failed);
    store().saveFacts(Map.of(one, failed)).join();
    assertThat(facts()).isEqualTo(fleet);
    assertThat(store().facts(one)).contains(failed);
  }

  @Test
  void anAgentThatIsNewSinceHasNothingOfTheFormerOne() {
    Map<InstanceUid, AgentFacts> fleet = with(offered("a", 1), saved(40));
    store().saveBegun(offered("a", 1), fleet).join();
    InstanceUid one = new InstanceUid(7, ~7);
    store().remove(one).join();
    assertThat(store().facts(one)).isEmpty();
    AgentFacts anew = AgentFacts.of(one, NOW.plusSeconds(9));
    store().saveFacts(Map.of(one, anew)).join();
    assertThat(store().facts(one)).contains(anew);
  }

  @Test
  void aRemovedAgentIsGoneAndTheOthersStay() {
    store().saveReports(Map.of(ONE, new StoredReport(EVERYTHING, 1, NOW))).join();
    store().saveReports(Map.of(TWO, new StoredReport(EVERYTHING, 2, NOW))).join();
    store().saveFacts(Map.of(ONE, AgentFacts.of(ONE, NOW), TWO, AgentFacts.of(TWO, NOW))).join();
    store().remove(ONE).join();
    store().remove(ONE).join();
    assertThat(reports()).containsOnlyKeys(TWO);
    assertThat(facts()).containsOnlyKeys(TWO);
  }

  @Test
  void aWholeFleetIsWrittenInOneCall() {
    Map<InstanceUid, StoredReport> fleet = new HashMap<>();
    for (int i = 0; i < 25_001; i++) {
      fleet.put(new InstanceUid(i, ~i), new StoredReport(Reported.NOTHING, i, NOW));
    }
    store().saveReports(fleet).join();
    assertThat(reports()).isEqualTo(fleet);
  }

  @Test
  void nothingToWriteIsFine() {
    store().saveReports(Map.of()).join();
    store().saveFacts(Map.of()).join();
    assertThat(reports()).isEmpty();
  }

  private Map<InstanceUid, StoredReport> reports() {
    Map<InstanceUid, StoredReport> found = new HashMap<>();
    store().loadReports(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  private Map<InstanceUid, AgentFacts> facts() {
    Map<InstanceUid, AgentFacts> found = new HashMap<>();
    store().loadFacts(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }
}
