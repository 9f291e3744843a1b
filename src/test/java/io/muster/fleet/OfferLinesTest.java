package io.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.telemetry.CapturedLog;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the log says of offers that came to nothing. */
class OfferLinesTest {

  private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");
  private static final InstanceUid AGENT =
      InstanceUid.parse("018f2c1e-8a3b-7c4d-9e5f-0123456789ab");

  private Instant now = START;
  private final OfferLines lines = new OfferLines(() -> now);
  private final CapturedLog log = new CapturedLog(OfferLines.class);

  @AfterEach
  void listenNoMore() {
    log.close();
  }

  private static Attempt attempt(String config, Attempt.State state, String error) {
    return new Attempt(
        OfferKind.CONFIG,
        ContentHash.sha256(ByteString.copyFromUtf8(config)),
        config,
        1,
        state,
        3,
        START,
        START,
        START,
        error);
  }

  @Test
  void anOfferThatFailedNamesItsConfigAndWhatTheAgentSaid() {
    lines.failed(AGENT, attempt("prod@3", Attempt.State.FAILED, "unknown exporter kafka"));

    assertThat(log.lines())
        .singleElement()
        .asString()
        .startsWith("event=offer_failed agent=" + AGENT + " kind=CONFIG config=prod@3 hash=")
        .endsWith(" error=\"unknown exporter kafka\" more_before=0");
  }

  @Test
  void aLongErrorKeepsItsEnds() {
    lines.failed(
        AGENT, attempt("prod@3", Attempt.State.FAILED, "begin" + "x".repeat(100_000) + "end"));

    assertThat(log.lines().getFirst()).hasSizeLessThan(800).contains("\"begin", "end\"");
  }

  @Test
  void aFleetThatRefusesIsNoFloodAndHidesNoOtherConfig() {
    for (int i = 0; i < 5_000; i++) {
      lines.failed(AGENT, attempt("prod@3", Attempt.State.FAILED, "no"));
    }
    lines.failed(AGENT, attempt("other@1", Attempt.State.FAILED, "no"));
    lines.unanswered(AGENT, attempt("prod@3", Attempt.State.NO_ANSWER, ""));
    assertThat(log.lines()).hasSize(12);
    assertThat(log.lines().get(10)).contains("config=other@1");
    assertThat(log.lines().get(11))
        .startsWith("event=offer_unanswered")
        .contains("config=prod@3", "tries=3");

    now = now.plusSeconds(60);
    lines.failed(AGENT, attempt("prod@3", Attempt.State.FAILED, "no"));
    assertThat(log.lines().getLast()).endsWith("more_before=4990");
  }
}
