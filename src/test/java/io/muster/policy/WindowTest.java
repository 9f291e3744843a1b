package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.failure.InvalidInput;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Random;
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

  @ParameterizedTest
  @CsvSource({
    // The clock is put forward from 02:00 to 03:00.
    "02:30, 04:00, 2026-03-28T20:00:00Z, 2026-03-29T03:00+02:00",
    "02:00, 03:00, 2026-03-28T20:00:00Z, 2026-03-30T02:00+02:00",
    "02:00, 02:30, 2026-03-28T20:00:00Z, 2026-03-30T02:00+02:00",
    "01:00, 02:30, 2026-03-28T20:00:00Z, 2026-03-29T01:00+01:00",
    // And back from 03:00 to 02:00.
    "02:15, 02:45, 2026-10-24T20:00:00Z, 2026-10-25T02:15+02:00",
    "02:15, 02:45, 2026-10-25T00:50:00Z, 2026-10-25T02:15+01:00",
    "02:15, 02:45, 2026-10-25T01:50:00Z, 2026-10-26T02:15+01:00",
    "01:00, 02:30, 2026-10-25T00:40:00Z, 2026-10-25T02:00+01:00",
    "01:00, 04:00, 2026-10-24T20:00:00Z, 2026-10-25T01:00+02:00"
  })
  void theClockMayLeaveItOutOrOpenItTwice(String from, String to, Instant after, String opens) {
    Window window = Window.parse(List.of(), from, to, "Europe/Berlin");
    assertThat(window.open(after)).isFalse();
    assertThat(window.opensText(after)).isEqualTo(opens);
    assertThat(window.open(window.opens(after).toInstant())).isTrue();
  }

  @Test
  void aWeeklyWindowThatTheClockLeavesOutOpensAWeekLater() {
    Window window = Window.parse(List.of("sun"), "02:00", "03:00", "Europe/Berlin");
    assertThat(window.opensText(Instant.parse("2026-03-22T12:00:00Z")))
        .isEqualTo("2026-04-05T02:00+02:00");
  }

  @Test
  void whenItOpensIsTheFirstMomentItIsOpen() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    List<String> zones =
        List.of("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo");
    for (int i = 0; i < 300; i++) {
      Window window =
          Window.parse(
              random.nextBoolean() ? List.of() : List.of("sun"),
              LocalTime.of(random.nextInt(6), 15 * random.nextInt(4)).toString(),
              LocalTime.of(random.nextInt(24), 15 * random.nextInt(4)).toString(),
              zones.get(random.nextInt(zones.size())));
      Instant after =
          Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(365 * 24) * 3_600L);
      if (window.open(after)) {
        continue;
      }
      Instant opens = window.opens(after).toInstant();
      String what = "seed " + seed + " " + window + " after " + after + " opens " + opens;
      assertThat(window.open(opens)).as(what).isTrue();
      for (Instant at = after; at.isBefore(opens); at = at.plusSeconds(900)) {
        assertThat(window.open(at)).as(what + " at " + at).isFalse();
      }
      assertThat(window.open(opens.minusNanos(1))).as(what).isFalse();
    }
  }

  @Test
  void oneThatIsAlwaysOpenIsOpen() {
    Window always = Window.parse(List.of(), "00:00", "00:00", "UTC");
    Instant some = Instant.parse("2026-03-22T12:00:00Z");
    assertThat(always.open(some)).isTrue();
    assertThat(always.openSince(some, some)).isTrue();
    assertThat(always.opensText(some)).isEqualTo("2026-03-23T00:00+00:00");
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
