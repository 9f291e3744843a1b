package io.muster.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharesTest {

  @Test
  void everyShareIsSpreadOverTheFleetAsGiven() {
    Shares shares = Shares.parse("fail=5, slow=2.5,stall=0.1");
    Map<Behaviour, Integer> counts = new EnumMap<>(Behaviour.class);
    for (int number = 0; number < 10_000; number++) {
      counts.merge(shares.at(Simulation.place(number)), 1, Integer::sum);
    }
    assertThat(counts.get(Behaviour.FAIL)).isBetween(498, 502);
    assertThat(counts.get(Behaviour.SLOW)).isBetween(248, 252);
    assertThat(counts.get(Behaviour.STALL)).isBetween(9, 11);
    assertThat(counts)
        .containsOnlyKeys(Behaviour.APPLY, Behaviour.FAIL, Behaviour.SLOW, Behaviour.STALL);
  }

  @Test
  void allMayBehaveAlike() {
    assertThat(Shares.parse("silent=100").at(0.999_999)).isEqualTo(Behaviour.SILENT);
    assertThat(Shares.NONE.at(0)).isEqualTo(Behaviour.APPLY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fail | no share",
        "fail=5=6 | no share",
        "fial=5 | no behaviour 'fial'",
        "fail=many | no number",
        "fail=-1 | expected 0 to 100",
        "fail=NaN | expected 0 to 100",
        "fail=60,slow=41 | 101.0 % in all",
        "fail=1,fail=2 | twice",
        "apply=50 | what the rest does"
      })
  void whatIsWrongIsSaid(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shares.parse(text))
        .withMessageContaining(message);
  }
}
