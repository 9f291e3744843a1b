package io.muster.collector;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether two texts are one value in different forms: as offered, and as a collector writes it. */
final class ScalarForms {

  private static final int MAX_WORD = 64;
  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_ -]*");

  /** What Go takes for a truth and writes as one. */
  private static final Set<String> TRUE = Set.of("1", "t", "true");

  private static final Set<String> FALSE = Set.of("0", "f", "false");

  /** Keys whose values are people's words, in which case counts. */
  private static final Set<String> FREE =
      Set.of(
          "value",
          "key",
          "name",
          "path",
          "endpoint",
          "topic",
          "username",
          "user",
          "database",
          "from_attribute",
          "include",
          "exclude",
          "expr",
          "regex",
          "pattern",
          "statements",
          "conditions",
          "default_value",
          "default",
          "namespace",
          "description",
          "client_id",
          "host",
          "job_name");

  /** Mappings whose keys people choose. */
  private static final Set<String> FREE_PARENTS =
      Set.of(
          "headers",
          "attributes",
          "labels",
          "external_labels",
          "const_labels",
          "resource",
          "tags",
          "initial_fields",
          "params",
          "request_params",
          "response_headers");

  private ScalarForms() {}

  /**
   * Whether a collector that was given the first writes the second; for a path that ends in these
   * keys.
   */
  static boolean same(String wanted, String found, YamlPath path) {
    return wanted.equals(found)
        || YamlNumber.same(wanted, found)
        || sameDuration(wanted, found)
        || YamlNumber.bytes(wanted, found)
        || YamlTime.same(wanted, found)
        || sameTruth(wanted, found)
        || (wanted.equalsIgnoreCase(found) && enumerated(wanted, path));
  }

  private static boolean sameTruth(String wanted, String found) {
    return (found.equals("true") && TRUE.contains(wanted.toLowerCase(Locale.ROOT)))
        || (found.equals("false") && FALSE.contains(wanted.toLowerCase(Locale.ROOT)));
  }

  private static boolean sameDuration(String wanted, String found) {
    BigInteger left = GoDuration.nanoseconds(wanted);
    BigInteger right = GoDuration.nanoseconds(found);
    if (left == null && right == null) {
      return false;
    }
    return count(wanted, left).equals(count(found, right));
  }

  /** A number without unit counts nanoseconds. */
  private static Object count(
      String text, @org.jspecify.annotations.Nullable BigInteger nanoseconds) {
    if (nanoseconds != null) {
      return nanoseconds;
    }
    BigDecimal number = YamlNumber.decimal(text);
    return number == null ? text : number.toBigInteger();
  }

  /** A single word of a setting that may be one of few: `detailed`, `WARN`. */
  private static boolean enumerated(String text, YamlPath path) {
    YamlPath at = path;
    if (at.parent() != null && !at.step().isEmpty() && Character.isDigit(at.step().charAt(0))) {
      // An item of a list is what the list is.
      at = at.parent();
    }
    String key = at.step();
    String above = at.parent() == null ? "" : at.parent().step();
    return text.length() <= MAX_WORD
        && WORD.matcher(text).matches()
        && !FREE.contains(key)
        && !FREE_PARENTS.contains(key)
        && !FREE_PARENTS.contains(above);
  }

  /** Whether a value is what a setting has when nobody sets it: nothing, false, zero. */
  static boolean zero(String text) {
    if (text.isEmpty() || text.equalsIgnoreCase("false")) {
      return true;
    }
    BigDecimal number = YamlNumber.decimal(text);
    BigInteger duration = number == null ? GoDuration.nanoseconds(text) : null;
    return (number != null && number.signum() == 0) || (duration != null && duration.signum() == 0);
  }
}
