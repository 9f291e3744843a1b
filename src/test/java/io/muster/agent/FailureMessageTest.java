package io.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.protobuf.ByteString;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureMessageTest {

  private static final InstanceUid UID = new InstanceUid(0x0190e0a200007000L, Long.MIN_VALUE | 1);

  private static AgentState agent(String host) {
    Description description =
        new Description(
            List.of(), List.of(new Attribute("host.name", new AttributeValue.Text(host))));
    Reported reported =
        new Reported(
            AgentCapabilities.NONE, description, null, null, null, null, null, List.of(), null);
    return new AgentState(UID, reported, AgentFacts.of(UID, Instant.EPOCH));
  }

  private static String normalised(String message) {
    return FailureMessage.normalised(message, agent("web-17"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "yaml: line 12: did not find expected key | yaml: line <n>: did not find expected key",
        "dial tcp 10.1.2.3:4317: connection refused | dial tcp <address>: connection refused",
        "dial tcp [fe80::1]:4317: refused | dial tcp <address>: refused",
        "2026-11-23T08:00:00.123Z error: no | <time> error: no",
        "listen on web-17 failed | listen on <host.name> failed",
        "agent 0190e0a2-0000-7000-8000-000000000001 says no | agent <id> says no",
        "hash 9f86d081884c7d65 unknown | hash <id> unknown",
        "pid 4711, exit status 1,  after 1.5s | pid <n>, exit status <n>, after <n>s",
        "'exporters' unknown type: \"debgu\" for id: \"debgu\" | 'exporters' unknown type:"
            + " \"debgu\" for id: \"debgu\"",
        "otlp2 and k8s_attributes stay | otlp2 and k8s_attributes stay"
      })
  void whatDiffersBetweenAgentsIsReplaced(String message, String expected) {
    assertThat(normalised(message)).isEqualTo(expected);
  }

  @Test
  void agentsThatSayTheSameOfThemselvesAreAlike() {
    assertThat(FailureMessage.normalised("no route to web-1.example", agent("web-1.example")))
        .isEqualTo(FailureMessage.normalised("no route to db-2.example", agent("db-2.example")));
  }

  @Test
  void longMessagesAreCutAndTakeNoTime() {
    String message = "1a".repeat(500_000);
    String kept = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> normalised(message));
    assertThat(kept.length()).isLessThanOrEqualTo(301);
  }

  @Test
  void ofALongErrorTheReasonAtItsEndIsKept() {
    String error = "could not apply: " + "x y ".repeat(20_000) + "address already in use";
    assertThat(normalised(error)).startsWith("could not apply").endsWith("address already in use");
    Attempts refused =
        Attempts.NONE.refused(
            OfferKind.CONFIG,
            new OfferStatus(
                ContentHash.sha256(ByteString.copyFromUtf8("a")), OfferStatus.State.FAILED, error),
            Instant.EPOCH);
    assertThat(refused.list().getFirst().error())
        .hasSizeLessThanOrEqualTo(Attempt.MAX_ERROR)
        .startsWith("could not apply")
        .endsWith("address already in use");
  }

  @Test
  void noCharacterIsCutInTwo() {
    String text = "😀".repeat(400);
    for (int most = 20; most < 60; most++) {
      String kept = FailureMessage.ends(text, most);
      assertThat(kept.codePoints().filter(c -> Character.isSurrogate((char) c) && c < 0x10000))
          .as("%d", most)
          .isEmpty();
    }
  }
}
