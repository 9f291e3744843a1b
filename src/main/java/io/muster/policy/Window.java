package io.muster.policy;

import io.muster.failure.InvalidInput;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Hours of the week in which changes are given to further agents. What is taken back does not wait.
 *
 * @param days on which it opens
 * @param from when it opens
 * @param to when it closes; before or at {@code from}, that is on the next day
 * @param zone whose clock counts
 */
public record Window(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {

  private static final Duration LOOKED_AHEAD = Duration.ofDays(9);
  private static final DateTimeFormatter SHOWN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mmxxx", Locale.ROOT);

  public Window {
    days = Set.copyOf(days);
    if (days.isEmpty()) {
      throw new InvalidInput("a window needs days, as [mon, tue, wed, thu]");
    }
  }

  /**
   * Reads a window as it is written.
   *
   * @param days as mon; none for all
   * @param from as 08:00
   * @throws InvalidInput with a message for people
   */
  public static Window parse(List<String> days, String from, String to, String zone) {
    Set<DayOfWeek> some = EnumSet.noneOf(DayOfWeek.class);
    days.forEach(day -> some.add(day(day)));
    try {
      return new Window(
          some.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : some,
          LocalTime.parse(from),
          LocalTime.parse(to),
          ZoneId.of(zone));
    } catch (DateTimeException e) {
      throw new InvalidInput(
          "a window from '"
              + from
              + "' to '"
              + to
              + "' in zone '"
              + zone
              + "' cannot be read, expected times as 08:00 and a zone as Europe/Berlin or UTC");
    }
  }

  private static DayOfWeek day(String text) {
    return Arrays.stream(DayOfWeek.values())
        .filter(day -> name(day).equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new InvalidInput(
                "day '"
                    + text
                    + "' of a window is none of "
                    + Arrays.stream(DayOfWeek.values())
                        .map(Window::name)
                        .collect(Collectors.joining(", "))));
  }

  private static String name(DayOfWeek day) {
    return day.getDisplayName(TextStyle.SHORT, Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  /** The names of its days, from Monday. */
  public List<String> dayNames() {
    return Arrays.stream(DayOfWeek.values()).filter(days::contains).map(Window::name).toList();
  }

  /** Whether it is open then; it opens at {@code from} and is closed at {@code to}. */
  public boolean open(Instant at) {
    ZonedDateTime local = at.atZone(zone);
    LocalTime time = local.toLocalTime();
    boolean today = days.contains(local.getDayOfWeek());
    boolean overnight = !to.isAfter(from);
    if (!overnight) {
      return today && !time.isBefore(from) && time.isBefore(to);
    }
    boolean yesterday = days.contains(local.getDayOfWeek().minus(1));
    return (today && !time.isBefore(from)) || (yesterday && time.isBefore(to));
  }

  /** When it opens after that. */
  public ZonedDateTime opens(Instant after) {
    ZonedDateTime local = after.atZone(zone);
    List<ZonedDateTime> openings = new ArrayList<>();
    for (int i = 0; i <= LOOKED_AHEAD.toDays(); i++) {
      ZonedDateTime opening = local.toLocalDate().plusDays(i).atTime(from).atZone(zone);
      if (days.contains(opening.getDayOfWeek()) && opening.isAfter(local)) {
        openings.add(opening);
      }
    }
    return openings.getFirst();
  }

  /** For people: when it opens after that. */
  public String opensText(Instant after) {
    return SHOWN.format(opens(after));
  }

  /** For people: "mon,tue 08:00-18:00 Europe/Berlin". */
  @Override
  public String toString() {
    return String.join(",", dayNames()) + " " + from + "-" + to + " " + zone;
  }
}
