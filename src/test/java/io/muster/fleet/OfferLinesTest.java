package io.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the log says of offers that came to nothing. */
class OfferLinesTest {

  private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");
  private static final InstanceUid AGENT =
      InstanceUid.parse("018f2c1e-8a3b-7c4d-9e5f-0123456789ab");

  private final List<String> said = new ArrayList<>();
  private Instant now = START;
  private final OfferLines lines = new OfferLines(() -> now);
  private final Logger log = Logger.getLogger(OfferLines.class.getName());
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          said.add(ExtLogRecord.wrap(line).getFormattedMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    log.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    log.removeHandler(handler);
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

    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("event=offer_failed agent=" + AGENT + " kind=CONFIG config=prod@3 hash=")
        .endsWith(" error=\"unknown exporter kafka\" more_before=0");
  }

  @Test
  void aLongErrorKeepsItsEnds() {
    lines.failed(
        AGENT, attempt("prod@3", Attempt.State.FAILED, "begin" + "x".repeat(100_000) + "end"));

    assertThat(said.getFirst()).hasSizeLessThan(800).contains("\"begin", "end\"");
  }

  @Test
  void aFleetThatRefusesIsNoFloodAndHidesNoOtherConfig() {
    for (int i = 0; i < 5_000; i++) {
      lines.failed(AGENT, attempt("prod@3", Attempt.State.FAILED, "no"));
    }
    lines.failed(AGENT, attempt("other@1", Attempt.State.FAILED, "no"));
    lines.unanswered(AGENT, attempt("prod@3", Attempt.State.NO_ANSWER, ""));
    assertThat(said).hasSize(12);
    assertThat(said.get(10)).contains("config=other@1");
    assertThat(said.get(11))
        .startsWith("event=offer_unanswered")
        .contains("config=prod@3", "tries=3");

    now = now.plusSeconds(60);
    lines.failed(AGENT, attempt("prod@3", Attempt.State.FAILED, "no"));
    assertThat(said.getLast()).endsWith("more_before=4990");
  }
}
