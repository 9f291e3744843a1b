package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.failure.InvalidInput;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTest {

  @ParameterizedTest
  @CsvSource({
    // Monday, an hour ahead of UTC
    "2026-11-30T06:59:59Z, false",
    "2026-11-30T07:00:00Z, true",
    "2026-11-30T14:59:59Z, true",
    "2026-11-30T15:00:00Z, false",
    "2026-12-01T10:00:00Z, false",
    // In summer it is two
    "2026-06-01T06:00:00Z, true",
    "2026-06-01T14:00:00Z, false"
  })
  void itIsOpenByTheClockOfItsZone(Instant at, boolean open) {
    Window window = Window.parse(List.of("mon"), "08:00", "16:00", "Europe/Berlin");
    assertThat(window.open(at)).isEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-27T21:59:00Z, false",
    "2026-11-27T22:00:00Z, true",
    "2026-11-28T03:59:00Z, true",
    "2026-11-28T04:00:00Z, false",
    "2026-11-28T22:30:00Z, false",
    "2026-11-27T03:00:00Z, false"
  })
  void oneThatClosesOnTheNextDayBelongsToTheDayItOpens(Instant at, boolean open) {
    assertThat(Window.parse(List.of("fri"), "22:00", "04:00", "UTC").open(at)).isEqualTo(open);
  }

  @Test
  void itSaysWhenItOpens() {
    Window window = Window.parse(List.of("mon"), "08:00", "16:00", "Europe/Berlin");
    assertThat(window.opensText(Instant.parse("2026-11-30T07:00:00Z")))
        .isEqualTo("2026-12-07T08:00+01:00");
    assertThat(window.opensText(Instant.parse("2026-11-30T06:00:00Z")))
        .isEqualTo("2026-11-30T08:00+01:00");
    assertThat(window).hasToString("mon 08:00-16:00 Europe/Berlin");
  }

  @Test
  void whatCannotBeReadIsRefusedWithWhatIsExpected() {
    assertThatThrownBy(() -> Window.parse(List.of("monday"), "08:00", "16:00", "UTC"))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("'monday'")
        .hasMessageContaining("mon, tue");
    assertThatThrownBy(() -> Window.parse(List.of(), "8", "16:00", "UTC"))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("08:00");
    assertThatThrownBy(() -> Window.parse(List.of(), "08:00", "16:00", "Mars/Base"))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("Europe/Berlin");
  }
}
