package io.muster.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes that protoc 3.21.12 makes and reads of the same messages. */
class GoldenVectorsTest {

  private static final String UID = "0190e0a2000070008000000000000001";
  private static final String TO = "0a10" + UID;

  private static String hex(WireWriter message) {
    return HexFormat.of().formatHex(message.toBytes());
  }

  private static WireWriter from(long sequence) {
    return new WireWriter().bytes(1, HexFormat.of().parseHex(UID)).number(2, sequence);
  }

  private static ServerToAgent read(String hex) {
    return ServerToAgent.ofBody(HexFormat.of().parseHex(hex));
  }

  @Test
  void aHeartbeat() {
    assertThat(hex(from(1).number(4, 1))).isEqualTo(TO + "10012001");
  }

  @Test
  void aFirstMessageWithAnEmptyConfigStatus() {
    WireWriter message =
        from(1)
            .message(3, new WireWriter().message(1, Agent.attribute("service.name", "demo")))
            .number(4, 0x3007)
            .message(7, new WireWriter());
    assertThat(hex(message))
        .isEqualTo(TO + "10011a180a160a0c736572766963652e6e616d6512060a0464656d6f2087603a00");
  }

  @Test
  void aHealthTreeWithTimes() {
    WireWriter child =
        new WireWriter().text(1, "pipeline:logs").message(2, new WireWriter().number(1, 1));
    WireWriter health =
        new WireWriter()
            .number(1, 1)
            .fixed(2, 1_700_000_000_000_000_000L)
            .text(4, "StatusOK")
            .fixed(5, 1_700_000_001_000_000_000L)
            .message(6, child);
    assertThat(hex(from(2).number(4, 0x801).message(5, health)))
        .isEqualTo(
            TO
                + "10022081102a3308011100002a36fe9c971722085374617475734f4b2900cac471fe9c9717"
                + "32130a0d706970656c696e653a6c6f677312020801");
  }

  @Test
  void anAcknowledgement() {
    assertThat(read(TO)).isEqualTo(new ServerToAgent(UID, null, null, false));
  }

  @Test
  void fieldsThatDoNotMatterArePassedOver() {
    assertThat(read(TO + "387f")).isEqualTo(new ServerToAgent(UID, null, null, false));
    assertThat(
            read(
                TO
                    + "22260a010112210a157773733a2f2f683a343332302f76312f6f70616d701a060a01431a0141"
                    + "201e"))
        .isEqualTo(new ServerToAgent(UID, null, null, false));
  }

  @Test
  void aRequestForTheFullState() {
    assertThat(read(TO + "3001")).isEqualTo(new ServerToAgent(UID, null, null, true));
  }

  @Test
  void aConfigByHashAndBody() {
    assertThat(read(TO + "1a1d0a170a150a0012110a04613a20311209746578742f79616d6c12020102"))
        .isEqualTo(new ServerToAgent(UID, null, new ServerToAgent.Config("0102", "a: 1"), false));
  }

  @Test
  void errors() {
    assertThat(read(TO + "12050801120178").error()).isEqualTo("x");
    assertThat(read(TO + "120a08021a060880d88ee16f").error()).isEmpty();
  }

  @Test
  void whatIsCutOffIsNotTakenForSomethingElse() {
    assertThatThrownBy(() -> read("0a10" + UID.substring(2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> read("0a")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ServerToAgent.ofFrame(HexFormat.of().parseHex(TO)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
