package io.muster.policy;

import io.muster.failure.InvalidInput;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Hours of the week in which changes are given to further agents. What is taken back does not wait.
 *
 * @param days on which it opens
 * @param from when it opens
 * @param to when it closes; before or at {@code from}, that is on the next day
 * @param zone whose clock counts
 */
public record Window(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {

  /** Days: a weekly window that the clock leaves out once, and the next. */
  private static final int LOOKED_AHEAD = 16;

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

  /** Whether it was open then, or has been since. */
  public boolean openSince(Instant since, Instant now) {
    return open(since) || !opens(since).toInstant().isAfter(now);
  }

  /**
   * When it opens after that. A clock that is put forward over the whole window leaves it out, one
   * that is put forward over its beginning opens it then, and one that is put back opens it twice.
   */
  public ZonedDateTime opens(Instant after) {
    LocalDate today = after.atZone(zone).toLocalDate();
    return IntStream.rangeClosed(0, LOOKED_AHEAD)
        .mapToObj(today::plusDays)
        .flatMap(this::openings)
        .filter(at -> at.toInstant().isAfter(after))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the window " + this + " never opens"));
  }

  /** When it opens on a day, in order. */
  private Stream<ZonedDateTime> openings(LocalDate day) {
    LocalDateTime local = day.atTime(from);
    ZoneRules rules = zone.getRules();
    Stream<ZonedDateTime> byItself =
        rules.getValidOffsets(local).stream()
            .map(offset -> local.atOffset(offset).atZoneSameInstant(zone));
    ZoneOffsetTransition change =
        rules.nextTransition(day.atStartOfDay(zone).toInstant().minusNanos(1));
    Stream<ZonedDateTime> byTheClock =
        change == null
                || !change.getInstant().isBefore(day.plusDays(1).atStartOfDay(zone).toInstant())
            ? Stream.empty()
            : Stream.of(change.getInstant().atZone(zone))
                .filter(at -> !open(at.toInstant().minusNanos(1)));
    return Stream.concat(byItself, byTheClock)
        .filter(at -> open(at.toInstant()))
        .sorted(Comparator.comparing(ZonedDateTime::toInstant));
  }

  /** For people: when it opens after that. */
  public String opensText(Instant after) {
    return text(opens(after));
  }

  static String text(ZonedDateTime at) {
    return SHOWN.format(at);
  }

  /** For people: "mon,tue 08:00-18:00 Europe/Berlin". */
  @Override
  public String toString() {
    return String.join(",", dayNames()) + " " + from + "-" + to + " " + zone;
  }
}
