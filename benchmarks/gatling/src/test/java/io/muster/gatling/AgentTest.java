package io.muster.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgentTest {

  private static final String UID = "0190e0a2000070008000000000000007";

  private final Agent agent = new Agent(7);

  private static List<Integer> fields(byte[] message) {
    List<Integer> fields = new ArrayList<>();
    WireReader in = new WireReader(message, 0);
    for (int field = in.next(); field != 0; field = in.next()) {
      fields.add(field);
      in.skip();
    }
    return fields;
  }

  private static ServerToAgent offer(String hash) {
    return new ServerToAgent(UID, null, new ServerToAgent.Config(hash, "a: 1"), false);
  }

  @Test
  void itReportsEverythingOnceAndThenBeats() {
    assertThat(fields(agent.next())).containsExactly(1, 2, 3, 4, 5, 7);
    assertThat(fields(agent.next())).containsExactly(1, 2, 4);
  }

  @Test
  void theSequenceGoesOnByOne() {
    agent.next();
    assertThat(HexFormat.of().formatHex(agent.nextFrame()))
        .isEqualTo("000a10" + UID + "100220 8370".replace(" ", ""));
  }

  @Test
  void itReportsEverythingWhenAsked() {
    agent.next();
    assertThat(agent.hear(new ServerToAgent(UID, null, null, true))).isTrue();
    assertThat(fields(agent.next())).containsExactly(1, 2, 3, 4, 5, 7);
  }

  @Test
  void anOfferIsAnsweredOnceAsApplied() {
    agent.next();
    assertThat(agent.hear(offer("0102"))).isTrue();

    assertThat(agent.offers()).isEqualTo(1);
    assertThat(agent.hash()).isEqualTo("0102");
    assertThat(HexFormat.of().formatHex(agent.next())).endsWith("3a060a0201021001");
    assertThat(fields(agent.next())).containsExactly(1, 2, 4);
  }

  @Test
  void errorsAndMessagesForOthersAreNoAnswer() {
    assertThat(agent.hear(new ServerToAgent(UID, "no", null, false))).isFalse();
    assertThat(agent.hear(new ServerToAgent("0102", null, null, false))).isFalse();
  }
}
