package io.muster.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.architecture.Pages;
import io.muster.architecture.Pages.Line;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every number of docs/limits.md is the default of the setting in its row, or the constant that a
 * comment in its row names.
 */
class LimitsPageTest {

  private static final Path PAGE = Path.of("docs/limits.md");
  private static final Path SETTINGS = Path.of("docs/settings.md");
  private static final Pattern NUMBER = Pattern.compile("([\\d,]+)(?: (B|KiB|MiB|GiB|s|min|h|d))?");
  private static final Pattern DEFAULT = Pattern.compile("([\\d.]+)(ms|[smhdKMG])?");
  private static final Pattern CONSTANT =
      Pattern.compile("<!-- ([a-z.]+\\.[A-Za-z]+)\\.([A-Z_]+) -->");
  private static final Pattern SETTING = Pattern.compile("`(muster\\.[a-z.-]+)`");

  /** Factors to bytes or milliseconds. */
  private static final Map<String, Long> UNITS =
      Map.ofEntries(
          Map.entry("B", 1L),
          Map.entry("KiB", 1L << 10),
          Map.entry("MiB", 1L << 20),
          Map.entry("GiB", 1L << 30),
          Map.entry("K", 1L << 10),
          Map.entry("M", 1L << 20),
          Map.entry("G", 1L << 30),
          Map.entry("ms", 1L),
          Map.entry("s", 1_000L),
          Map.entry("min", 60_000L),
          Map.entry("m", 60_000L),
          Map.entry("h", 3_600_000L),
          Map.entry("d", 86_400_000L));

  @Test
  void everyNumberIsTheOneInForce() throws Exception {
    Map<String, String> defaults = defaults();
    List<String> wrong = new ArrayList<>();
    int checked = 0;
    for (Line line : Pages.lines(PAGE)) {
      List<String> cells = cells(line.text());
      Matcher number = NUMBER.matcher(cells.size() < 3 ? "" : cells.get(1));
      if (!number.matches()) {
        continue;
      }
      checked++;
      long written =
          Long.parseLong(number.group(1).replace(",", ""))
              * (number.group(2) == null ? 1 : UNITS.getOrDefault(number.group(2), 0L));
      Matcher constant = CONSTANT.matcher(line.text());
      Matcher setting = SETTING.matcher(cells.get(2));
      String inForce =
          setting.find()
              ? "" + value(defaults.getOrDefault(setting.group(1), "no such setting"))
              : constant.find()
                  ? "" + value(constant.group(1), constant.group(2))
                  : "said by no setting and no constant";
      if (!inForce.equals(Long.toString(written))) {
        wrong.add(line.place() + ": " + cells.get(1) + " is " + inForce);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(checked).as("numbers").isGreaterThan(50);
  }

  @Test
  void everySettingOfThePageExists() {
    Map<String, String> defaults = defaults();
    for (Line line : Pages.lines(PAGE)) {
      Matcher setting = SETTING.matcher(line.text());
      while (setting.find()) {
        assertThat(defaults).as(line.place()).containsKey(setting.group(1));
      }
    }
  }

  private static Object value(String type, String constant) throws ReflectiveOperationException {
    Field field = Class.forName("io.muster." + type).getDeclaredField(constant);
    field.setAccessible(true);
    Object value = field.get(null);
    return value instanceof Duration duration ? duration.toMillis() : value;
  }

  private static Object value(String written) {
    Matcher value = DEFAULT.matcher(written);
    return value.matches()
        ? Long.parseLong(value.group(1))
            * (value.group(2) == null ? 1 : UNITS.getOrDefault(value.group(2), 0L))
        : "'" + written + "'";
  }

  /** As the page of settings has them, which is made from the code. */
  private static Map<String, String> defaults() {
    Map<String, String> defaults = new HashMap<>();
    for (Line line : Pages.lines(SETTINGS)) {
      List<String> cells = cells(line.text());
      if (cells.size() > 2 && cells.getFirst().startsWith("`muster.")) {
        defaults.put(cells.getFirst().replace("`", ""), cells.get(1).replace("`", ""));
      }
    }
    return defaults;
  }

  private static List<String> cells(String row) {
    return row.startsWith("|")
        ? Arrays.stream(row.substring(1).split("\\|")).map(String::strip).toList()
        : List.of();
  }
}
